"""Addresses of the audit log."""

from django.urls import URLPattern, path

from forewarn.console.audit import views

urlpatterns: list[URLPattern] = [path("", views.log, name="audit-list")]
