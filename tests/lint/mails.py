"""Mails to lint, built from a good one by changing what a test is about."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from forewarn.lint.context import NOTHING_KNOWN, LintContext
from forewarn.lint.engine import lint_html, lint_mail
from forewarn.lint.findings import Finding, LintReport
from forewarn.lint.severity import MessageClass
from forewarn.mail.profile import BrandProfile, ProfilePromise, ProfileVendor, SenderAddress

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BRAND = BrandProfile(
    name="Alder",
    aliases=("Alder Shop",),
    domains=("alder.example",),
    phone_numbers=("+353 1 679 5000",),
    senders=(SenderAddress("Alder Orders", "orders@receipts.alder.example"),),
    website="alder.example",
    default_region="IE",
    vendors=(ProfileVendor("Birch Mail", ("birch.example",)),),
    promises=(ProfilePromise("password", {"en": "We never ask for your password by email."}, ("FW-RQ-01",)),),
)

CLASSES = tuple(MessageClass)
# A body in each language that no rule of words may find anything in.
CALM = {
    "en": "Your parcel left our warehouse this morning. You will have it on Thursday. We packed it in paper.",
    "de": "Ihr Paket hat heute unser Lager verlassen. Sie haben es am Donnerstag. Wir haben es in Papier gepackt.",
    "es": "Su paquete salió hoy de nuestro almacén. Lo tendrá el jueves. Lo hemos envuelto en papel y no en plástico.",
    "fr": "Votre colis est parti ce matin de notre entrepôt. Vous le recevrez jeudi. Nous avons mis du papier dans la boîte.",
}
SUBJECTS = {"en": "Your parcel", "de": "Ihr Paket", "es": "Su paquete", "fr": "Votre colis"}
FOOT = "Mara Lindqvist, Head of Customer Care\nAlder Ltd, 12 Harbour Street, Dublin D02 XY45"


def page(body: str, language: str = "en") -> str:
    """An HTML document that no rule of form finds fault with."""
    return (
        f'<!doctype html>\n<html lang="{language}">\n<body style="font-size:16px;color:#222222;background:#ffffff">\n'
        f"{body}\n</body>\n</html>\n"
    )


def mail(
    text: str = CALM["en"],
    html: str | None = None,
    subject: str = SUBJECTS["en"],
    attachments: tuple[tuple[str, str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A mail of the sample brand. `html` is a body fragment; headers are given with _ for - and None leaves one out."""
    message = EmailMessage()
    given = {
        "From": "Alder Orders <orders@receipts.alder.example>",
        "To": "customer@people.example",
        "Subject": subject,
        "Date": "Mon, 23 Nov 2026 08:00:00 +0000",
        "Message-ID": "<1@receipts.alder.example>",
        "Auto-Submitted": "auto-generated",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value is not None:
            message[name] = value
    message.set_content(f"{text}\n\n{FOOT}\n")
    if html is not None:
        message.add_alternative(page(html), subtype="html")
    for name, kind, content in attachments:
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


def lint(
    raw: bytes,
    message_class: str = "transactional",
    *,
    profile: BrandProfile | None = BRAND,
    context: LintContext = NOTHING_KNOWN,
    **more: object,
) -> LintReport:
    """The report of a mail, with the sample brand's profile."""
    return lint_mail(raw, message_class=message_class, now=NOW, profile=profile, context=context, **more)


def lint_page(source: str, message_class: str = "transactional", **more: object) -> LintReport:
    """The report of an HTML file, with the sample brand's profile."""
    return lint_html(source, message_class=message_class, now=NOW, profile=more.pop("profile", BRAND), **more)


def found(report: LintReport, rule: str) -> list[Finding]:
    """The findings of one rule."""
    return [finding for finding in report.findings if finding.rule == rule]


def severities(report: LintReport, rule: str) -> list[str]:
    """The severities of one rule's findings."""
    return [finding.severity.value for finding in found(report, rule)]


def skipped(report: LintReport, rule: str) -> str:
    """Why a rule was not run, or in part."""
    return " | ".join(skip.why for skip in report.skipped if skip.rule == rule)
