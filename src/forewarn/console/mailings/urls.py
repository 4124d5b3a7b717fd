"""Addresses of the mailings."""

from django.urls import path

from forewarn.console.mailings import people, steps, views

urlpatterns = [
    path("", views.mailing_list, name="mailings-list"),
    path("proof/", people.proof, name="mailings-proof"),
    path("<int:mailing_id>/", views.show, name="mailings-show"),
    path("<int:mailing_id>/progress/", views.progress_part, name="mailings-progress"),
    path("<int:mailing_id>/not-reached/", people.not_reached, name="mailings-not-reached"),
    path("<int:mailing_id>/export/", people.export, name="mailings-export"),
    path("<int:mailing_id>/send/", steps.send, name="mailings-send"),
    path("<int:mailing_id>/unschedule/", steps.unschedule, name="mailings-unschedule"),
    path("<int:mailing_id>/any-hour/", steps.any_hour, name="mailings-any-hour"),
    path("<int:mailing_id>/pause/", steps.pause, name="mailings-pause"),
    path("<int:mailing_id>/resume/", steps.resume, name="mailings-resume"),
    path("<int:mailing_id>/cancel/", steps.cancel, name="mailings-cancel"),
]
