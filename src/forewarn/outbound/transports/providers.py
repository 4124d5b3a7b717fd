"""Mail providers that django-anymail speaks to: one explicit table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its backend in django-anymail, what its key is called there, and further settings it must have.

    `webhook` is the view that takes its reports of bounces and complaints, empty where it sends none; `webhook_key` is
    what that view calls the key it checks them with: the same secret, or the relay's option of that name.
    """

    label: str
    backend: str
    secret: str
    webhook: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("api_url",)
    webhook_key: str = ""
    inbound: str = ""  # the view that takes mail which the provider received for us; empty where it hands none over
    inbound_key: str = ""  # as `webhook_key`, for that view
    inbound_option: str = ""  # the relay's option for it, where the provider signs mail in with a key of its own
    headers: tuple[tuple[str, str], ...] = ()  # added to every mail, so that the provider keeps what we wrote

    @property
    def key_of_mail_in(self) -> str:
        """The option by which mail that it received for us is checked; empty where the address alone is the secret."""
        return self.inbound_option or self.inbound_key


def _module(name: str) -> str:
    return f"anymail.backends.{name}.EmailBackend"


def _view(name: str, view: str) -> str:
    return f"anymail.webhooks.{name}.{view}WebhookView"


# Amazon SES and SendGrid are reached through their SMTP interfaces: the API of the one would bring in a whole kit of
# libraries, and django-anymail no longer looks after the other.
PROVIDERS: dict[str, Provider] = {
    "brevo": Provider("Brevo", _module("brevo"), "api_key", _view("brevo", "BrevoTracking")),
    "mailersend": Provider(
        "MailerSend",
        _module("mailersend"),
        "api_token",
        _view("mailersend", "MailerSendTracking"),
        optional=("signing_secret", "inbound_secret", "api_url"),
        webhook_key="signing_secret",
        inbound=_view("mailersend", "MailerSendInbound"),
        inbound_key="inbound_secret",
    ),
    "mailgun": Provider(
        "Mailgun",
        _module("mailgun"),
        "api_key",
        _view("mailgun", "MailgunTracking"),
        optional=("sender_domain", "webhook_signing_key", "api_url"),
        webhook_key="webhook_signing_key",
        inbound=_view("mailgun", "MailgunInbound"),
        inbound_key="webhook_signing_key",
    ),
    "mailjet": Provider(
        "Mailjet",
        _module("mailjet"),
        "secret_key",
        _view("mailjet", "MailjetTracking"),
        required=("api_key",),
        inbound=_view("mailjet", "MailjetInbound"),
    ),
    "mailtrap": Provider(
        "Mailtrap",
        _module("mailtrap"),
        "api_token",
        _view("mailtrap", "MailtrapTracking"),
        optional=("sandbox_id", "tracking_secret", "api_url"),
        webhook_key="tracking_secret",
    ),
    "mandrill": Provider(
        "Mailchimp Transactional",
        _module("mandrill"),
        "api_key",
        _view("mandrill", "MandrillCombined"),
        optional=("webhook_key", "inbound_webhook_key", "api_url"),
        webhook_key="webhook_key",
        inbound=_view("mandrill", "MandrillCombined"),
        inbound_key="webhook_key",
        inbound_option="inbound_webhook_key",  # it makes a key for each address that it posts to
    ),
    "postal": Provider(
        "Postal",
        _module("postal"),
        "api_key",
        _view("postal", "PostalTracking"),
        required=("api_url",),
        optional=("webhook_key",),
        webhook_key="webhook_key",
        inbound=_view("postal", "PostalInbound"),
        inbound_key="webhook_key",
    ),
    "postmark": Provider(
        "Postmark",
        _module("postmark"),
        "server_token",
        _view("postmark", "PostmarkTracking"),
        optional=("message_stream", "api_url"),
        inbound=_view("postmark", "PostmarkInbound"),
        headers=(("X-PM-KeepID", "true"),),
    ),
    "resend": Provider("Resend", _module("resend"), "api_key", ""),  # checking its reports takes its own library
    "scaleway": Provider(
        "Scaleway", _module("scaleway"), "secret_key", "", required=("project_id",), optional=("region", "api_url")
    ),
    "sparkpost": Provider(
        "SparkPost",
        _module("sparkpost"),
        "api_key",
        _view("sparkpost", "SparkPostTracking"),
        optional=("subaccount", "api_url"),
        inbound=_view("sparkpost", "SparkPostInbound"),
    ),
    "unisender_go": Provider(
        "Unisender Go",
        _module("unisender_go"),
        "api_key",
        _view("unisender_go", "UnisenderGoTracking"),
        required=("api_url",),
        optional=(),
        webhook_key="api_key",
    ),
}
