"""The form of a practice message made from real mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.lessons.actions.making import LONGEST, MAX_CUE, Writing
from forewarn.lessons.rules.making import BESIDE, WORDS, Place
from forewarn.lessons.rules.reading.words import CUES

LABELS = {
    "from": gettext_lazy("From"),
    "subject": gettext_lazy("Subject"),
    "body": gettext_lazy("Words"),
    "wanted": gettext_lazy("What it wanted"),
    "how": gettext_lazy("How one could have checked"),
    "tell": gettext_lazy("What gave it away, or what to notice"),
}
CHANNELS = (
    ("mail", gettext_lazy("Mail")),
    ("text", gettext_lazy("Text message")),
    ("chat", gettext_lazy("Chat")),
    ("call", gettext_lazy("Phone call")),
    ("page", gettext_lazy("Web page")),
    ("code", gettext_lazy("Printed code")),
)
PREMISE = (
    gettext_lazy("It is like something we really send"),
    gettext_lazy("It fits a customer of ours"),
    gettext_lazy("It fits the season or the news"),
    gettext_lazy("Fear of what happens if one does nothing"),
    gettext_lazy("It was taught lately (taken off)"),
)
SCALE = [(value, str(value)) for value in (0, 2, 4, 6, 8)]
LONG = ("body", "wanted", "how", "tell")


class MadeItemForm(forms.Form):
    """Its words per language, its place, and for a fake its cues and premise. Incomplete input is kept."""

    place = forms.ChoiceField(label=gettext_lazy("Where it stands"))
    channel = forms.ChoiceField(label=gettext_lazy("It comes as"), choices=CHANNELS)
    odd = forms.BooleanField(label=gettext_lazy("Genuine, but it looks odd"), required=False)

    def __init__(self, *args: Any, kind: str, locales: Sequence[str], where: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.locales = kind, locales
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = [(one.key, _place(one)) for one in where]
        for locale in locales:
            for part in WORDS:
                self.fields[f"{locale}-{part}"] = _words(part)
        if kind == "lure":
            del self.fields["odd"]
            for cue in CUES:
                self.fields[f"cue-{cue}"] = _cue(cue)
            for number, label in enumerate(PREMISE, 1):
                self.fields[f"premise-{number}"] = forms.TypedChoiceField(label=label, choices=SCALE, coerce=int)

    @property
    def languages(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each language, for the template."""
        return [(locale, [self[f"{locale}-{part}"] for part in WORDS]) for locale in self.locales]

    @property
    def cue_fields(self) -> list[forms.BoundField]:
        """How often each cue is there."""
        return [self[name] for name in self.fields if name.startswith("cue-")]

    @property
    def premise_fields(self) -> list[forms.BoundField]:
        """What makes it likely."""
        return [self[name] for name in self.fields if name.startswith("premise-")]

    def writing(self) -> Writing:
        """What was written, as plain data."""
        data = self.cleaned_data
        lure = self.kind == "lure"
        return Writing(
            place=data["place"],
            channel=data["channel"],
            words={locale: {part: data[f"{locale}-{part}"] for part in WORDS} for locale in self.locales},
            cues={cue: data[f"cue-{cue}"] or 0 for cue in CUES} if lure else {},
            premise=[data[f"premise-{number}"] for number in range(1, len(PREMISE) + 1)] if lure else (),
            odd=data.get("odd", False),
        )


def initial_of(made: Any) -> dict[str, Any]:
    """What the form shows for a message as it is kept."""
    found: dict[str, Any] = {"place": made.place, "channel": made.channel, "odd": made.odd}
    words: Mapping[str, Mapping[str, str]] = made.words
    found |= {f"{locale}-{part}": text for locale, parts in words.items() for part, text in parts.items()}
    found |= {f"cue-{cue}": number for cue, number in made.cues.items()}
    return found | {f"premise-{number}": value for number, value in enumerate(made.premise, 1)}


def _words(part: str) -> forms.CharField:
    if part not in LONG:
        return forms.CharField(label=LABELS[part], max_length=LONGEST[part], required=False)
    rows = 9 if part == "body" else 2
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[part], max_length=LONGEST[part], required=False, widget=area)


def _cue(cue: str) -> forms.IntegerField:
    label = cue.replace("_", " ").capitalize()
    return forms.IntegerField(label=label, min_value=0, max_value=MAX_CUE, required=False)


def _place(place: Place) -> str:
    if place.key.startswith(BESIDE):
        return _("beside the others of form %(form)s") % {"form": place.form}
    name = f"{place.key}: {place.title}" if place.title else place.key
    if place.difficulty:
        return _("instead of %(name)s (form %(form)s, %(difficulty)s)") % {
            "name": name,
            "form": place.form,
            "difficulty": place.difficulty,
        }
    return _("instead of %(name)s (form %(form)s)") % {"name": name, "form": place.form}
