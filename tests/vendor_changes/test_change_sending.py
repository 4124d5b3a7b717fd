"""From an announcement to the customers: published first, sent to exactly those concerned, corrected to the same."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta

import pytest
from change_builders import ANA, BEN, DAY, TRANSLATIONS, give, make_change, make_vendor

from factories import NOW, make_brand, make_customer
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.mailings.actions.sending import pause
from forewarn.mailings.queries.crowds import crowd, reached
from forewarn.mailings.rules.eligibility import Crowd
from forewarn.mailings.sending.means import send_what_is_due
from forewarn.mailings.sending.starting import start
from forewarn.outbound.actions.relays import add_relay
from forewarn.outbound.actions.suppression import suppress_address
from forewarn.outbound.models import SuppressionReason
from forewarn.outbound.queries import local_mailbox
from forewarn.outbound.relays import mailbox_folder
from forewarn.promises.actions import add_recommended
from forewarn.vendor_changes.actions.objecting import object_to_change
from forewarn.vendor_changes.actions.planning import delete_change
from forewarn.vendor_changes.actions.releasing import approve_change, send_change, submit_change
from forewarn.vendor_changes.actions.withdrawing import submit_correction, withdraw_change
from forewarn.vendor_changes.health import problems
from forewarn.vendor_changes.models import VendorChange
from forewarn.vendor_changes.queries.changes import published_change
from forewarn.vendor_changes.refusals import UnableToChangeNotice
from forewarn.vendor_changes.rules.kinds import Kind
from forewarn.vendors.queries import history
from forewarn.vendors.rules import State

pytestmark = pytest.mark.django_db
NOON = NOW.replace(hour=12)


@pytest.fixture
def brand(settings, tmp_path):
    settings.HOME = tmp_path
    brand = make_brand("lantern")
    add_recommended(brand=brand, by=ANA, now=NOW)
    add_relay(brand=brand, by=ANA, now=NOW, name="local", kind="maildir", folder="mailbox", signs_itself=True)
    return brand


@pytest.fixture
def people(brand):
    """Somebody with all data, with one field, without any choice, unreachable, barred, and somebody not concerned."""
    people = {
        "all": make_customer(brand),
        "one": make_customer(brand, locale="es"),
        "no choice": make_customer(brand, care=False, marketing=False),
        "unreachable": make_customer(brand, reachable=False),
        "barred": make_customer(brand),
        "stranger": make_customer(brand),
    }
    reason = SuppressionReason.ERASED
    suppress_address(brand_id=brand.pk, address=people["barred"].email, reason=reason, by=ANA, now=NOW)
    return people


@pytest.fixture
def change(brand, people):
    quill = make_vendor(brand, "Quillpost", translations=TRANSLATIONS)
    wren = make_vendor(brand, "Mailwren", state=State.PROPOSED, fields=["name", "email"], translations=TRANSLATIONS)
    give(
        quill, [p for name, p in people.items() if name not in ("one", "stranger")], ["name", "email", "order_history"]
    )
    give(quill, [people["one"]], ["email"])
    return make_change(wren, Kind.REPLACING, replaced=quill)


def _fresh(change):
    return VendorChange.objects.select_related("brand", "vendor", "replaced", "mailing", "correction").get(pk=change.pk)


def _approved(change):
    submit_change(change=change, by=ANA, now=NOON)
    approve_change(change=change, by=BEN, now=NOON)


def _send(mailing):
    assert start(mailing.pk, now=NOON), mailing.trouble
    assert send_what_is_due(mailing.pk, clock=lambda: NOON).halt is None
    mailing.refresh_from_db()
    assert mailing.state == "done", mailing.trouble


def _mails(brand):
    folder = mailbox_folder(local_mailbox(brand))
    raw = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    return {mail["To"]: mail for mail in (email.message_from_bytes(one, policy=email.policy.default) for one in raw)}


def test_it_goes_to_exactly_the_concerned_each_with_their_own_data(brand, people, change):
    _approved(change)
    send_change(change=change, by=BEN, now=NOON)
    _send(change.mailing)
    told = ("all", "one", "no choice")
    assert reached(change.mailing) == CustomerSet(people[name].pk for name in told)
    assert crowd(change.mailing, Crowd.UNREACHABLE) == CustomerSet([people["unreachable"].pk])
    assert crowd(change.mailing, Crowd.SUPPRESSED) == CustomerSet([people["barred"].pk])
    mails = _mails(brand)
    assert set(mails) == {people[name].email for name in told}
    full = mails[people["no choice"].email].get_body(("plain",)).get_content().replace("\r", "")
    assert "Who you are" in full and "does not move:\n\n- What you ordered" in full
    spanish = mails[people["one"].email]
    assert spanish["Subject"] == "Un cambio en quién trata tus datos, desde el 2 de enero de 2027"
    assert "- Cómo dar contigo" in spanish.get_body(("plain",)).get_content()
    assert "- Quién eres" not in spanish.get_body(("plain",)).get_content()
    for mail in mails.values():
        assert mail["List-Unsubscribe"] is None and mail["Auto-Submitted"] == "auto-generated"


def test_the_page_is_public_before_the_first_mail_and_the_register_says_announced(brand, change):
    _approved(change)
    assert published_change(brand, change.slug) is None
    send_change(change=change, at=NOON + timedelta(hours=1), by=BEN, now=NOON)
    assert published_change(brand, change.slug) is None
    assert start(change.mailing.pk, now=NOON + timedelta(hours=1))
    public = published_change(brand, change.slug)
    assert (public.state, public.published_at) == ("announced", NOON + timedelta(hours=1))
    assert public.mailing.published_at is not None and set(public.pages) == {"en", "es"}
    assert history(change.vendor).first().state == "announced"
    assert history(change.replaced).first().state == "active"


def test_a_notice_that_would_leave_too_late_does_not_leave(change):
    _approved(change)
    with pytest.raises(UnableToChangeNotice, match="days of notice"):
        send_change(change=change, at=NOON + 20 * DAY, by=BEN, now=NOON)
    send_change(change=change, at=NOON + 9 * DAY, by=BEN, now=NOON)
    assert not start(change.mailing.pk, now=NOON + 20 * DAY)
    change.mailing.refresh_from_db()
    assert "20 days of notice" in change.mailing.trouble
    assert _fresh(change).state == "planned"


def test_what_is_announced_cannot_be_edited_away(change):
    _approved(change)
    send_change(change=change, by=BEN, now=NOON)
    with pytest.raises(UnableToChangeNotice, match="can be withdrawn"):
        delete_change(change=change, by=ANA, now=NOON)


def test_a_withdrawn_change_is_corrected_to_the_same_people(brand, people, change):
    _approved(change)
    send_change(change=change, by=BEN, now=NOON)
    _send(change.mailing)
    told = reached(change.mailing)
    customer = people["all"]
    object_to_change(change=change, customer=customer, by=ANA, now=NOON)
    late = make_customer(brand)
    give(change.replaced, [late], ["email"])  # came after the notice: was told nothing, is told nothing
    withdraw_change(change=_fresh(change), by=BEN, now=NOON + DAY)
    change = _fresh(change)
    assert change.state == "withdrawn" and published_change(brand, change.slug) is not None
    assert history(change.vendor).first().state == "proposed"
    assert any("not told so yet" in problem.what for problem in problems(NOON + DAY))
    submit_correction(change=change, by=ANA, now=NOON + DAY)
    with pytest.raises(UnableToChangeNotice, match="another person"):
        approve_change(change=change, by=ANA, now=NOON + DAY)
    approve_change(change=change, by=BEN, now=NOON + DAY)
    send_change(change=change, by=BEN, now=NOON)
    _send(change.correction)
    assert reached(change.correction) == told
    assert _mails(brand)[customer.email]["Subject"] in (
        "The change we told you of will not happen",
        "A change in who handles your data, from 2 January 2027",
    )
    assert [problem.what for problem in problems(NOON + DAY)] == []


def test_withdrawing_stops_what_is_still_going_out_and_corrects_only_who_got_it(change):
    _approved(change)
    send_change(change=change, by=BEN, now=NOON)
    assert start(change.mailing.pk, now=NOON)
    change.mailing.refresh_from_db()
    pause(mailing=change.mailing, reason="wait", by=BEN, now=NOON)
    withdraw_change(change=_fresh(change), by=BEN, now=NOON)
    change = _fresh(change)
    assert change.mailing.state == "cancelled"
    with pytest.raises(UnableToChangeNotice, match="Nobody has the notice yet"):
        submit_correction(change=change, by=ANA, now=NOON)
