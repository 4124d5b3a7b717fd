"""Mail at check@: judged, written down, and answered where an automatic answer may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from forewarn.audience.models import Customer
from forewarn.brands.models import Brand
from forewarn.brands.queries import brands
from forewarn.foundation.clock import now as this_moment
from forewarn.foundation.resolving import resolver
from forewarn.intake.outcomes import Incoming, Outcome
from forewarn.intake.rules import network_of
from forewarn.intake.tokens import SINGLE_MAIL, Addressee
from forewarn.mail.addresses import UnableToReadAddress, read_address
from forewarn.mail.authentication import Connection, SpfState, check_sender, check_spf, published_policy
from forewarn.mail.domains import organisational_domain
from forewarn.mail.forwards.originals import How
from forewarn.mail.language import guess_language
from forewarn.mail.mailbox_providers import gives_mailboxes
from forewarn.mail.profile import BrandProfile
from forewarn.mail.reading.message import ParsedMail
from forewarn.verification.actions import CHECKED, Asked, as_known, note_questions
from forewarn.verification.answering import AnswerTo, answer_by_mail
from forewarn.verification.checking import Verdict
from forewarn.verification.echoes import echo_in
from forewarn.verification.models import Channel
from forewarn.verification.queries import checker_for
from forewarn.verification.reasons import VerdictKind
from forewarn.verification.reporters import Answered, Reporter, came_late, reporter_of

OURS = frozenset({VerdictKind.SENT_BY_US, VerdictKind.SENT_BY_US_ALTERED})
MIN_WORDS = 4  # of the reporter's own; fewer do not tell a language


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked: whether an answer may go there, and in which language."""

    reporter: Reporter | None
    refused: Answered | None
    locale: str
    customer_id: int | None
    source: str  # what counts as one reporter
    shared: bool = False  # strangers have addresses at the reporter's host
    once: str = ""  # what of the report is answered once a day


def read_question(incoming: Incoming) -> Outcome:
    """The verdict on what somebody sent to check@; the answer goes out with the note that the mail was read."""
    brand = brands().get(pk=incoming.brand_id)
    moment = this_moment()
    checker = checker_for(brand)
    verdict = checker.check(incoming.raw, moment)
    asker = _asker(incoming, brand, verdict, checker.profile, moment)
    if asker.reporter is not None and asker.reporter.redirected:
        verdict = checker.check(incoming.raw, moment, asker.reporter.address)  # it may have been written to another
    addressee = Addressee(SINGLE_MAIL, asker.customer_id) if asker.customer_id else None
    effect = partial(_note_and_answer, incoming, brand, verdict, asker, moment)
    return Outcome(CHECKED, addressee, {"verdict": verdict.kind.value}, (effect,))


def _note_and_answer(incoming: Incoming, brand: Brand, verdict: Verdict, asker: Asker, now: datetime) -> None:
    people = tuple((box.name, box.address) for box in incoming.mail.senders)
    asked = Asked(Channel.MAIL, asker.source, asker.locale, incoming.received_at, incoming.mail_id, people)
    answered = asker.refused or Answered.BY_MAIL
    questions = note_questions(brand=brand, verdict=verdict, asked=asked, answered=answered, now=now)
    if asker.refused is None and asker.reporter is not None:
        # A lure that was passed on as it is: our answer shall not stand in one thread with it.
        lure = asker.reporter.redirected and verdict.kind not in OURS
        answer_by_mail(
            questions=questions,
            verdict=as_known(verdict, questions[0]),
            to=AnswerTo(asker.reporter.address, asker.customer_id, network_of(incoming.peer), asker.shared, asker.once),
            in_reply_to="" if lure else _message_id(incoming.mail),
            now=now,
        )


def _asker(incoming: Incoming, brand: Brand, verdict: Verdict, profile: BrandProfile, now: datetime) -> Asker:
    mail = incoming.mail
    itself = verdict.original.how is How.ITSELF and not _names_us(mail, brand)
    own = frozenset(
        {
            brand.intake_domain.lower(),
            brand.contact_address.lower(),
            *(sender.address.lower() for sender in profile.senders),
        }
    ) - {""}
    ours = verdict.kind in OURS
    reporter = reporter_of(mail, incoming.mail_from, itself=itself, ours=ours, own=own)
    if reporter is None:
        return Asker(None, Answered.AUTOMATIC, brand.default_locale, None, _sending_side(incoming))
    if not _is_proven(reporter, incoming, now):
        locale = _own_language(verdict, brand)
        return Asker(reporter, Answered.NOT_PROVEN, locale, None, _sending_side(incoming))
    customer = _customer(brand, reporter.address)
    locale = (customer.locale if customer else "") or _own_language(verdict, brand)
    domain = organisational_domain(reporter.address.rpartition("@")[2])
    shared = gives_mailboxes(domain, profile)
    # Whoever has a domain has every address at it.
    source = reporter.address if shared else domain
    echo = echo_in(mail, verdict, brand=brand, source=source)
    refused = Answered.LATE if came_late(mail, incoming.received_at) else Answered.REPLY if echo.refused else None
    return Asker(reporter, refused, locale, customer.pk if customer else None, source, shared, echo.once)


def _sending_side(incoming: Incoming) -> str:
    """What counts as one reporter where any address could have been written: the network that the mail came from."""
    return network_of(incoming.peer) or incoming.mail_from


def _names_us(mail: ParsedMail, brand: Brand) -> bool:
    """Whether the mail was written to us, as reports are, and not passed on as it was."""
    boxes = mail.mailboxes("to") + mail.mailboxes("cc")
    return any(box.domain == brand.intake_domain.lower() for box in boxes if box.domain)


def _is_proven(reporter: Reporter, incoming: Incoming, now: datetime) -> bool:
    """Whether the address that would be answered wrote the report: DMARC for the sender, or for a mail that was passed
    on as it is SPF for the envelope, of a domain that publishes a policy."""
    dns = resolver()
    came = Connection(incoming.peer, incoming.helo, incoming.mail_from)
    if not reporter.redirected:
        one = len(incoming.mail.senders) == 1
        return one and check_sender(incoming.mail, came, resolver=dns, now=now).passes
    domain = reporter.address.rpartition("@")[2]
    return check_spf(came, dns) is SpfState.PASS and published_policy(domain, dns) is not None


def _customer(brand: Brand, address: str) -> Customer | None:
    try:
        key = read_address(address).key
    except UnableToReadAddress:
        return None
    return Customer.objects.filter(brand=brand, email_key=key).first()


def _own_language(verdict: Verdict, brand: Brand) -> str:
    """The language of the reporter's own words, else the brand's."""
    words = verdict.original.own_words
    language = guess_language(words) if len(words.split()) >= MIN_WORDS else ""
    return next((locale for locale in brand.locales if locale.split("-")[0] == language), brand.default_locale)


def _message_id(mail: ParsedMail) -> str:
    """The report's Message-ID as a reply names it; empty where it has none that can be repeated."""
    text = mail.value("message-id").strip()
    plain = text.startswith("<") and text.endswith(">") and text.isascii() and text.isprintable()
    return text if plain and " " not in text and 3 < len(text) < 250 else ""
