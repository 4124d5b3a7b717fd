"""Addresses of the vendor register."""

from django.urls import path

from forewarn.console.vendors import editing, mail, moving, questions, views

urlpatterns = [
    path("", views.listing, name="vendors-list"),
    path("new/", editing.new, name="vendors-new"),
    path("<slug:vendor>/", views.show, name="vendors-show"),
    path("<slug:vendor>/edit/", editing.edit, name="vendors-edit"),
    path("<slug:vendor>/history/", views.history, name="vendors-history"),
    path("<slug:vendor>/questions/", questions.listing, name="vendors-questions"),
    path("<slug:vendor>/questions/<int:number>/", questions.review, name="vendors-question"),
    path("<slug:vendor>/questions/<int:number>/withdraw/", questions.take_back, name="vendors-question-withdraw"),
    path("<slug:vendor>/mail/look/", mail.look, name="vendors-mail-look"),
    path("<slug:vendor>/remove/", moving.remove, name="vendors-remove"),
    path("<slug:vendor>/move/<slug:state>/", moving.move, name="vendors-move"),
    path("<slug:vendor>/<slug:table>/new/", editing.row_new, name="vendors-row-new"),
    path("<slug:vendor>/<slug:table>/<int:number>/", editing.row_edit, name="vendors-row-edit"),
    path("<slug:vendor>/<slug:table>/<int:number>/remove/", editing.row_remove, name="vendors-row-remove"),
]
