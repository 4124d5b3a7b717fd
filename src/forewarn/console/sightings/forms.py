"""Forms of sightings: the filter, a lure that staff heard of, the public words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forewarn.console.sightings.wording import CHANNELS, STATES
from forewarn.sightings.rules import State

PARTS = ("says", "wants", "tell")


class SightingFilter(forms.Form):
    """What to show; everything left empty does not matter."""

    words = forms.CharField(label=_("Subject, sender or host"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *((k, b.words) for k, b in STATES.items() if k != State.MERGED.value)],
    )
    channel = forms.ChoiceField(label=_("Comes by"), required=False, choices=[("", _("All ways")), *CHANNELS.items()])


class LureForm(forms.Form):
    """A lure that nobody forwarded: a call, a text message, a letter."""

    channel = forms.ChoiceField(label=_("It comes by"), choices=list(CHANNELS.items()))
    subject = forms.CharField(label=_("In one line"), max_length=200)
    text = forms.CharField(
        label=_("What it says, word for word where you can"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Addresses, names in greetings and long numbers are taken out before it is stored."),
    )
    links = forms.CharField(
        label=_("Addresses it leads to, one per line"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "mono"}),
    )
    numbers = forms.CharField(
        label=_("Phone numbers, one per line"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(label=_("Note for your colleagues"), required=False, max_length=500)


class WordsForm(forms.Form):
    """What the public page says of a lure, per language."""

    correction = forms.CharField(
        label=_("What did you correct?"),
        required=False,
        max_length=300,
        help_text=_("Shown with the entry, since it is public."),
    )

    def __init__(self, *args: Any, locales: list[str], public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locales = locales
        labels = {"says": _t("It says"), "wants": _t("It wants"), "tell": _t("How one can tell")}
        for locale in locales:
            for part in PARTS:
                label = f"{labels[part]} ({locale})" if len(locales) > 1 else labels[part]
                self.fields[f"{part}_{locale}"] = forms.CharField(label=label, required=False, max_length=160)
        if not public:
            del self.fields["correction"]

    def words(self) -> dict[str, dict[str, str]]:
        """Locale → the three lines; a language left empty is left out."""
        given = {
            locale: {part: self.cleaned_data.get(f"{part}_{locale}", "").strip() for part in PARTS}
            for locale in self.locales
        }
        return {locale: lines for locale, lines in given.items() if any(lines.values())}
