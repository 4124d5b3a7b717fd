"""Who may open a screen: one decorator on every view of the console."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forewarn.accounts.queries import has_second_step, membership_of
from forewarn.accounts.rules import May, needs_second_step, role_may
from forewarn.audit.rules import Actor

if TYPE_CHECKING:
    from forewarn.accounts.models import StaffUser
    from forewarn.brands.models import Brand


class StaffRequest(HttpRequest):
    """A request of a signed-in member of staff for one brand."""

    brand: Brand
    role: str
    actor: Actor
    user: StaffUser

    def may(self, what: May) -> bool:  # pragma: no cover - bound at run time by for_staff
        """Whether this person's role allows it."""
        raise NotImplementedError


View = Callable[..., HttpResponseBase]


def for_staff(may: May, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Open a screen to staff of the brand in the address whose role allows `may`.

    Strangers to the brand get 404, so that other brands stay invisible; a role that does not suffice gets 403; a role
    that needs a second step at sign-in is led to set one up. The view receives the request with `brand`, `role` and
    `actor` set and without the slug. GET must not change anything.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, brand: str, **kwargs: Any) -> HttpResponseBase:
            try:
                refused = _admit(request, brand, may)
                with timezone.override(request.brand.zone):  # people of a brand read and write its local time
                    return refused or view(request, **kwargs)
            except Http404:
                return render(request, "console/not_found.html", status=404)
            except PermissionDenied as reason:
                return render(request, "console/not_allowed.html", {"reason": str(reason)}, status=403)

        guarded_methods: View = require_http_methods(list(methods) + (["HEAD"] if "GET" in methods else []))(guarded)
        return never_cache(login_required(guarded_methods))

    return decorate


def _admit(request: Any, brand_slug: str, may: May) -> HttpResponseBase | None:
    """Put the brand and the role on the request; an answer where the person must do something first."""
    membership = membership_of(request.user, brand_slug=brand_slug)
    if membership is None:
        raise Http404("no such brand for you")
    request.role = membership.role
    request.may = lambda what: role_may(membership.role, what)
    request.brand = membership.brand
    request.actor = Actor.staff(request.user.pk, str(request.user))
    if not role_may(membership.role, may):
        raise PermissionDenied(
            _("Your role here is %(role)s, which does not include this.") % {"role": membership.get_role_display()}
        )
    needed = needs_second_step(membership.role, sample=membership.brand.sample)
    if needed and not has_second_step(request.user):
        return redirect(f"{reverse('console:second-step')}?{urlencode({'brand': membership.brand.name})}")
    return None
