"""Mail that came in, its bytes, what was only counted, and the mailboxes that are polled."""

from __future__ import annotations

import zlib

from django.db import models
from django.db.models import Q

from forewarn.brands.models import Brand
from forewarn.intake.rules import Route, Source, State
from forewarn.outbound.transports.smtp.endpoint import Tls


def _choices(words: type[Route] | type[Source] | type[State] | type[Tls]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class ReceivedMail(models.Model):
    """One mail as it came to one of our addresses; the same bytes at the same address are one, counted in `copies`.

    At check@ only while one person sent them: everybody who asks is answered.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="received_mails")
    route = models.CharField(max_length=12, choices=_choices(Route))
    token = models.CharField(max_length=64, blank=True)  # what follows the + in the address, in lower case
    mail_from = models.CharField(max_length=320, blank=True)  # of the envelope; empty for reports of mail servers
    rcpt_to = models.CharField(max_length=320)
    peer = models.CharField(max_length=45, blank=True)  # IP address of the sending host; empty where none connected
    helo = models.CharField(max_length=255, blank=True)  # the name it gave itself
    sha256 = models.CharField(max_length=64)  # of the bytes, hexadecimal
    asker = models.CharField(max_length=64, blank=True, default="")  # at check@: keyed hash of who mailed it in
    size = models.PositiveIntegerField()  # bytes
    source = models.CharField(max_length=8, choices=_choices(Source))
    received_at = models.DateTimeField()
    copies = models.PositiveIntegerField(default=1)  # how often these bytes came to this address
    last_copy_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=_choices(State), default=State.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)  # readings begun; one that ends the worker counts as well
    due_at = models.DateTimeField()  # of the next reading, while it waits
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)  # why it could not be read
    outcome = models.JSONField(default=dict, blank=True)  # {"what": a word of `outcomes.What`, …}: what it led to
    subject = models.CharField(max_length=200, blank=True)
    header_from = models.CharField(max_length=320, blank=True)
    customer_id = models.BigIntegerField(null=True, blank=True)  # of audience, which stands above this package
    mailing_id = models.BigIntegerField(null=True, blank=True)  # 0: a single mail

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "route", "token", "sha256", "asker"], name="one_mail_per_address_content_and_asker"
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-received_at", "-id"], name="received_mails_newest"),
            models.Index(fields=["brand", "route", "-received_at", "-id"], name="received_mails_of_route"),
            models.Index(fields=["brand", "state", "-received_at", "-id"], name="received_mails_of_state"),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="received_mails_due"),
            models.Index(fields=["received_at"], name="received_mails_oldest"),
            models.Index(fields=["brand", "customer_id"], name="received_mails_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.route} mail {self.pk}"


class RawMail(models.Model):
    """The bytes of a mail that came in, in a table of their own so that lists never read them and they can expire."""

    mail = models.OneToOneField(ReceivedMail, on_delete=models.CASCADE, primary_key=True, related_name="raw")
    content = models.BinaryField()  # zlib
    stored_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"bytes of mail {self.mail_id}"

    @property
    def data(self) -> bytes:
        """The mail's bytes as they came."""
        return zlib.decompress(bytes(self.content))


class SourceCount(models.Model):
    """How much one source sent to one kind of address within an hour; what is too much is counted here and not kept."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    route = models.CharField(max_length=12)
    source_hash = models.CharField(max_length=64)  # keyed, of the sender's address or of its network
    hour = models.DateTimeField()
    mails = models.PositiveIntegerField(default=0)  # all of the hour
    dropped = models.PositiveIntegerField(default=0)  # those beyond the limit

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "route", "source_hash", "hour"], name="one_count_per_source_and_hour"
            ),
        ]
        indexes = [models.Index(fields=["hour"], name="source_counts_by_hour")]

    def __str__(self) -> str:
        return f"{self.mails} at {self.route}"


class Mailbox(models.Model):
    """An IMAP folder whose new mail is fetched, for brands whose mail server is somebody else's."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="intake_mailboxes")
    host = models.CharField(max_length=255)
    port = models.PositiveIntegerField(default=993)
    tls = models.CharField(max_length=10, choices=_choices(Tls), default=Tls.IMPLICIT.value)
    username = models.CharField(max_length=255)
    password_sealed = models.TextField()
    ca_certificate = models.TextField(blank=True)  # PEM of a private authority, trusted for this mailbox alone
    folder = models.CharField(max_length=255, default="INBOX")
    route = models.CharField(max_length=12, choices=_choices(Route), default=Route.CHECK.value)  # where none is named
    deletes = models.BooleanField(default=False)  # delete what was fetched; otherwise it is marked as seen
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    uid_validity = models.BigIntegerField(default=0)  # RFC 3501: uids mean something only while this stays
    last_uid = models.BigIntegerField(default=0)  # everything up to it was fetched
    fetched = models.PositiveIntegerField(default=0)  # mails, since the mailbox was added
    due_at = models.DateTimeField()  # the next poll
    lease_until = models.DateTimeField(null=True, blank=True)  # somebody polls it now
    polled_at = models.DateTimeField(null=True, blank=True)  # the last poll that worked
    failures = models.PositiveSmallIntegerField(default=0)  # polls in a row
    last_error = models.TextField(blank=True)  # what was seen and what to do; empty while it works
    last_error_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "host", "username", "folder"], name="one_entry_per_imap_folder"),
        ]

    def __str__(self) -> str:
        return f"{self.username} at {self.host}"
