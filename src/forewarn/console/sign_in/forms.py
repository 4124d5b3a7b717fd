"""The form of an invited person."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forewarn.console.form_fields import PasswordField


class WelcomeForm(forms.Form):
    """Name and password of somebody who signs in here for the first time."""

    name = forms.CharField(label=_("Your name"), max_length=80, help_text=_("As your colleagues know you."))
    password = PasswordField(
        label=_("Choose a password"),
        help_text=_("At least 15 characters. Four or five words you can remember are best; a password manager is too."),
    )
    again = PasswordField(label=_("The same once more"))

    def clean(self) -> None:
        """Both the same, and not one of the well-known."""
        password = self.cleaned_data.get("password", "")
        if password and password != self.cleaned_data.get("again"):
            self.add_error("again", _("The two passwords differ."))
        try:
            validate_password(password)
        except ValidationError as error:
            self.add_error("password", error)
