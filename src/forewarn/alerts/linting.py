"""The linter over an alert: the mail as it would leave, held against what the brand promises."""

from __future__ import annotations

from datetime import datetime

from forewarn.alerts.models import Alert
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.alerts.words import mail_words
from forewarn.mail.documents import Document
from forewarn.mailings.models import Mailing
from forewarn.mailings.rules.classes import MessageClass
from forewarn.mailings.sending.letters import MailMaker, UnableToPrepare, signers_for
from forewarn.mailings.sending.people import Person


def as_it_would_leave(alert: Alert, document: Document, *, now: datetime) -> bytes:
    """The mail of this note to a made-up customer: signed where a key is in use, with every header.

    Raises UnableToChangeAlert where the brand's set-up lacks what a mail needs.
    """
    words = mail_words(alert, document)
    mailing = Mailing(pk=alert.mailing_id or 0, brand=alert.brand, message_class=MessageClass.CARE.value)
    reader = Person(customer_id=1, email="customer@people.example", name="", external_id="", attributes={})
    try:
        signers = signers_for(alert.brand, words.from_address)
    except UnableToPrepare:
        signers = []
    try:
        data = MailMaker(mailing, words, signers=signers).envelope(reader, now).data
    except UnableToPrepare as error:
        raise UnableToChangeAlert(str(error)) from error
    return data() if callable(data) else data
