"""A sighting as a file, for those who can act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.sightings.page import sighting_of
from forewarn.foundation.clock import now
from forewarn.sightings.exporting.addresses import links_csv
from forewarn.sightings.exporting.arf import abuse_report
from forewarn.sightings.exporting.desks import abuse_hosts, contact_of
from forewarn.sightings.exporting.stix import stix_bundle
from forewarn.sightings.exporting.xarf import xarf_hosts, xarf_mail, xarf_report
from forewarn.sightings.reporting import followed
from forewarn.sightings.rules import State

if TYPE_CHECKING:
    from forewarn.sightings.models import Sighting

FOR_A_DESK = ("arf", "xarf", "xarf-json")


@for_staff(May.LOOK)
def export(request: StaffRequest, sighting: int, kind: str) -> HttpResponse:
    """The sighting as a file: addresses as CSV, a STIX bundle, or a report for an abuse desk. Of one that was merged it is
    the one that it went into; of a dismissed one the bundle alone, which revokes it."""
    found = followed(sighting_of(request, sighting))
    name, stands = f"sighting-{found.pk}", found.state != State.DISMISSED.value
    if kind == "csv" and stands and found.links:
        return _file(links_csv(found), "text/csv; charset=utf-8", f"{name}.csv")
    if kind == "stix":
        return _file(stix_bundle(found), "application/stix+json;version=2.1", f"{name}.json")
    if kind in FOR_A_DESK and stands:
        return _for_a_desk(found, kind, request.GET.get("host", ""), name)
    raise Http404


def _for_a_desk(found: Sighting, kind: str, wanted: str, name: str) -> HttpResponse:
    """A report for the abuse desk of one host, of the first where none is named."""
    hosts = abuse_hosts(found)
    if wanted and wanted not in hosts:
        raise Http404
    host = wanted or next(iter(hosts), "")
    sender, named = contact_of(found.brand), f"{name}-{host}" if host else name
    if kind == "arf":
        return _file(abuse_report(found, sender=sender, host=host, now=now()), "message/rfc822", f"{named}.eml")
    if host not in xarf_hosts(found, [host]):
        raise Http404
    if kind == "xarf":
        return _file(xarf_mail(found, sender=sender, host=host, now=now()), "message/rfc822", f"{named}-xarf.eml")
    return _file(xarf_report(found, host=host), "application/json", f"{named}-xarf.json")


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
