"""Addresses: the console for staff, the API, providers' reports, and for everything else the public site of the brand
whose host was asked."""

from django.urls import include, path

from forewarn.api.urls import api

urlpatterns = [
    path("console/account/", include("allauth.urls")),
    path("console/", include("forewarn.console.urls")),
    path("api/v1/", api.urls),
    path("", include("forewarn.outbound.webhooks")),
    path("", include("forewarn.intake.webhooks")),
    path("", include("forewarn.removals.webhooks")),
    path("", include("forewarn.public_site.urls")),
]
handler404 = "forewarn.public_site.views.no_such_page"
