"""Forms of files of vendors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.console.table_uploads import TableFile, TableUpload
from forewarn.console.vendors.forms import WhyForm
from forewarn.console.vendors.wording import LABELS
from forewarn.vendors import wording
from forewarn.vendors.fact_table import GROUPS
from forewarn.vendors.interchange.columns import IGNORE
from forewarn.vendors.interchange.limits import MAX_BYTES

NEW_STATES = [
    ("proposed", gettext_lazy("as proposed: only staff see them")),
    ("active", gettext_lazy("as working for you: on the public list at once")),
]


class UploadForm(TableUpload):
    """A file of vendors, and how to read it where we would err."""

    field_order = ("file", "new_state")

    file = TableFile(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, YAML, JSON, or a page in Markdown. Nothing is imported yet: you see the difference first."
        ),
        accept=".csv,.tsv,.txt,.yaml,.yml,.json,.md,.markdown",
        max_bytes=MAX_BYTES,
    )
    new_state = forms.ChoiceField(label=gettext_lazy("New vendors come in"), choices=NEW_STATES)


class ColumnsForm(WhyForm):
    """What each column of a file means, how new vendors come in, and why customers were not told first."""

    new_state = forms.ChoiceField(label=gettext_lazy("New vendors come in"), choices=NEW_STATES)

    def __init__(self, *args: Any, columns: Sequence[str], meanings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _meanings()
        for number, (column, meaning) in enumerate(zip(columns, meanings, strict=True)):
            self.fields[f"column_{number}"] = forms.ChoiceField(label=column, choices=choices, initial=meaning)

    def meanings(self) -> list[str]:
        """The meanings as they were chosen, in the file's order."""
        return [str(self.cleaned_data[name]) for name in self.fields if name.startswith("column_")]

    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns, for the table."""
        return [self[name] for name in self.fields if name.startswith("column_")]


def _meanings() -> list[Any]:
    """What a column can mean: left out, who the vendor is, and every fact under its group."""
    own: list[tuple[str, str | Promise]] = [("id", _("Short name")), ("state", _("Where it stands"))]
    groups: list[Any] = [(IGNORE, _("leave out")), (_("The vendor"), own)]
    for code, facts in GROUPS.items():
        groups.append((wording.GROUPS[code], [(f.code, LABELS.get(f.code, wording.FACTS[f.code])) for f in facts]))
    return [*groups, ("translations", wording.FACTS["translations"])]
