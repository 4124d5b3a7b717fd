"""Addresses of customers and of their imports."""

from django.urls import path

from forewarn.console.customers import imports, people

urlpatterns = [
    path("", people.listing, name="customers-list"),
    path("<int:customer_id>/", people.show, name="customers-show"),
    path("<int:customer_id>/sent/", people.sent, name="customers-sent"),
    path("<int:customer_id>/withdraw/<slug:choice>/", people.withdraw, name="customers-withdraw"),
    path("<int:customer_id>/reachable/", people.reachable, name="customers-reachable"),
    path("<int:customer_id>/export/", people.export, name="customers-export"),
    path("<int:customer_id>/erase/", people.erase, name="customers-erase"),
    path("imports/", imports.listing, name="customers-imports"),
    path("imports/new/", imports.new, name="customers-import-new"),
    path("imports/<int:import_id>/", imports.show, name="customers-import"),
    path("imports/<int:import_id>/columns/", imports.columns, name="customers-import-columns"),
    path("imports/<int:import_id>/progress/", imports.progress, name="customers-import-progress"),
    path("imports/<int:import_id>/stop/", imports.stop, name="customers-import-stop"),
    path("imports/<int:import_id>/continue/", imports.go_on, name="customers-import-continue"),
    path("imports/<int:import_id>/discard/", imports.discard, name="customers-import-discard"),
    path("imports/<int:import_id>/rejects/", imports.rejects, name="customers-import-rejects"),
]
