"""Addresses of files of vendors; beside those of the vendors, whose short names may be any word."""

from django.urls import path

from forewarn.console.vendor_files import views

urlpatterns = [
    path("", views.listing, name="vendors-files"),
    path("register.<str:form>", views.export, name="vendors-export"),
    path("<int:file>/", views.show, name="vendors-file"),
    path("<int:file>/discard/", views.discard, name="vendors-file-discard"),
]
