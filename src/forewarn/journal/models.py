"""The sent record: campaigns, the numbers they are found by, and the copies that were seen."""

from __future__ import annotations

import zlib

from django.db import models
from django.db.models import Q

from forewarn.brands.models import Brand
from forewarn.journal.rules import Origin, Standing
from forewarn.lint.severity import MessageClass
from forewarn.vendors.models import Vendor


def _choices(words: type[Standing] | type[Origin] | type[MessageClass]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Campaign(models.Model):
    """One mail of the brand for all who got it: what it said, who sent it, and what the linter found."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=8, choices=_choices(Origin))
    standing = models.CharField(max_length=12, choices=_choices(Standing))
    proof = models.CharField(max_length=255, blank=True)  # the domain whose signature it rests on
    subject = models.CharField(max_length=300, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    sender_domain = models.CharField(max_length=255, blank=True)
    message_class = models.CharField(max_length=13, choices=_choices(MessageClass))
    class_by_staff = models.BooleanField(default=False)
    has_user_text = models.BooleanField(default=False)  # users of the brand can write words of their own into it
    locale = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200, blank=True)  # of a mailing; the template of single mails
    page = models.CharField(max_length=300, blank=True)
    mailing_id = models.BigIntegerField(null=True, blank=True)  # of mailings, which stands above this package
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    copies = models.PositiveIntegerField(default=1)
    headers = models.JSONField(default=list, blank=True)  # [[name, value]] as the first copy had them
    letter = models.JSONField(default=dict, blank=True)  # what a reader sees, as `letters.as_json` writes it
    packed_html = models.BinaryField(blank=True, default=b"")  # zlib; made inert where it is shown
    fingerprint = models.BinaryField(blank=True, default=b"")
    findings = models.JSONField(default=list, blank=True)  # of the linter: [{rule, severity, message, fix, text}]
    blocks = models.PositiveSmallIntegerField(default=0)
    errors = models.PositiveSmallIntegerField(default=0)
    phish_likeness = models.PositiveSmallIntegerField(default=0)  # 0 to 100

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-last_seen", "-id"], name="campaigns_newest"),
            models.Index(fields=["brand", "standing", "-last_seen"], name="campaigns_of_standing"),
            models.Index(fields=["mailing_id"], condition=Q(mailing_id__isnull=False), name="campaigns_of_mailing"),
        ]

    def __str__(self) -> str:
        return self.subject or self.title

    @property
    def html(self) -> str:
        """The HTML part as it came; never shown without being made inert."""
        return zlib.decompress(bytes(self.packed_html)).decode() if self.packed_html else ""


class CampaignKey(models.Model):
    """A number of a campaign's fingerprint: texts that are alike share one (`Fingerprint.keys`)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="keys")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField()  # the 64-bit number, signed

    class Meta:
        indexes = [models.Index(fields=["brand", "key", "-id"], name="campaign_keys_by_number")]

    def __str__(self) -> str:
        return f"{self.key}"


class Copy(models.Model):
    """One copy of a campaign that was seen at a seed address, or one single mail that a relay accepted."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="seen")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    vendor = models.ForeignKey(Vendor, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    message_id = models.CharField(max_length=255, blank=True)
    seen_at = models.DateTimeField()
    mail_id = models.BigIntegerField(null=True, blank=True)  # of intake's received mail
    customer_id = models.BigIntegerField(null=True, blank=True)  # of audience: whom a single mail was for

    class Meta:
        verbose_name_plural = "copies"
        indexes = [
            models.Index(fields=["brand", "message_id"], name="copies_by_message_id"),
            models.Index(fields=["vendor", "-seen_at"], name="copies_of_vendor"),
            models.Index(fields=["brand", "customer_id"], name="copies_of_customer"),
            models.Index(fields=["campaign", "-seen_at"], name="copies_of_campaign"),
            models.Index(fields=["seen_at"], name="copies_oldest"),
        ]

    def __str__(self) -> str:
        return self.message_id
