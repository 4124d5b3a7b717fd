"""The vendors of a brand, who may send in its name, and what the register said of each, version by version."""

from __future__ import annotations

from django.db import models

from forewarn.brands.models import Brand


class Vendor(models.Model):
    """A company that works for the brand and may send mail in its name; name, purpose, domains and days are as its
    newest version says, kept here because every mail is compared with them."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="vendors")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300, blank=True)  # in plain words: "sends our order confirmations"
    sending_domains = models.JSONField(default=list, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "slug"], name="one_vendor_per_slug")]

    def __str__(self) -> str:
        return self.name


class VendorVersion(models.Model):
    """What the register said of a vendor from one moment on; rows are added, never changed."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    facts = models.JSONField(default=dict)
    author = models.CharField(max_length=200)  # as people know them; the account may be gone
    reason = models.CharField(max_length=500)  # for staff
    why = models.CharField(max_length=500, blank=True)  # for customers: published beside the change
    ground = models.CharField(max_length=10, blank=True)  # rules.Ground, where customers should have heard before
    sha256 = models.CharField(max_length=64)  # of rules.version_document, when it was written
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "number"], name="one_vendor_version_per_number")]

    def __str__(self) -> str:
        return f"{self.vendor_id} v{self.number}"


class MailPosture(models.Model):
    """What the records of one of a vendor's sending domains said when we last looked; the last answer is kept where a
    later look got none."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="mail_postures")
    domain = models.CharField(max_length=253)
    found = models.JSONField(default=dict)  # mail.posture.Posture; empty until the name servers answered once
    found_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)  # why the last look got no answer

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "domain"], name="one_posture_per_vendor_and_domain")]

    def __str__(self) -> str:
        return self.domain


class RegisterFile(models.Model):
    """A file of vendors that somebody brought and nobody confirmed yet; it goes when it is imported or thrown away."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="register_files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=40, blank=True)  # where a person told it
    delimiter = models.CharField(max_length=1, blank=True)
    meanings = models.JSONField(default=list)  # of its columns
    new_state = models.CharField(max_length=10)  # of vendors that are new and say nothing of it
    brought_by = models.CharField(max_length=200)
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Questionnaire(models.Model):
    """A link by which a vendor says of itself what the register should say; nothing counts until staff took it."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="questionnaires")
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the link's token, which is kept nowhere
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_to = models.EmailField(blank=True)
    saves = models.PositiveIntegerField(default=0)
    draft = models.JSONField(default=dict, blank=True)  # questionnaires.answers.Answers, not handed in
    answers = models.JSONField(default=dict, blank=True)  # the same, as handed in
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decisions = models.JSONField(default=dict, blank=True)  # code → taken, reason, by, at
    settled_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.asked_at:%Y-%m-%d}"
