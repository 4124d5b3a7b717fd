"""A brand: its name and look, where it sends from, its keys and senders."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db import models

from forewarn.brands.rules.keys import KeyState
from forewarn.brands.rules.staffed import WEEK, StaffedHours, minute_of


def weekdays() -> list[str]:
    """Monday to Friday."""
    return list(WEEK[:5])


class Brand(models.Model):
    """One brand of this installation."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    aliases = models.JSONField(default=list, blank=True)
    legal_name = models.CharField(max_length=120, blank=True)
    postal_address = models.CharField(max_length=300, blank=True)
    website = models.CharField(max_length=120, blank=True)  # the bare host customers know, "nordlicht.example"
    public_host = models.CharField(max_length=120, unique=True)  # where the public safety site answers
    app_name = models.CharField(max_length=80, blank=True)  # "our app", where there is one
    contact_address = models.EmailField(blank=True)  # a monitored mailbox; Reply-To, security.txt
    phone_numbers = models.JSONField(default=list, blank=True)  # the public contact list
    time_zone = models.CharField(max_length=60, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    locales = models.JSONField(default=list)  # of content, first is the default: ["en", "es"]
    accent = models.CharField(max_length=7, default="#1f5f4a")
    accent_dark = models.CharField(max_length=7, default="#7fd1b0")  # the accent on a dark ground
    logo_digest = models.CharField(max_length=16, blank=True)  # of the logo in `BrandLogo`; empty: there is none
    signer_name = models.CharField(max_length=80, blank=True)
    signer_role = models.CharField(max_length=80, blank=True)
    care_default = models.BooleanField(default=True)  # for imported rows without a choice column
    marketing_default = models.BooleanField(default=False)
    choice_wording = models.CharField(max_length=300, blank=True)  # on what ground the defaults stand
    quiet_from = models.PositiveSmallIntegerField(default=20)  # local hour of the customer's country
    quiet_until = models.PositiveSmallIntegerField(default=8)
    staffed_always = models.BooleanField(default=False)  # people look at reports around the clock
    staffed_days = models.JSONField(default=weekdays, blank=True)  # words of `rules.staffed.WEEK`
    staffed_from = models.CharField(max_length=5, default="09:00")  # local time
    staffed_until = models.CharField(max_length=5, default="17:00")  # up to 24:00; not later than `from`: past midnight
    staffed_zone = models.CharField(max_length=60, blank=True)  # empty: the brand's
    closed_days = models.JSONField(default=list, blank=True)  # ISO dates without anybody there: bank holidays
    intake_domain = models.CharField(max_length=120, blank=True)  # bounce+…@, check@: answered by our listener
    mail_host = models.CharField(max_length=120, blank=True)  # the server that takes that mail; empty: the public host
    spf_sources = models.JSONField(
        default=list, blank=True
    )  # who may use the bounce domain: ["include:_spf.relay.example"]
    dns_findings = models.JSONField(default=list, blank=True)  # of the last DNS check of bounce domain and public host
    dns_checked_at = models.DateTimeField(null=True, blank=True)
    feedback_sender_id = models.CharField(max_length=15, blank=True)  # SenderId of Feedback-ID, 5–15 characters
    signs_all_mail_since = models.DateField(null=True, blank=True)
    mailbox_domains = models.JSONField(default=list, blank=True)
    sample = models.BooleanField(default=False)  # the sample brand of `forewarn demo`
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def report_address(self) -> str:
        """Where customers send a suspicious mail: check@ where our listener answers it, else a person's mailbox."""
        return f"check@{self.intake_domain}" if self.intake_domain else self.contact_address

    @property
    def zone(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def staffed_hours(self) -> StaffedHours:
        """When people look at what customers report."""
        return StaffedHours(
            zone=ZoneInfo(self.staffed_zone) if self.staffed_zone else self.zone,
            days=frozenset(map(WEEK.index, self.staffed_days)),
            begins=minute_of(self.staffed_from),
            ends=minute_of(self.staffed_until),
            closed=frozenset(map(date.fromisoformat, self.closed_days)),
            always=self.staffed_always,
        )

    @property
    def default_locale(self) -> str:
        """The first of the brand's locales of content."""
        return str(self.locales[0]) if self.locales else "en"


class BrandLogo(models.Model):
    """The logo, in a table of its own so that reading a brand never reads pictures."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)  # image/png or image/svg+xml
    width = models.PositiveIntegerField()  # pixels, or units of the drawing
    height = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"logo of {self.brand_id}"


class SendingDomain(models.Model):
    """A domain the brand sends from."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="sending_domains")
    domain = models.CharField(max_length=120)  # canonical: lower case, ASCII
    stream = models.CharField(max_length=20, default="care")  # care, marketing, transactional, all
    since = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list, blank=True)  # of the last DNS check, as `rules.dns.Finding`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "domain"], name="one_sending_domain_per_brand")]

    def __str__(self) -> str:
        return self.domain


class DkimKey(models.Model):
    """A DKIM key. Old keys stay with their dates: they answer for the mail of their time."""

    sending_domain = models.ForeignKey(SendingDomain, on_delete=models.PROTECT, related_name="keys")
    selector = models.CharField(max_length=63)
    public_key = models.TextField()  # base64 of the p= tag
    private_key_sealed = models.TextField(blank=True)  # empty: a key of another system, known only for checking
    created_at = models.DateTimeField()
    valid_from = models.DateTimeField(null=True, blank=True)  # first signed with
    valid_until = models.DateTimeField(null=True, blank=True)  # replaced
    seen_in_dns_at = models.DateTimeField(null=True, blank=True)
    compromised_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending_domain", "selector"], name="one_key_per_selector")]

    def __str__(self) -> str:
        return f"{self.selector}._domainkey.{self.sending_domain.domain}"

    @property
    def usable(self) -> bool:
        """Whether mail may be signed with it."""
        return bool(self.private_key_sealed) and self.compromised_since is None and self.valid_until is None

    @property
    def state(self) -> KeyState:
        """Where the key stands in its life."""
        if self.compromised_since is not None:
            return KeyState.COMPROMISED
        if self.valid_until is not None:
            return KeyState.RETIRED
        return KeyState.WAITING if self.valid_from is None else KeyState.SIGNING


class Sender(models.Model):
    """An address the brand writes from, with the name shown beside it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="senders")
    display_name = models.CharField(max_length=80)
    address = models.EmailField()
    for_care = models.BooleanField(default=False)  # the sender of alerts and of single mails

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "address", "display_name"], name="one_sender_form")]

    def __str__(self) -> str:
        return f"{self.display_name} <{self.address}>"
