"""Addresses of the sent record."""

from django.urls import path

from forewarn.console.our_mail import views

urlpatterns = [
    path("", views.listing, name="our_mail-list"),
    path("<int:campaign>/", views.show, name="our_mail-campaign"),
    path("<int:campaign>/facts/", views.facts, name="our_mail-facts"),
    path("<int:campaign>/judge/", views.judge, name="our_mail-judge"),
    path("<int:campaign>/frame/", views.frame, name="our_mail-frame"),
    path("undisclosed/", views.undisclosed, name="our_mail-undisclosed"),
    path("months/", views.months, name="our_mail-months"),
    path("seeds/", views.seeds, name="our_mail-seeds"),
]
