"""Addresses of the lessons' screens."""

from django.urls import path

from forewarn.console.lessons import editing, effect, making, plan, report

urlpatterns = [
    path("", plan.show, name="lessons-list"),
    path("<int:year>/", plan.show, name="lessons-year"),
    path("<int:year>/<int:quarter>/invite/", plan.invite_customers, name="lessons-invite"),
    path("<int:year>/record/", plan.record, name="lessons-record"),
    path("<int:year>/record.csv", plan.record_csv, name="lessons-record-csv"),
    path("programme/", plan.programme, name="lessons-programme"),
    path("effect/", effect.show, name="lessons-effect"),
    path("report/", report.show, name="lessons-report"),
    path("report.csv", report.as_csv, name="lessons-report-csv"),
    path("report.json", report.as_json, name="lessons-report-json"),
    path("messages/", making.listing, name="lessons-made"),
    path("messages/new/", making.begin, name="lessons-made-new"),
    path("messages/<int:item_id>/", making.show, name="lessons-made-show"),
    path("messages/<int:item_id>/decide/", making.decide, name="lessons-made-decide"),
    path("messages/<int:item_id>/drop/", making.drop, name="lessons-made-drop"),
    path("new/", editing.new, name="lessons-new"),
    path("lesson/<slug:slug>/", editing.show, name="lessons-show"),
    path("lesson/<slug:slug>/place/", editing.place, name="lessons-place"),
    path("lesson/<slug:slug>/move/", editing.move, name="lessons-move"),
    path("lesson/<slug:slug>/keep/", editing.keep, name="lessons-keep"),
    path("lesson/<slug:slug>/reset/", editing.reset, name="lessons-reset"),
    path("lesson/<slug:slug>/file/<str:name>", editing.file, name="lessons-file"),
]
