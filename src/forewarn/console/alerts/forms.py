"""Forms of the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.alerts.rules import MAX_PROTECTIONS, MAX_SCAMS, Outline, Protection, Scam, Topic, Words
from forewarn.alerts.signals import Practice

TOPICS = (
    (Topic.SPAM_FILTER, gettext_lazy("Spam filter")),
    (Topic.ANTI_MALWARE, gettext_lazy("Anti-virus or anti-malware")),
    (Topic.PASSKEY, gettext_lazy("Passkey or two steps to sign in")),
    (Topic.UPDATES, gettext_lazy("Updates")),
    (Topic.BACKUP, gettext_lazy("Backup")),
    (Topic.SCREEN_LOCK, gettext_lazy("Screen lock")),
    (Topic.SAVED_NUMBER, gettext_lazy("Saving our number")),
    (Topic.OTHER, gettext_lazy("Something else")),
)


def _line(label: Any, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, required=False, **more)


class AlertForm(forms.Form):
    """What holds for every language, and the words of one; incomplete input is kept, what lacks is shown beside it."""

    planned_on = forms.DateField(
        label=gettext_lazy("Date of the note"),
        help_text=gettext_lazy(
            "Printed in the note and on the public page. The first mail leaves within a week of it."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    promise_keys = forms.MultipleChoiceField(
        label=gettext_lazy("What we never ask"),
        help_text=gettext_lazy("Three to five, those that fit this quarter's scams."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    thing_topic = forms.ChoiceField(label=gettext_lazy("It is about"), choices=TOPICS, required=False)
    thing_minutes = forms.IntegerField(label=gettext_lazy("Minutes it takes"), min_value=1, max_value=10)
    season = _line(gettext_lazy("Season, as in the subject"), 30)
    thing_title = _line(gettext_lazy("What to do"), 120)
    thing_steps = forms.CharField(
        label=gettext_lazy("Steps, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=800,
    )
    practice = forms.BooleanField(label=gettext_lazy("Tell of this quarter's lessons"), required=False)
    suppliers = _line(
        gettext_lazy("What changed at our suppliers"),
        300,
        help_text=gettext_lazy(
            "Announced changes at vendors stand there by themselves. Add something here, or nothing."
        ),
    )
    signer_role = _line(gettext_lazy("Role of the person who signs, in this language"), 80)

    def __init__(self, *args: Any, promises: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["promise_keys"]
        if isinstance(choice, forms.MultipleChoiceField):
            choice.choices = list(promises)
        for n in range(1, MAX_SCAMS + 1):
            self.fields[f"says_{n}"] = _line(_("It says"), 160)
            self.fields[f"wants_{n}"] = _line(_("It wants"), 160)
            self.fields[f"tell_{n}"] = _line(_("How one can tell"), 160)
        for n in range(1, MAX_PROTECTIONS + 1):
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[f"did_on_{n}"] = forms.DateField(label=_("Date"), required=False, widget=day)
            self.fields[f"did_{n}"] = _line(_("What we did"), 200)

    @property
    def scam_rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each scam, for the template."""
        return [tuple(self[f"{part}_{n}"] for part in ("says", "wants", "tell")) for n in range(1, MAX_SCAMS + 1)]

    @property
    def protection_rows(self) -> list[tuple[forms.BoundField, ...]]:
        """The fields of each dated line, for the template."""
        return [(self[f"did_on_{n}"], self[f"did_{n}"]) for n in range(1, MAX_PROTECTIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """A dated line needs both its date and its words."""
        data: dict[str, Any] = super().clean() or {}
        for n in range(1, MAX_PROTECTIONS + 1):
            if data.get(f"did_{n}") and not data.get(f"did_on_{n}") and f"did_on_{n}" not in self.errors:
                self.add_error(f"did_on_{n}", _("When was it?"))
        return data

    def words(self, locale: str, practice: Practice) -> Words:
        """The words of this form as plain data."""
        data = self.cleaned_data
        rows = [
            tuple(data.get(f"{part}_{n}", "").strip() for part in ("says", "wants", "tell"))
            for n in range(1, MAX_SCAMS + 1)
        ]
        dated = [(data.get(f"did_on_{n}"), data.get(f"did_{n}", "").strip()) for n in range(1, MAX_PROTECTIONS + 1)]
        return Words(
            locale=locale,
            season=data["season"].strip(),
            scams=tuple(Scam(*row) for row in rows if any(row)),
            thing_title=data["thing_title"].strip(),
            thing_steps=tuple(line.strip() for line in data["thing_steps"].splitlines() if line.strip()),
            protections=tuple(Protection(on, text) for on, text in dated if on and text),
            suppliers=data["suppliers"].strip(),
            signer_role=data["signer_role"].strip(),
            practice=practice.lines.get(locale, ()),
        )

    def outline(self, saved: Outline, locale: str, practice: Practice) -> Outline:
        """The whole alert as this form would make it; `practice` are the lessons that it can tell of."""
        data = self.cleaned_data
        told = practice if data["practice"] else Practice()
        others = {key: replace(words, practice=told.lines.get(key, ())) for key, words in saved.words.items()}
        chosen = data["promise_keys"]
        kept = [key for key in saved.promise_keys if key in chosen]  # in the order they had
        return Outline(
            year=saved.year,
            quarter=saved.quarter,
            planned_on=data["planned_on"],
            promise_keys=(*kept, *(key for key in chosen if key not in kept)),
            thing_topic=data["thing_topic"],
            thing_minutes=data["thing_minutes"],
            words=others | {locale: self.words(locale, told)},
            practice_keys=told.keys,
        )


def initial_from(outline: Outline, locale: str) -> dict[str, Any]:
    """What the form shows for a saved alert."""
    words = outline.words.get(locale) or Words(locale=locale, season="")
    initial: dict[str, Any] = {
        "planned_on": outline.planned_on,
        "promise_keys": list(outline.promise_keys),
        "thing_topic": outline.thing_topic,
        "thing_minutes": outline.thing_minutes,
        "season": words.season,
        "thing_title": words.thing_title,
        "thing_steps": "\n".join(words.thing_steps),
        "practice": bool(outline.practice_keys),
        "suppliers": words.suppliers,
        "signer_role": words.signer_role,
    }
    for n, scam in enumerate(words.scams, 1):
        initial |= {f"says_{n}": scam.says, f"wants_{n}": scam.wants, f"tell_{n}": scam.tell}
    for n, protection in enumerate(words.protections, 1):
        initial |= {f"did_on_{n}": protection.on, f"did_{n}": protection.text}
    return initial


class ScheduleForm(forms.Form):
    """When it leaves, and how it is spread."""

    start = forms.DateTimeField(
        label=gettext_lazy("Start"),
        help_text=gettext_lazy("In the brand's time zone. Empty starts at once."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    waves = forms.IntegerField(
        label=gettext_lazy("Waves"),
        min_value=1,
        max_value=7,
        initial=1,
        help_text=gettext_lazy("Several waves let you stop before everybody has a mistake."),
    )
    wave_days = forms.IntegerField(label=gettext_lazy("Days between waves"), min_value=0, max_value=7, initial=1)
    at_any_hour = forms.BooleanField(label=gettext_lazy("Also at night, where customers live"), required=False)


class ApproveForm(forms.Form):
    """Approval, with a reason where one approves one's own."""

    emergency_reason = forms.CharField(
        label=gettext_lazy("Why can nobody else approve this?"),
        help_text=gettext_lazy("You wrote it yourself. This is recorded and shown to the other staff."),
        max_length=300,
    )


class WaiveForm(forms.Form):
    """A waiver of one rule, by a named person, for a time."""

    rule = forms.CharField(max_length=12, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Why is this right all the same?"), max_length=300)
    expires = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))


class CorrectionForm(forms.Form):
    """A correction to a published alert."""

    locale = forms.ChoiceField(label=gettext_lazy("Language"))
    text = forms.CharField(
        label=gettext_lazy("What is right"),
        help_text=gettext_lazy("Shown with the note and its date. The note stays as it was sent."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, locales: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["locale"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(locale, locale) for locale in locales]
