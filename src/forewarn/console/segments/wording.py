"""A filter in words."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forewarn.audience.rules.filters import Filter


def in_words(wanted: Filter) -> list[str]:
    """The parts of a filter, each in a few words."""
    parts = []
    if wanted.locale:
        parts.append(_("language %(locale)s") % {"locale": wanted.locale})
    if wanted.country:
        parts.append(_("country %(country)s") % {"country": wanted.country})
    if wanted.attribute:
        parts.append(_("%(name)s is “%(value)s”") % {"name": wanted.attribute, "value": wanted.value})
    if wanted.created_since:
        parts.append(_("here since %(day)s or later") % {"day": date_format(wanted.created_since)})
    if wanted.created_before:
        parts.append(_("here before %(day)s") % {"day": date_format(wanted.created_before)})
    if wanted.care is not None:
        parts.append(_("gets mail for their safety") if wanted.care else _("gets no mail for their safety"))
    if wanted.marketing is not None:
        parts.append(_("gets marketing") if wanted.marketing else _("gets no marketing"))
    if wanted.reachable is not None:
        parts.append(_("address works") if wanted.reachable else _("address does not work"))
    return parts or [_("everybody")]
