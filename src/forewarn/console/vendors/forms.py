"""Forms of the vendor register: its facts, one row of a list, a step, an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.console.form_fields import HostsField
from forewarn.console.vendors.fields import DayField, field_of
from forewarn.console.vendors.wording import HINTS, LABELS
from forewarn.vendors import wording
from forewarn.vendors.fact_table import GROUPS, TRANSLATED, AtEnd, Fact, Kind
from forewarn.vendors.rules import Facts, Ground

Group = tuple[str, str | Promise, list[BoundField]]
NOT_HERE = ("end",)  # groups that a step fills in
STANDINGS = [
    ("active", _("It works for us already: the public list shows it at once")),
    ("proposed", _("It is a proposal: only staff see it")),
]
_BETWEEN = "__"  # between a fact's code and a language: "purpose__es"


GROUNDS = [
    (Ground.CORRECTION.value, _("It was so all along: the list was wrong")),
    (Ground.NO_NOTICE.value, _("It has changed already, and customers were not told")),
]


class GroundForm(forms.Form):
    """On which ground something is entered that customers should have heard of first; asked only where it is needed."""

    ground = forms.ChoiceField(
        label=_("Why were customers not told first?"), required=False, choices=GROUNDS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways: list[tuple[str | Promise, str]] = []  # to announce it: words and address
        if not self.data.get("ground"):
            del self.fields["ground"]

    def ask(self, refusal: str, ways: Iterable[tuple[str | Promise, str]] = ()) -> None:
        """Ask for the ground, and why for customers; `ways` lead to an announcement."""
        self.show_ground()
        self.ways = list(ways)
        self.add_error(None, refusal)

    def show_ground(self) -> None:
        """Let the form ask for the ground."""
        self.fields = {"ground": self.base_fields["ground"], **self.fields}

    @property
    def is_asking(self) -> bool:
        """Whether the form asks for the ground."""
        return "ground" in self.fields

    @property
    def chosen(self) -> Ground | None:
        """The ground that was chosen."""
        given = self.cleaned_data.get("ground")
        return Ground(given) if given else None


class WhyForm(GroundForm):
    """The ground, and why in words for customers."""

    why = forms.CharField(
        label=_("Why, for customers"),
        required=False,
        max_length=500,
        help_text=_("One sentence that the public page shows beside the change."),
    )


class BecauseForm(GroundForm):
    """Why a change is made, and what the author had before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Why do you change it?"),
        max_length=500,
        help_text=_("For your colleagues: it stays with the change, with your name and the time."),
    )
    why = forms.CharField(
        label=_("Why, for customers"),
        required=False,
        max_length=500,
        help_text=_("One sentence that the public page shows beside the change. Empty: nothing."),
    )


class FactsForm(BecauseForm):
    """What the register says of a vendor, but for the lists of rows."""

    def __init__(self, *args: Any, locales: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = list(locales)[1:]  # the first language is that of the facts themselves
        made: dict[str, forms.Field] = {}
        for fact in _facts():
            made[fact.code] = field_of(fact)
            for locale in self.others if fact.translated else ():
                label = f"{LABELS.get(fact.code, wording.FACTS[fact.code])} ({locale})"
                made[f"{fact.code}{_BETWEEN}{locale}"] = field_of(Fact(fact.code), label=label)
                made[f"{fact.code}{_BETWEEN}{locale}"].help_text = ""
        self.fields = {**made, **self.fields}

    @property
    def groups(self) -> list[Group]:
        """The fields under the headings of the register: (code, heading, fields)."""
        return [
            (code, wording.GROUPS[code], fields)
            for code, facts in GROUPS.items()
            if (fields := [field for fact in facts for field in self._of(fact)])
        ]

    @property
    def ending(self) -> list[BoundField]:
        """The reason, and the words for customers."""
        return [self[name] for name in ("ground", "reason", "why") if name in self.fields]

    def _of(self, fact: Fact) -> list[BoundField]:
        names = [fact.code, *(f"{fact.code}{_BETWEEN}{locale}" for locale in self.others)]
        return [self[name] for name in names if name in self.fields]

    def facts(self, before: Mapping[str, object]) -> Facts:
        """The facts as typed, over those of the version before; what the form does not show stays."""
        typed: Facts = {fact.code: self.cleaned_data.get(fact.code) for fact in _facts()}
        said = before.get("translations")
        translations: dict[str, Any] = {
            locale: dict(words) for locale, words in (said.items() if isinstance(said, Mapping) else ())
        }
        for locale in self.others:
            typed_words = {code: self.cleaned_data.get(f"{code}{_BETWEEN}{locale}", "") for code in TRANSLATED}
            translations[locale] = {**translations.get(locale, {}), **typed_words}
        return {**before, **typed, "translations": translations}

    def refuse(self, faults: str) -> None:
        """Put what the register would not take beside the fields concerned."""
        for fault in faults.splitlines():
            code, _colon, words = fault.partition(": ")
            known = code in self.fields
            self.add_error(code if known else None, words[:1].upper() + words[1:] if known else fault)


def _facts() -> list[Fact]:
    return [
        fact for code, facts in GROUPS.items() if code not in NOT_HERE for fact in facts if fact.kind is not Kind.ROWS
    ]


def initial_of(facts: Mapping[str, object]) -> dict[str, Any]:
    """The facts as the form shows them."""
    initial: dict[str, Any] = dict(facts)
    said = facts.get("translations")
    for locale, words in said.items() if isinstance(said, Mapping) else ():
        initial |= {f"{code}{_BETWEEN}{locale}": text for code, text in words.items()}
    return initial


class RowForm(BecauseForm):
    """One row of a list: a measure, a check or a sub-vendor."""

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        made = {f"row_{column.code}": field_of(column, table=fact.code) for column in fact.columns}
        self.fields = {**made, **self.fields}

    def row(self) -> dict[str, object]:
        """The row as typed."""
        typed = {column.code: self.cleaned_data.get(f"row_{column.code}") for column in self.fact.columns}
        return {code: value for code, value in typed.items() if value is not None and value not in ("", [])}


class NewVendorForm(GroundForm):
    """A vendor to enter; the rest of its facts come after. Only who may approve enters one that is public at once."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What it does for you"), required=False, max_length=300, help_text=str(HINTS["purpose"])
    )
    sending_domains = HostsField(
        label=_("Domains it sends mail from"), required=False, max_length=1000, help_text=str(HINTS["sending_domains"])
    )
    state = forms.ChoiceField(
        label=_("Where it stands"),
        choices=STANDINGS,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why is it entered?"), max_length=500, help_text=_("For your colleagues: it stays with the entry.")
    )
    why = forms.CharField(
        label=_("Why, for customers"),
        required=False,
        max_length=500,
        help_text=_("One sentence that the public page shows. Needed where it works for you already."),
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        if isinstance(field, forms.ChoiceField) and not may_publish:
            field.choices = [choice for choice in STANDINGS if choice[0] == "proposed"]
        self.initial.setdefault("state", "active" if may_publish else "proposed")


class StepForm(GroundForm):
    """Why a vendor takes a step."""

    reason = forms.CharField(
        label=_("Why?"), max_length=500, help_text=_("For your colleagues: it stays with the step.")
    )
    why = forms.CharField(
        label=_("Why, for customers"),
        required=False,
        max_length=500,
        help_text=_("One sentence that the public page shows. Empty: nothing."),
    )


class EndForm(StepForm):
    """What became of the data when the work ended."""

    kind = forms.ChoiceField(
        label=_("What became of the data"),
        choices=[
            (AtEnd.DELETED.value, _("the vendor deleted it")),
            (AtEnd.RETURNED.value, _("the vendor gave it back and kept no copy")),
        ],
    )
    on = DayField(label=_("On which day"))
    proof = forms.CharField(
        label=_("How you know"), max_length=300, help_text=_("A certificate, or who confirmed it. Not published.")
    )
    field_order = ["kind", "on", "proof", "reason", "why"]
