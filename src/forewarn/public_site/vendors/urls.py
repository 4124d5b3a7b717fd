"""Addresses of the register."""

from django.urls import URLPattern, path

from forewarn.public_site.vendors import views

urlpatterns: list[URLPattern] = [
    path("vendors/", views.vendors, name="vendors"),
    path("vendors.json", views.register, name="vendors-json"),
    path("vendors.schema.json", views.schema, name="vendors-schema"),
    path("vendors.jsonld", views.dpv, name="vendors-dpv"),
    path("vendors/changes/", views.changes, name="vendor-changes"),
    path("vendors/changes.xml", views.atom, name="vendor-feed"),
    path("vendors/changes.json", views.json_feed, name="vendor-json-feed"),
    path("vendors/fragment.html", views.fragment_html, name="vendor-fragment"),
    path("vendors/fragment.md", views.fragment_markdown, name="vendor-fragment-md"),
    path("vendors/<slug:slug>/", views.vendor, name="vendor"),
    path("vendors/<slug:slug>/<int:number>.json", views.document, name="vendor-document"),
]
