"""Addresses of segments."""

from django.urls import path

from forewarn.console.segments import views

urlpatterns = [
    path("", views.listing, name="segments-list"),
    path("new/", views.new, name="segments-new"),
    path("new/list/", views.new_from_list, name="segments-new-list"),
    path("<int:segment_id>/", views.show, name="segments-show"),
    path("<int:segment_id>/count/", views.count, name="segments-count"),
    path("<int:segment_id>/recount/", views.recount, name="segments-recount"),
    path("<int:segment_id>/rename/", views.rename, name="segments-rename"),
    path("<int:segment_id>/delete/", views.delete, name="segments-delete"),
]
