"""Addresses of the ledger of promises."""

from django.urls import path

from forewarn.console.promises import views

urlpatterns = [
    path("", views.ledger, name="promises-list"),
    path("recommended/", views.recommended, name="promises-recommended"),
    path("new/", views.new, name="promises-new"),
    path("<slug:key>/", views.edit, name="promises-edit"),
    path("<slug:key>/withdraw/", views.withdraw, name="promises-withdraw"),
    path("<slug:key>/restore/", views.restore, name="promises-restore"),
    path("<slug:key>/move/", views.move, name="promises-move"),
]
