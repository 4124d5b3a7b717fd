"""Looking again at the mail of a vendor's domains."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.vendors.views import find, to
from forewarn.foundation.clock import now
from forewarn.vendors.posture.limits import EVERY_PAUSE
from forewarn.vendors.posture.queries import postures
from forewarn.vendors.tasks import look_soon


@for_staff(May.WRITE, methods=("POST",))
def look(request: StaffRequest, vendor: str) -> HttpResponse:
    """Look at the domains again, in a moment."""
    found, moment = find(request, vendor), now()
    tried = [seen.tried_at for seen in postures(found, now=moment) if seen.tried_at]
    if tried and moment - max(tried) < EVERY_PAUSE:
        messages.info(request, _("They were looked at less than a minute ago."))
    else:
        look_soon(vendor=found, now=moment)
        messages.success(request, _("The records are being looked up. Open this page again in a moment."))
    return redirect(to(request, "vendors-show", found.slug) + "#mail")
