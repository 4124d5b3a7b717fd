"""What the templates of the console ask for."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from forewarn.console.navigation import Entry, menu, settings_tabs

register = template.Library()

_CODE = re.compile(r"`([^`]+)`")
FLASH_KINDS = {"success": "ok", "warning": "warn", "error": "bad"}


@register.simple_tag(takes_context=True)
def navigation(context: dict[str, Any]) -> list[Any]:
    """The menu of the brand that is open; empty where no brand is."""
    request: Any = context.get("request")
    brand = getattr(request, "brand", None)
    if brand is None:
        return []
    return menu(brand_slug=brand.slug, sample=brand.sample, role=request.role, screen=_screen(request))


@register.simple_tag(takes_context=True)
def tabs_of_settings(context: dict[str, Any]) -> list[Entry]:
    """The tabs of the settings."""
    request = context["request"]
    return settings_tabs(brand_slug=request.brand.slug, screen=_screen(request))


def _screen(request: Any) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""


@register.filter
def flash_kind(level_tag: str) -> str:
    """The class of a message's box."""
    return FLASH_KINDS.get(level_tag, "info")


@register.filter
def is_tick(field: Any) -> bool:
    """Whether a form field is one checkbox, whose label stands beside it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def percent(share: float) -> str:
    """A share between 0 and 1 as "94.2%"; only a whole one is "100%"."""
    shown = 100.0 if share >= 1 else min(round(100 * share, 1), 99.9)
    return f"{shown:.0f}%" if shown in (0.0, 100.0) else f"{shown:.1f}%"


@register.filter
def lasting(time: timedelta, longest: str = "hours") -> str:
    """A time as "40 min" or "26 h 5 min"; with "days" from two days on as "3 d 4 h". Staffed time has no days."""
    minutes = int(time.total_seconds() // 60)
    hours, days = minutes // 60, minutes // 1440
    if longest == "days" and days >= 2:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


@register.filter
def with_code(text: str) -> SafeString:
    """Words between `backticks` as code."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(text)))
