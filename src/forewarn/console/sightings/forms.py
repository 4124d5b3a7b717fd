"""Forms of sightings: the filter, a lure that staff heard of, the public words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from forewarn.console.sightings.wording import CHANNELS, TABS

PARTS = ("says", "wants", "tell")


class SightingFilter(forms.Form):
    """What to show; everything left empty does not matter."""

    words = forms.CharField(
        label=_("Subject, sender, host, number or case"), required=False, max_length=100, widget=forms.SearchInput
    )
    channel = forms.ChoiceField(label=_("Comes by"), required=False, choices=[("", _("All ways")), *CHANNELS.items()])
    state = forms.ChoiceField(required=False, choices=list(TABS.items()), widget=forms.HiddenInput)


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
    """What the public page says of a lure, per language: three lines, whole where they are to be public."""

    correction = forms.CharField(
        label=_("What did you correct?"),
        required=False,
        max_length=300,
        help_text=_("Needed where you change a line: this was public. It is shown with the entry."),
    )

    def __init__(
        self,
        *args: Any,
        locales: list[str],
        stored: dict[str, dict[str, str]],
        was_public: bool,
        must_be_whole: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._locales, self._stored, self._must_be_whole = locales, stored, must_be_whole
        labels = {"says": _t("It says"), "wants": _t("It wants"), "tell": _t("How one can tell")}
        for locale in locales:
            for part in PARTS:
                self.fields[f"{part}_{locale}"] = forms.CharField(label=labels[part], required=False, max_length=160)
        if was_public:
            self.order_fields([name for name in self.fields if name != "correction"])
        else:
            del self.fields["correction"]

    def languages(self) -> list[tuple[str, bool, list[forms.BoundField]]]:
        """For each language its name, whether it is the main one, and its three fields."""
        return [
            (language_name(locale), locale == self._locales[0], [self[f"{part}_{locale}"] for part in PARTS])
            for locale in self._locales
        ]

    def clean(self) -> dict[str, Any]:
        """Whole where it is to be public, and with a word on what was corrected where it was."""
        words = self.words()
        main = self._locales[0]
        for part in PARTS if self._must_be_whole else ():
            if not words.get(main, {}).get(part) and f"{part}_{main}" not in self.errors:
                self.add_error(f"{part}_{main}", _t("Needed to confirm."))
        corrects = "correction" in self.fields and words != self._stored
        if corrects and not self.cleaned_data.get("correction", "").strip():
            self.add_error("correction", _t("Say in one line what you corrected; it is shown with the entry."))
        return self.cleaned_data

    def unfinished(self) -> list[str]:
        """The languages in which a line is written and another is missing: their readers see the main one."""
        words = self.words()
        return [language_name(one) for one in self._locales if one in words and not all(words[one].values())]

    def words(self) -> dict[str, dict[str, str]]:
        """Locale → the three lines; a language left empty is left out, one that the form does not show stays."""
        given = {
            locale: {part: self.cleaned_data.get(f"{part}_{locale}", "").strip() for part in PARTS}
            for locale in self._locales
        }
        others = {locale: lines for locale, lines in self._stored.items() if locale not in self._locales}
        return others | {locale: lines for locale, lines in given.items() if any(lines.values())}


def language_name(locale: str) -> str:
    """The name of a language as staff call it; its code where it has none here."""
    try:
        return str(get_language_info(locale)["name_translated"])
    except KeyError:
        return locale
