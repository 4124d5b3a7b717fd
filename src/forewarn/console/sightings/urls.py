"""Addresses of sightings."""

from django.urls import path

from forewarn.console.sightings import deciding, handing_on, page, views

urlpatterns = [
    path("", views.listing, name="sightings-list"),
    path("new/", views.new, name="sightings-new"),
    path("<int:sighting>/", page.show, name="sightings-show"),
    path("<int:sighting>/frame/", page.frame, name="sightings-frame"),
    path("<int:sighting>/words/", deciding.words, name="sightings-words"),
    path("<int:sighting>/decide/", deciding.decide, name="sightings-decide"),
    path("<int:sighting>/export/<slug:kind>/", handing_on.export, name="sightings-export"),
]
