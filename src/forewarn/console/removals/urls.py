"""Addresses of removals."""

from django.urls import path

from forewarn.console.removals import entering, settings, views

urlpatterns = [
    path("", views.listing, name="removals-list"),
    path("figures/", views.figures, name="removals-figures"),
    path("new/<int:customer_id>/", entering.enter, name="removals-new"),
    path("promise/", settings.promise, name="removals-promise"),
    path("vendors/", settings.vendor_list, name="removals-vendors"),
    path("vendors/<slug:vendor>/", settings.channel, name="removals-channel"),
    path("vendors/<slug:vendor>/secret/", settings.secret, name="removals-secret"),
    path("vendors/<slug:vendor>/left-out.csv", settings.left_out, name="removals-left-out"),
    path("<slug:number>/", views.show, name="removals-request"),
    path("<slug:number>/longer/", views.longer, name="removals-longer"),
    path("<slug:number>/<int:task>/answer/", views.answer, name="removals-answer"),
]
