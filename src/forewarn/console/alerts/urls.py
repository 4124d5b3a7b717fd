"""Addresses of the alerts."""

from django.urls import path

from forewarn.console.alerts import editing, releasing, views, waivers

urlpatterns = [
    path("", views.calendar, name="alerts-list"),
    path("year/<int:year>/", views.calendar, name="alerts-year"),
    path("year/<int:year>/<int:quarter>/begin/", views.begin, name="alerts-begin"),
    path("waivers/", waivers.waivers, name="alerts-waivers"),
    path("waivers/<int:waiver_id>/withdraw/", waivers.withdraw, name="alerts-waiver-withdraw"),
    path("<int:alert_id>/", views.show, name="alerts-show"),
    path("<int:alert_id>/write/", editing.edit, name="alerts-edit"),
    path("<int:alert_id>/check/", editing.check, name="alerts-check"),
    path("<int:alert_id>/paper/", editing.paper, name="alerts-paper"),
    path("<int:alert_id>/test/", releasing.send_test, name="alerts-test"),
    path("<int:alert_id>/submit/", releasing.submit, name="alerts-submit"),
    path("<int:alert_id>/withdraw/", releasing.withdraw, name="alerts-withdraw"),
    path("<int:alert_id>/approve/", releasing.approve, name="alerts-approve"),
    path("<int:alert_id>/schedule/", releasing.schedule, name="alerts-schedule"),
    path("<int:alert_id>/correct/", releasing.correct, name="alerts-correct"),
    path("<int:alert_id>/delete/", releasing.delete, name="alerts-delete"),
    path("<int:alert_id>/waive/", releasing.waive, name="alerts-waive"),
]
