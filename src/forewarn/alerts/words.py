"""The note as a mail: the words that the mailing, the test and the linter share."""

from __future__ import annotations

from forewarn.alerts.models import Alert
from forewarn.alerts.queries.drafts import look_of
from forewarn.alerts.refusals import UnableToChangeAlert
from forewarn.brands.queries import care_sender
from forewarn.mail.documents import Document, render_html, render_text
from forewarn.mailings.rules.content import Words


def mail_words(alert: Alert, document: Document) -> Words:
    """The mail of one locale. Raises UnableToChangeAlert where the brand has no care sender."""
    sender = care_sender(alert.brand)
    if sender is None:
        raise UnableToChangeAlert("The brand has no sender for care mail yet. Add one in the settings, under Senders.")
    html = render_html(document, look_of(alert.brand))
    return Words(document.locale, document.subject, sender.display_name, sender.address, render_text(document), html)
