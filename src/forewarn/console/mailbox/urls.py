"""Addresses of the local mailbox."""

from django.urls import URLPattern, path

from forewarn.console.mailbox import views

urlpatterns: list[URLPattern] = [
    path("", views.mailbox, name="mailbox-list"),
    path("<str:key>/", views.mail, name="mailbox-mail"),
    path("<str:key>/frame/", views.frame, name="mailbox-frame"),
    path("<str:key>/source/", views.source, name="mailbox-source"),
]
