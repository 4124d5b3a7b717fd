"""Form fields that the console's forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forewarn.brands.rules.names import UnableToName, host_of


class PasswordField(forms.CharField):
    """A new password; never sent back to the browser, spaces count."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(widget=widget, strip=False, max_length=200, **options)


class LinesField(forms.CharField):
    """A list, one entry per line; empty lines and repeated entries fall away."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def prepare_value(self, value: Any) -> Any:
        """A list as lines."""
        return "\n".join(str(entry) for entry in value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Lines as a list."""
        lines = (super().to_python(value) or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def run_validators(self, value: Any) -> None:
        """The length limit counts the whole text."""
        super().run_validators("\n".join(value))


class HostField(forms.CharField):
    """A host name; what people paste, such as https://shop.example/, is understood."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"class": "mono", "autocapitalize": "none"}), **options)

    def to_python(self, value: Any) -> str:
        """The canonical host."""
        return canonical(super().to_python(value) or "")


class HostsField(LinesField):
    """Host names, one per line."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Canonical hosts, each once."""
        return list(dict.fromkeys(canonical(line) for line in super().to_python(value)))


def canonical(text: str) -> str:
    """The canonical host, or nothing for nothing. Raises ValidationError."""
    try:
        return host_of(text) if text.strip() else ""
    except UnableToName as error:
        raise ValidationError(str(error)) from error
