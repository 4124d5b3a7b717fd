"""Forms of the sent record: the filter of the list, and what staff know better."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forewarn.console.our_mail.wording import CLASSES


class CampaignFilter(forms.Form):
    """What to show; everything left empty does not matter."""

    words = forms.CharField(label=_("Subject or sender"), required=False, max_length=100)
    message_class = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *CLASSES.items()])
    vendor = forms.ChoiceField(label=_("Sent by"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, vendors: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices: list[tuple[str, object]] = [("", _("Everybody")), ("own", _("This console")), *vendors]
        self.fields["vendor"].choices = choices  # type: ignore[attr-defined]


class CampaignFacts(forms.Form):
    """What staff know better of a campaign."""

    message_class = forms.ChoiceField(
        label=_("Kind"),
        choices=list(CLASSES.items()),
        help_text=_("Guessed from what it says. It decides how the mail is judged and counted."),
    )
    has_user_text = forms.BooleanField(
        label=_("Customers or partners can write words of their own into this mail"),
        required=False,
        help_text=_("Such as the note on an invoice. Whoever asks about such a mail is warned, though it is genuine."),
    )
