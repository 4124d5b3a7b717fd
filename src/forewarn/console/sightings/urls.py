"""Addresses of sightings."""

from django.urls import path

from forewarn.console.sightings import views

urlpatterns = [
    path("", views.listing, name="sightings-list"),
    path("new/", views.new, name="sightings-new"),
    path("<int:sighting>/", views.show, name="sightings-show"),
    path("<int:sighting>/frame/", views.frame, name="sightings-frame"),
    path("<int:sighting>/words/", views.words, name="sightings-words"),
    path("<int:sighting>/decide/", views.decide, name="sightings-decide"),
    path("<int:sighting>/export/<slug:kind>/", views.export, name="sightings-export"),
]
