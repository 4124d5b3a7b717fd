"""Forms of the ledger of promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The checks a promise can be kept by, in the words of the person who chooses them.
CHECKS: tuple[tuple[str, Any], ...] = (
    ("FW-RQ-01", gettext_lazy("No mail asks for a password, code, PIN, card number or control of a device")),
    ("FW-RQ-02", gettext_lazy("No mail has a form or asks to reply with details")),
    ("FW-RQ-03", gettext_lazy("No mail asks for gift cards, crypto, a transfer or new bank details")),
    ("FW-RQ-05", gettext_lazy("No mail tells to install a program")),
    ("FW-LK-01", gettext_lazy("No mail links to a page to sign in, confirm, unlock or pay")),
    ("FW-LK-02", gettext_lazy("Every link leads to our own domain")),
    ("FW-LK-04", gettext_lazy("No mail has a shortened link")),
    ("FW-AT-01", gettext_lazy("No mail has an attachment")),
    ("FW-AT-02", gettext_lazy("No mail has a file that can do harm")),
    ("FW-AT-03", gettext_lazy("No mail has a file with a password")),
    ("FW-QR-01", gettext_lazy("No mail has a QR code")),
    ("FW-PH-01", gettext_lazy("No mail has a phone number that is not on our public list")),
    ("FW-PR-01", gettext_lazy("No mail hurries the reader")),
    ("FW-PR-02", gettext_lazy("No mail threatens")),
    ("FW-PR-03", gettext_lazy("No mail promises prizes")),
)


class PromiseForm(forms.Form):
    """The words of a promise in every locale of the brand, and the checks that keep it."""

    rules = forms.MultipleChoiceField(
        label=gettext_lazy("What keeps it"),
        help_text=gettext_lazy(
            "Every mail is checked for these before it leaves. One that breaks the promise is stopped."
        ),
        choices=CHECKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, locales: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locales = list(locales)
        words: dict[str, forms.Field] = {}
        for number, locale in enumerate(self.locales):
            words[f"statement_{locale}"] = forms.CharField(
                label=_("The promise (%(locale)s)") % {"locale": locale},
                help_text=_("One short sentence: “We never …”.") if number == 0 else "",
                max_length=200,
                required=number == 0,
            )
            words[f"explanation_{locale}"] = forms.CharField(
                label=_("One more sentence for the page (%(locale)s)") % {"locale": locale},
                max_length=400,
                required=False,
            )
        self.fields = {**words, **self.fields}

    def texts(self) -> dict[str, tuple[str, str]]:
        """Locale → (statement, explanation), for the locales that have words."""
        rows = {
            lo: (self.cleaned_data[f"statement_{lo}"], self.cleaned_data[f"explanation_{lo}"]) for lo in self.locales
        }
        return {locale: row for locale, row in rows.items() if row[0].strip()}

    def key(self) -> str:
        """A short name made from the first statement."""
        first = self.cleaned_data[f"statement_{self.locales[0]}"]
        return slugify(first.removeprefix("We never "))[:40].strip("-") or "promise"


class WithdrawForm(forms.Form):
    """Why a promise ends."""

    reason = forms.CharField(
        label=gettext_lazy("Why does it end?"),
        help_text=gettext_lazy("For your colleagues, in the audit log."),
        max_length=300,
    )
