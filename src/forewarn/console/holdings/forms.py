"""Forms about who holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forewarn.console.holdings.wording import field_choices
from forewarn.console.table_uploads import TableFile, TableUpload

EVERYBODY = 0  # no segment has this number
_MOMENT = "%Y-%m-%dT%H:%M"


class FieldsField(forms.MultipleChoiceField):
    """Some of the fields, under their categories."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=field_choices, widget=forms.CheckboxSelectMultiple(attrs={"class": "in-columns"}), **options
        )


class MomentField(forms.DateTimeField):
    """A time of day in the brand's time zone."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=widget, **options)


class ManifestForm(TableUpload):
    """A list of customers whose data went to a vendor."""

    field_order = ("file", "at", "fields_sent", "retention")

    file = TableFile(
        label=gettext_lazy("List"),
        help_text=gettext_lazy("One customer per line: your number for them, or their address."),
    )
    at = MomentField(label=gettext_lazy("When it went there"))
    fields_sent = FieldsField(label=gettext_lazy("What went there"))
    retention = forms.IntegerField(
        label=gettext_lazy("Kept for so many days"),
        required=False,
        min_value=1,
        max_value=36_500,
        help_text=gettext_lazy("Where it is agreed when the vendor deletes it."),
    )


class ColumnForm(forms.Form):
    """Which column of a list names the customers."""

    column = forms.TypedChoiceField(label=gettext_lazy("This column names the customers"), coerce=int)

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["column"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(enumerate(columns))


class FlowForm(forms.Form):
    """A standing flow of data to a vendor."""

    segment = forms.TypedChoiceField(label=gettext_lazy("Whose data"), coerce=int)
    fields_sent = FieldsField(label=gettext_lazy("What goes there"))
    since = MomentField(label=gettext_lazy("Since"))
    until = MomentField(label=gettext_lazy("Until"), required=False)
    every = forms.ChoiceField(
        label=gettext_lazy("Look who joined and left"),
        choices=[("day", gettext_lazy("every day")), ("hour", gettext_lazy("every hour"))],
    )
    leavers = forms.ChoiceField(
        label=gettext_lazy("Who leaves"),
        choices=[
            ("kept", gettext_lazy("the vendor keeps what it has")),
            ("deleted", gettext_lazy("the vendor deletes at once")),
            ("days", gettext_lazy("the vendor deletes after some days")),
        ],
    )
    retention = forms.IntegerField(
        label=gettext_lazy("After how many days"), required=False, min_value=1, max_value=36_500
    )

    def __init__(self, *args: Any, segments: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["segment"]
        if isinstance(field, forms.ChoiceField):
            everybody: tuple[int, str | Promise] = (EVERYBODY, gettext_lazy("all customers"))
            field.choices = [everybody, *segments]

    def clean(self) -> dict[str, Any]:
        """Days belong to the choice that needs them."""
        found = super().clean() or self.cleaned_data
        if found.get("leavers") == "days" and not found.get("retention"):
            self.add_error("retention", _("Say after how many days."))
        return found


class EndingForm(forms.Form):
    """That a vendor holds something no more."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[
            ("deleted", gettext_lazy("the vendor deleted it")),
            ("returned", gettext_lazy("the vendor gave it back and kept no copy")),
        ],
    )
    segment = forms.TypedChoiceField(label=gettext_lazy("Whose data"), coerce=int)
    fields_gone = FieldsField(
        label=gettext_lazy("Which fields"), required=False, help_text=gettext_lazy("None chosen means all of them.")
    )
    at = MomentField(label=gettext_lazy("When"))
    proof = forms.CharField(
        label=gettext_lazy("How we know"),
        max_length=500,
        help_text=gettext_lazy("A certificate, a ticket, who confirmed it."),
    )

    def __init__(self, *args: Any, segments: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["segment"]
        if isinstance(field, forms.ChoiceField):
            everybody: tuple[int, str | Promise] = (EVERYBODY, gettext_lazy("everybody whose data it has"))
            field.choices = [everybody, *segments]


class ReasonForm(forms.Form):
    """Why an entry is wrong."""

    reason = forms.CharField(label=gettext_lazy("What was wrong"), max_length=300)
