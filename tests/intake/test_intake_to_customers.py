"""From the socket to the customer: what comes back by mail changes what we know, through the whole product."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from intake_builders import CHECK, bounce, client, complaint_mail, mail

from factories import make_customer
from forewarn.audience.actions.erasing import erase_customer
from forewarn.audience.models import ChoiceChange
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.clock import now
from forewarn.intake.models import RawMail, ReceivedMail
from forewarn.intake.tokens import bounce_token, unsubscribe_token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(brand):
    return make_customer(brand, care=True, marketing=True)


def deliver(listener, raw, *addresses, sender=""):
    """Over the socket, and read by a worker."""
    with client(listener) as smtp:
        smtp.sendmail(sender, list(addresses), raw)
    call_command("db_worker", queue_name="*", batch=True, startup_delay=False, interval=0, verbosity=0)


def test_a_hard_bounce_makes_the_customer_unreachable(listener, customer):
    deliver(listener, bounce(), f"bounce+{bounce_token(0, customer.pk)}@mail.lantern.example")
    customer.refresh_from_db()
    assert not customer.reachable
    assert customer.unreachable_reason.startswith("There is no such mailbox")


def test_a_soft_bounce_changes_nothing(listener, customer):
    raw = bounce(status="5.2.2", said="552 5.2.2 mailbox full")
    deliver(listener, raw, f"bounce+{bounce_token(0, customer.pk)}@mail.lantern.example")
    customer.refresh_from_db()
    assert customer.reachable


def test_a_complaint_ends_care_mail(listener, customer):
    fields = f"Original-Mail-From: <bounce+{bounce_token(0, customer.pk)}@mail.lantern.example>\r\n"
    deliver(listener, complaint_mail(fields=fields), "fbl@mail.lantern.example", sender="fbl@provider.example")
    customer.refresh_from_db()
    assert (customer.care, customer.marketing) == (False, False)


def test_unsubscribing_by_mail_ends_one_class_and_a_second_mail_changes_no_more(listener, customer):
    address = f"unsubscribe+{unsubscribe_token(0, customer.pk, 1)}@mail.lantern.example"
    for _ in range(2):
        deliver(listener, mail("unsubscribe"), address, sender=customer.email)
    customer.refresh_from_db()
    assert (customer.care, customer.marketing) == (False, True)
    assert ChoiceChange.objects.filter(customer=customer).count() == 1


def test_nobody_can_end_the_mail_of_somebody_else(listener, customer):
    genuine = unsubscribe_token(0, customer.pk, 1)
    changed = "b" if genuine.endswith("a") else "a"
    addresses = [
        f"unsubscribe+{bounce_token(0, customer.pk)}@mail.lantern.example",
        f"unsubscribe+{genuine[:-1]}{changed}@mail.lantern.example",
        f"bounce+{unsubscribe_token(0, customer.pk, 1)}@mail.lantern.example",
        "fbl@mail.lantern.example",
    ]
    fields = f"Original-Rcpt-To: {customer.email}\r\n"
    deliver(listener, complaint_mail(fields=fields), *addresses, sender="mallory@people.example")
    deliver(listener, bounce(to=customer.email), *addresses, sender="")
    customer.refresh_from_db()
    assert (customer.reachable, customer.care, customer.marketing) == (True, True, True)
    assert ReceivedMail.objects.filter(state="done").count() == 8


def test_an_erased_customer_is_erased_here_too(listener, customer, brand):
    deliver(listener, bounce(), f"bounce+{bounce_token(0, customer.pk)}@mail.lantern.example", CHECK)
    erase_customer(brand=brand, customer_id=customer.pk, by=SYSTEM, now=now())
    assert list(ReceivedMail.objects.values_list("route", flat=True)) == ["check"]
    assert RawMail.objects.count() == 1
