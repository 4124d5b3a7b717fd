"""Forms for who works for the brand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

ROLES = [
    ("viewer", _("Viewer: reads every screen")),
    ("editor", _("Editor: writes alerts, imports customers")),
    ("approver", _("Approver: also approves and sends what others wrote")),
    ("owner", _("Owner: also brand, keys, relays and staff")),
]


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("Email address"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial="editor", widget=forms.RadioSelect)


class RoleForm(forms.Form):
    """What a person may do."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
