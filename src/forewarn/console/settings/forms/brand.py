"""Forms for what a brand is and how it looks."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from forewarn.brands.rules.dns import UnableToUseSource, spf_source
from forewarn.brands.rules.logos import MAX_BYTES
from forewarn.brands.rules.look import DARK_GROUND, LIGHT_GROUND, UnableToRead, colour_of, readable_on
from forewarn.brands.rules.names import SENDER_ID, UnableToName, locales_of
from forewarn.console.form_fields import HostField, HostsField, LinesField

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]


@lru_cache(maxsize=1)
def time_zones() -> list[tuple[str, str]]:
    """Every zone that a place has, and UTC, to choose from."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *named]]


class IdentityForm(forms.Form):
    """Who the brand is."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As customers know it."))
    aliases = LinesField(
        label=_("Other names"),
        required=False,
        max_length=500,
        help_text=_("What people also call the brand, one per line. Used to notice mail that speaks of you."),
    )
    legal_name = forms.CharField(label=_("Legal name"), required=False, max_length=120)
    postal_address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text=_("Stands at the foot of every mail; many countries' laws ask for it."),
    )
    country = forms.CharField(
        label=_("Country"),
        required=False,
        max_length=2,
        validators=[RegexValidator(r"\A[A-Za-z]{2}\Z", _("Write the two letters of the country, such as GB."))],
        help_text=_("Two letters, such as GB."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    locales = LinesField(
        label=_("Languages of your mail"),
        max_length=200,
        help_text=_("One code per line, such as en or es. The first is used where a customer's is not known."),
    )
    website = HostField(label=_("Website"), max_length=200, help_text=_("The host that customers type."))
    public_host = HostField(
        label=_("Public safety site"),
        max_length=200,
        help_text=_("Where customers look up what you sent, such as safety.shop.example."),
    )
    contact_address = forms.EmailField(
        label=_("Contact address"),
        required=False,
        help_text=_("A mailbox that people read: replies to alerts go there, and it stands in security.txt."),
    )
    phone_numbers = LinesField(
        label=_("Telephone numbers"),
        required=False,
        max_length=500,
        help_text=_("Your real numbers, one per line, with the country code: +44 117 496 0000."),
    )
    app_name = forms.CharField(label=_("Your app"), required=False, max_length=80)
    signer_name = forms.CharField(
        label=_("Who signs the alerts"), required=False, max_length=80, help_text=_("A person's name.")
    )
    signer_role = forms.CharField(label=_("Their role"), required=False, max_length=80)
    signs_all_mail_since = forms.DateField(
        label=_("All our mail carries our signature since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From this day on, unsigned mail from your domains counts as not yours. Leave empty if unsure."),
    )
    mailbox_domains = HostsField(
        label=_("Domains where strangers have addresses too"),
        required=False,
        max_length=1000,
        help_text=_("If you are a mailbox provider: on these domains only the listed senders are you."),
    )

    def clean_country(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["country"]).upper()

    def clean_locales(self) -> list[str]:
        """Well-formed codes."""
        try:
            return locales_of([code for line in self.cleaned_data["locales"] for code in line.split(",")])
        except UnableToName as error:
            raise ValidationError(str(error)) from error

    def clean_phone_numbers(self) -> list[str]:
        """Numbers that can exist, in international form."""
        return [_international(text) for text in self.cleaned_data["phone_numbers"]]


def _international(text: str) -> str:
    import phonenumbers  # its tables cost 60 ms, and only this form needs them

    odd = _("“%(text)s” has too few or too many digits.")
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            odd = _("“%(text)s” needs its country code, such as +44.")
        raise ValidationError(odd, params={"text": text}) from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError(odd, params={"text": text})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class LookForm(forms.Form):
    """Colours and logo."""

    accent = forms.CharField(
        label=_("Colour on white"), max_length=7, help_text=_("For links, buttons and the line at the top.")
    )
    accent_dark = forms.CharField(
        label=_("Colour on dark"), max_length=7, help_text=_("The same for readers in dark mode: usually lighter.")
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml,.png,.svg"}),
        help_text=_("PNG or SVG, up to %(size)d kB. Scripts, styles and outside references are taken out of an SVG.")
        % {"size": MAX_BYTES // 1000},
    )

    def clean_accent(self) -> str:
        """Readable on white."""
        return _readable(self.cleaned_data["accent"], LIGHT_GROUND)

    def clean_accent_dark(self) -> str:
        """Readable on the dark ground."""
        return _readable(self.cleaned_data["accent_dark"], DARK_GROUND)


def _readable(text: str, ground: str) -> str:
    try:
        return readable_on(colour_of(text), ground)
    except UnableToRead as error:
        raise ValidationError(str(error)) from error


class ChoicesForm(forms.Form):
    """What holds for customers who made no choice, and when not to disturb anybody."""

    care_default = forms.BooleanField(
        label=_("Write to new customers for their safety"),
        required=False,
        help_text=_("Alerts and lessons. For imported rows that state no choice; every mail says how to stop them."),
    )
    marketing_default = forms.BooleanField(
        label=_("New customers agreed to marketing"),
        required=False,
        help_text=_("Only where they did. Forewarn sends no marketing; it keeps the choice for the others."),
    )
    choice_wording = forms.CharField(
        label=_("On what ground"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The words customers saw, or the legal ground. Kept with every choice that an import sets."),
    )
    quiet_from = forms.TypedChoiceField(label=_("Send nothing from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=_("until"), choices=HOURS, coerce=int, help_text=_("In the local time of each customer's country.")
    )

    def clean(self) -> None:
        """A wording is needed where a choice is assumed."""
        assumed = self.cleaned_data.get("care_default") or self.cleaned_data.get("marketing_default")
        if assumed and not self.cleaned_data.get("choice_wording", "").strip():
            self.add_error("choice_wording", _("Say on what ground you assume this choice."))


class MailInForm(forms.Form):
    """Where bounces and reports come in, and how the brand shows to mailbox providers."""

    intake_domain = HostField(
        label=_("Domain for bounces and reports"),
        required=False,
        max_length=200,
        help_text=_("A name of its own under your domain, such as mail.safety.shop.example. Nothing else may use it."),
    )
    mail_host = HostField(
        label=_("Server that takes this mail"),
        required=False,
        max_length=200,
        help_text=_("The host of this installation's listener. Empty: the host of the public safety site."),
    )
    spf_sources = LinesField(
        label=_("Who sends"),
        required=False,
        max_length=1000,
        help_text=_(
            "What your relay tells you to put into SPF, one per line: include:_spf.relay.example or ip4:192.0.2.7."
        ),
    )
    feedback_sender_id = forms.CharField(
        label=_("Name in Feedback-ID"),
        required=False,
        max_length=15,
        validators=[RegexValidator(rf"\A{SENDER_ID.pattern}\Z", _("Five to fifteen letters, digits, - or _."))],
        help_text=_("Groups your mail in Google Postmaster Tools. Five to fifteen characters; never change it again."),
    )

    def clean_spf_sources(self) -> list[str]:
        """Terms of SPF."""
        try:
            return [spf_source(text) for text in self.cleaned_data["spf_sources"]]
        except UnableToUseSource as error:
            raise ValidationError(str(error)) from error
