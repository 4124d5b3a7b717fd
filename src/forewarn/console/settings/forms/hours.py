"""The form for the hours in which people look at what customers report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forewarn.brands.rules.staffed import DAY_MINUTES, WEEK
from forewarn.console.form_fields import LinesField
from forewarn.console.settings.forms.brand import time_zones

DAYS = list(
    zip(
        WEEK,
        (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")),
        strict=True,
    )
)
STEP = 30  # minutes between the times that are offered
CLOSED_DAYS = 120  # of some years ahead; a country has a dozen a year


def _times(first: int, last: int) -> list[tuple[str, str]]:
    found = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(first, last + 1, STEP)]
    return [(text, text) for text in found]


class StaffedHoursForm(forms.Form):
    """When people are there; times are measured only while they are."""

    staffed_always = forms.BooleanField(
        label=_("Somebody is there around the clock, every day"),
        required=False,
        help_text=_("Then nothing below counts, and staffed time is time by the clock."),
    )
    staffed_days = forms.MultipleChoiceField(
        label=_("Days"), required=False, choices=DAYS, widget=forms.CheckboxSelectMultiple
    )
    staffed_from = forms.ChoiceField(label=_("From"), choices=_times(0, DAY_MINUTES - STEP))
    staffed_until = forms.ChoiceField(
        label=_("Until"),
        choices=_times(STEP, DAY_MINUTES),
        help_text=_("Earlier than the beginning: the shift goes on past midnight."),
    )
    staffed_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=lambda: [("", _("The brand's own")), *time_zones()]
    )
    closed_days = LinesField(
        label=_("Closed days"),
        required=False,
        max_length=CLOSED_DAYS * 12,
        help_text=_("Bank holidays and other days without anybody there, one per line: 2026-12-25."),
    )

    def clean_staffed_days(self) -> list[str]:
        """In the order of the week."""
        return [day for day in WEEK if day in self.cleaned_data["staffed_days"]]

    def clean_closed_days(self) -> list[str]:
        """Days that exist, in order, each once."""
        return sorted({_day(text) for text in self.cleaned_data["closed_days"]})

    def clean(self) -> dict[str, Any]:
        """Some time in the week."""
        given = self.cleaned_data
        if not given.get("staffed_always"):
            if not given.get("staffed_days"):
                self.add_error("staffed_days", _("Tick at least one day, or say that somebody is always there."))
            if given.get("staffed_from") and given.get("staffed_from") == given.get("staffed_until"):
                self.add_error("staffed_until", _("Choose another end, or say that somebody is always there."))
        return given


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValidationError(
            _("“%(text)s” is no day. Write year-month-day, such as 2026-12-25."), params={"text": text[:40]}
        ) from error
