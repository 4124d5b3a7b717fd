"""Addresses of the practice pages."""

from django.urls import path

from forewarn.public_site.practice import progress, views, visits

urlpatterns = [
    path("", views.lessons, name="practice"),
    path("progress/", progress.progress, name="practice-progress"),
    path("<slug:slug>/", views.lesson, name="practice-lesson"),
    path("<slug:slug>/read/", views.read, name="practice-read"),
    path("<slug:slug>/embed/", views.embed, name="practice-embed"),
    path("<slug:slug>/sheet.pdf", views.sheet, name="practice-sheet"),
    path("<slug:slug>/begin/", visits.begin_visit, name="practice-begin"),
    path("<slug:slug>/v/<str:key>/", visits.here, name="practice-visit"),
    path("<slug:slug>/v/<str:key>/lesson/", visits.lesson_again, name="practice-words"),
    path("<slug:slug>/v/<str:key>/mail/<slug:item>/", visits.mail, name="practice-mail"),
    path("<slug:slug>/v/<str:key>/part/<slug:part>/", visits.part, name="practice-part"),
]
