"""Addresses of changes at vendors."""

from django.urls import path

from forewarn.console.vendor_changes import answering, planning, releasing, views

urlpatterns = [
    path("", views.listing, name="changes-list"),
    path("new/", planning.new, name="changes-new"),
    path("notice/", planning.notice, name="changes-notice"),
    path("objections/<int:objection_id>/", answering.answer, name="changes-answer"),
    path("<int:change_id>/", views.show, name="changes-show"),
    path("<int:change_id>/paper/", views.paper, name="changes-paper"),
    path("<int:change_id>/edit/", planning.edit, name="changes-edit"),
    path("<int:change_id>/submit/", releasing.submit, name="changes-submit"),
    path("<int:change_id>/take-back/", planning.unsubmit, name="changes-take-back"),
    path("<int:change_id>/approve/", releasing.approve, name="changes-approve"),
    path("<int:change_id>/send/", releasing.send, name="changes-send"),
    path("<int:change_id>/publish/", releasing.publish, name="changes-publish"),
    path("<int:change_id>/withdraw/", releasing.withdraw, name="changes-withdraw"),
    path("<int:change_id>/delete/", planning.delete, name="changes-delete"),
    path("<int:change_id>/objections/", answering.objections, name="changes-objections"),
    path("<int:change_id>/proof/", answering.proof, name="changes-proof"),
    path("<int:change_id>/proof/file/", answering.proof_file, name="changes-proof-file"),
]
