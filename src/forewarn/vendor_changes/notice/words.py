"""A document as a mail: the words that the mailing, the preview and the linter share."""

from __future__ import annotations

from forewarn.brands.models import Brand
from forewarn.brands.queries import care_sender
from forewarn.mail.documents import Document, Look, render_html, render_text
from forewarn.mailings.rules.content import Words
from forewarn.vendor_changes.refusals import UnableToChangeNotice


def mail_words(brand: Brand, document: Document, group: str = "") -> Words:
    """The mail of one group in one locale. Raises UnableToChangeNotice where the brand has no sender for it."""
    sender = care_sender(brand)
    if sender is None:
        raise UnableToChangeNotice(
            "The brand has no sender for its own mail yet. Add one in the settings, under Senders."
        )
    html = render_html(document, Look(brand.name, brand.accent, brand.accent_dark))
    text = render_text(document)
    return Words(document.locale, document.subject, sender.display_name, sender.address, text, html, group=group)
