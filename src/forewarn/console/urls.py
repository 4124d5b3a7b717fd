"""Addresses of the console: one line per section; each section's own list is beside its views."""

from django.urls import URLPattern, URLResolver, include, path

from forewarn.console.overview import views as overview
from forewarn.console.sign_in import views as sign_in
from forewarn.console.status import views as status

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.brands, name="brands"),
    path("account/second-step/", sign_in.second_step, name="second-step"),
    path("invitation/<slug:token>/", sign_in.invitation, name="invitation"),
    path("<slug:brand>/", overview.show, name="overview"),
    path("<slug:brand>/figures/", overview.figures, name="overview-figures"),
    path("<slug:brand>/alerts/", include("forewarn.console.alerts.urls")),
    path("<slug:brand>/customers/", include("forewarn.console.customers.urls")),
    path("<slug:brand>/lessons/", include("forewarn.console.lessons.urls")),
    path("<slug:brand>/segments/", include("forewarn.console.segments.urls")),
    path("<slug:brand>/vendors/", include("forewarn.console.vendors.urls")),
    path("<slug:brand>/vendor-files/", include("forewarn.console.vendor_files.urls")),
    path("<slug:brand>/changes/", include("forewarn.console.vendor_changes.urls")),
    path("<slug:brand>/holdings/", include("forewarn.console.holdings.urls")),
    path("<slug:brand>/removals/", include("forewarn.console.removals.urls")),
    path("<slug:brand>/sightings/", include("forewarn.console.sightings.urls")),
    path("<slug:brand>/promises/", include("forewarn.console.promises.urls")),
    path("<slug:brand>/settings/", include("forewarn.console.settings.urls")),
    path("<slug:brand>/mail-in/", include("forewarn.console.mail_in.urls")),
    path("<slug:brand>/our-mail/", include("forewarn.console.our_mail.urls")),
    path("<slug:brand>/mailings/", include("forewarn.console.mailings.urls")),
    path("<slug:brand>/mailbox/", include("forewarn.console.mailbox.urls")),
    path("<slug:brand>/audit/", include("forewarn.console.audit.urls")),
    path("<slug:brand>/status/", status.status, name="status"),
]
