"""Mail providers that django-anymail speaks to: one explicit table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its backend in django-anymail, what its key is called there, and further settings it must have."""

    label: str
    backend: str
    secret: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("api_url",)
    headers: tuple[tuple[str, str], ...] = ()  # added to every mail, so that the provider keeps what we wrote


def _module(name: str) -> str:
    return f"anymail.backends.{name}.EmailBackend"


# Amazon SES and SendGrid are reached through their SMTP interfaces: the API of the one would bring in a whole kit of
# libraries, and django-anymail no longer looks after the other.
PROVIDERS: dict[str, Provider] = {
    "brevo": Provider("Brevo", _module("brevo"), "api_key"),
    "mailersend": Provider("MailerSend", _module("mailersend"), "api_token"),
    "mailgun": Provider("Mailgun", _module("mailgun"), "api_key", optional=("sender_domain", "api_url")),
    "mailjet": Provider("Mailjet", _module("mailjet"), "secret_key", required=("api_key",)),
    "mailtrap": Provider("Mailtrap", _module("mailtrap"), "api_token", optional=("sandbox_id", "api_url")),
    "mandrill": Provider("Mailchimp Transactional", _module("mandrill"), "api_key"),
    "postal": Provider("Postal", _module("postal"), "api_key", required=("api_url",), optional=()),
    "postmark": Provider(
        "Postmark",
        _module("postmark"),
        "server_token",
        optional=("message_stream", "api_url"),
        headers=(("X-PM-KeepID", "true"),),
    ),
    "resend": Provider("Resend", _module("resend"), "api_key"),
    "scaleway": Provider(
        "Scaleway", _module("scaleway"), "secret_key", required=("project_id",), optional=("region", "api_url")
    ),
    "sparkpost": Provider("SparkPost", _module("sparkpost"), "api_key", optional=("subaccount", "api_url")),
    "unisender_go": Provider("Unisender Go", _module("unisender_go"), "api_key", required=("api_url",), optional=()),
}
