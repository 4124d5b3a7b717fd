"""Words for the templates of the public site: links, dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forewarn.mail.documents import Block
from forewarn.verification.cases import around_cases

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any) -> str:
    """The address of a page of this site."""
    address: str = context["site"].links.to(name, *(str(arg) for arg in args))
    return address


@register.simple_tag(takes_context=True)
def day(context: Context, moment: date | datetime) -> SafeString:
    """A day as people write it, where the brand is, in an element that machines can read."""
    on = _local(context, moment)
    # Translators: how a date is written, in Django's letters: "23 November 2026"
    return format_html('<time datetime="{}">{}</time>', on.strftime("%Y-%m-%d"), date_format(on, _("j F Y")))


@register.simple_tag(takes_context=True)
def minute(context: Context, moment: datetime) -> SafeString:
    """A day and time as people write it, where the brand is, with the name of the time zone."""
    local = _local(context, moment)
    # Translators: how a date with a time is written, in Django's letters: "23 November 2026, 14:05"
    words = date_format(local, _("j F Y, H:i"))
    return format_html('<time datetime="{}">{} {}</time>', moment.isoformat(), words, local.strftime("%Z"))


def _local(context: Context, moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        zone = context["site"].brand.zone
        return moment.astimezone(zone)
    return moment


@register.filter
def whole_cases(text: str) -> SafeString:
    """A text whose case numbers are not broken at their hyphen where a line ends."""
    pieces = enumerate(around_cases(text))
    return format_html_join(
        "", "{}", ((format_html('<span class="whole">{}</span>', piece) if at % 2 else piece,) for at, piece in pieces)
    )


@register.filter
def block_kind(block: Block) -> str:
    """The name of the kind of block."""
    return type(block).__name__
