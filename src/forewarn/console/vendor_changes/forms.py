"""Forms about changes at vendors. What customers read is not typed here: it comes from the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.console.holdings.forms import EVERYBODY, FieldsField
from forewarn.console.vendor_changes.wording import URGENCY, WHY
from forewarn.console.vendors.fields import field_of
from forewarn.vendor_changes.rules.kinds import FACTS_OF, SENDS_FIELDS, TWO_VENDORS, Kind, Outcome
from forewarn.vendors.fact_table import FACTS, TRANSLATED, AtEnd, Fact
from forewarn.vendors.fact_table import Kind as FactKind
from forewarn.vendors.wording import FACTS as FACT_WORDS

if TYPE_CHECKING:
    from forewarn.vendors.models import Vendor

Choice = tuple[Any, str | Promise]

VENDOR: dict[Kind, str | Promise] = {
    Kind.JOINING: _("Who joins"),
    Kind.LEAVING: _("Who leaves"),
    Kind.REPLACING: _("Who takes over"),
    Kind.MERGER: _("Which company takes it in"),
    Kind.SUPPLIER: _("For which vendor it works"),
}

COMPANY: dict[str, str | Promise] = {
    "name": _("Name of the company"),
    "purpose": _("What it does there"),
    "fields": _("Data it sees. None chosen: all that the vendor has"),
    "places": _("From which countries it works"),
}
"""Of a company that works for a vendor: the words where the form names both."""


class PlanForm(forms.Form):
    """A change of one kind."""

    vendor = forms.TypedChoiceField(label=_("Which vendor"), coerce=int)
    effective_on = forms.DateField(
        label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    why = forms.ChoiceField(label=_("Why"), choices=[("", _("choose")), *WHY.items()])
    urgency = forms.ChoiceField(
        label=_("Why it cannot wait"),
        required=False,
        choices=[("", _("it can: there is enough notice")), *URGENCY.items()],
        help_text=_("Only for less notice than you promise. The reason is published."),
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        vendors: Iterable[Vendor],
        segments: Sequence[tuple[int, str]],
        locales: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.others = locales[1:]  # the first language is that of the facts themselves
        choices = [(vendor.pk, vendor.name) for vendor in vendors]
        made: dict[str, forms.Field] = {}
        if kind in TWO_VENDORS:
            made["replaced"] = _choosing(_("Who goes"), choices)
        self.fields["vendor"] = _choosing(VENDOR.get(kind, _("Which vendor")), choices)
        made["vendor"] = self.fields.pop("vendor")
        if kind in SENDS_FIELDS:
            made["fields_sent"] = FieldsField(label=_("What newly goes there"))
            everybody: Choice = (EVERYBODY, _("all customers"))
            made["segment"] = _choosing(_("Whose"), [everybody, *segments], empty=False)
        self.fields = {**made, **self._of_facts(), **self.fields}

    def _of_facts(self) -> dict[str, forms.Field]:
        """A field for each fact that the change may set; for a chain, those of one company."""
        made: dict[str, forms.Field] = {}
        for fact in (FACTS[code] for code in FACTS_OF.get(self.kind, ()) if code in FACTS):
            if fact.kind is FactKind.ROWS:
                made |= {
                    f"row_{column.code}": field_of(column, table=fact.code, label=COMPANY.get(column.code, ""))
                    for column in fact.columns
                }
                continue
            made[f"fact_{fact.code}"] = field_of(fact)
            made[f"fact_{fact.code}"].required = False
            for locale in self.others if fact.translated else ():
                label = f"{FACT_WORDS[fact.code]} ({locale})"
                made[f"fact_{fact.code}__{locale}"] = field_of(Fact(fact.code), label=label)
                made[f"fact_{fact.code}__{locale}"].help_text = ""
        return made

    def facts(self) -> dict[str, Any]:
        """What the register will say, of the facts that were typed."""
        row = {column.code: self.cleaned_data.get(f"row_{column.code}") for column in FACTS["chain"].columns}
        typed = {code: self.cleaned_data.get(f"fact_{code}") for code in FACTS_OF.get(self.kind, ())}
        typed["chain"] = [said] if (said := {code: value for code, value in row.items() if value}) else []
        typed["translations"] = {locale: words for locale in self.others if (words := self._words(locale))}
        return {code: value for code, value in typed.items() if value}

    def _words(self, locale: str) -> dict[str, str]:
        typed = {code: self.cleaned_data.get(f"fact_{code}__{locale}") for code in TRANSLATED}
        return {code: text for code, text in typed.items() if text}


def initial_of_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a change as the form shows them."""
    shown = {f"fact_{code}": value for code, value in facts.items()}
    for locale, words in facts.get("translations", {}).items():
        shown |= {f"fact_{code}__{locale}": text for code, text in words.items()}
    for row in facts.get("chain", ())[:1]:
        shown |= {f"row_{code}": value for code, value in row.items()}
    return shown


def _choosing(label: Any, choices: Sequence[Choice], *, empty: bool = True) -> forms.Field:
    first: list[Choice] = [("", _("choose"))] if empty else []
    return forms.TypedChoiceField(label=label, coerce=int, choices=[*first, *choices])


class ApproveForm(forms.Form):
    """Approving one's own notice, in an emergency."""

    emergency_reason = forms.CharField(label=_("Why it cannot wait for another person"), max_length=300)


class SendForm(forms.Form):
    """When the notice leaves."""

    start = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Empty: now."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class AnswerForm(forms.Form):
    """The answer to an objection."""

    outcome = forms.ChoiceField(
        label=_("What happens"),
        widget=forms.RadioSelect,
        choices=[
            (Outcome.KEPT_OUT.value, _("The customer's data stays out of it")),
            (Outcome.GOES_AHEAD.value, _("It goes ahead, and the answer says why")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The customer reads it on their data page. Write it in their language."),
    )


class ProofForm(forms.Form):
    """The proof that a vendor that went holds nothing any more."""

    ending = forms.ChoiceField(
        label=_("What became of the data"),
        choices=[
            (AtEnd.DELETED.value, _("the vendor deleted it")),
            (AtEnd.RETURNED.value, _("the vendor gave it back and kept no copy")),
        ],
    )
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label=_("How you know"), max_length=300, help_text=_("Who confirmed it, which certificate. Not published.")
    )
    file = forms.FileField(
        label=_("Certificate"), required=False, help_text=_("At most 5 MB. It is kept with its SHA-256, not published.")
    )


class NoticeForm(forms.Form):
    """How the brand announces changes."""

    lead_days = forms.IntegerField(
        label=_("Days of notice"),
        min_value=1,
        max_value=365,
        help_text=_("The least between announcement and change. 30 is custom."),
    )
    deletion_days = forms.IntegerField(
        label=_("Days to delete"),
        min_value=1,
        max_value=365,
        help_text=_("For a vendor that goes, until it must have proved that the data is gone."),
    )
    remind_days = forms.IntegerField(
        label=_("Days between reminders"),
        min_value=1,
        max_value=365,
        help_text=_("Approvers and owners are reminded by mail until the proof is filed."),
    )
    waits_for_answers = forms.BooleanField(label=_("A change waits until every objection is answered"), required=False)
