"""One person through everything the product does for and about them, erased, and looked for in every byte that is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from your_data_samples import CODE, browser, give, known_code, lantern, open_page, session_in, someone, step, vendor_at

from forewarn.audience.actions.choices import withdraw_choice
from forewarn.audience.actions.codes import request_code
from forewarn.audience.codes.sending import send_requested_code
from forewarn.audience.importing import actions as importing
from forewarn.audience.importing.running import run_import
from forewarn.audience.models import Customer, OneTimeCode
from forewarn.audience.queries.exporting import export_customer
from forewarn.audience.rules.choices import Choice, ChoiceSource
from forewarn.audit.rules import SYSTEM, Actor
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.foundation.secrets import UnableToUnseal, unseal
from forewarn.holdings.actions.flows import Plan, add_flow
from forewarn.holdings.flows.following import follow
from forewarn.holdings.models import KeptOut
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.models import RemovalTask
from forewarn.removals.queries.requests import whom
from forewarn.removals.requesting import Told, request_for
from forewarn.removals.rules.redacting import INSTEAD, without
from forewarn.removals.rules.states import How, Reason, Status
from forewarn.vendor_changes.models import VendorChange

pytestmark = pytest.mark.django_db
MARK = "zqxwvk"  # stands in everything that is theirs
EMAIL, NEW = f"{MARK}.ortiz@{MARK}.example", f"new{MARK}@people.example"
LIST = f"id,email,name,surname,country,language,plan\n{MARK}-77,{EMAIL},{MARK.title()},{MARK}ez,ES,es,{MARK} gold\nHP-2,bob@people.example,Bob,Frey,DE,de,basic\n"


def imported(brand: Brand, folder: Path) -> Customer:
    """As every customer comes: in a list."""
    path = folder / "list.csv"
    path.write_text(LIST)
    run = importing.survey(brand=brand, source=importing.Source(path, path.name), by=SYSTEM, now=now())
    run = importing.begin(run=run, rejects_path=folder / "rejects.csv", by=SYSTEM, now=now())
    run_import(run.pk, clock=now)
    path.unlink()
    return Customer.objects.get(brand=brand, external_id=f"{MARK}-77")


def left() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, with what is sealed opened, and every file of ours: where, what."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    yield f"{table}.{name}", _text(value)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes().decode("latin-1")


def _text(value: Any) -> str:
    text = bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
    try:
        return unseal(text)
    except UnableToUnseal:
        return text


def where_found() -> set[str]:
    return {place for place, text in left() if MARK in text.lower()}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    known_code(monkeypatch)


@pytest.fixture
def person(tmp_path: Path) -> Customer:
    return imported(lantern(), tmp_path)


def live(person: Customer) -> None:
    """A life as a customer: mail, choices, vendors, a change, removals in every state, another address."""
    brand, me, moment = person.brand, Actor.customer(person.pk), now()
    mails, parcels, shop = (
        vendor_at(brand, name, purpose="helps") for name in ("Quillpost", "Parcel Lane", "Tidewell")
    )
    flow = add_flow(vendor=mails, plan=Plan(["email", "name"], moment - timedelta(days=9)), by=SYSTEM, now=moment)
    follow(flow_id=flow.pk, now=moment)
    give(parcels, person, someone(brand), fields=("postal_address",))
    give(shop, person)
    withdraw_choice(customer_id=person.pk, choice=Choice.CARE, source=ChoiceSource.ONE_CLICK, by=me, now=moment)
    request_code(brand=brand, email=EMAIL, purpose="preferences", source="192.0.2.1", now=moment)
    VendorChange.objects.create(
        brand=brand, kind="leaving", vendor=parcels, slug="2099-parcels", effective_on=date(2099, 1, 1),
        why="service", state="announced", published_at=moment,
        created_at=moment,
    )  # fmt: skip
    client = browser()
    session = session_in(open_page(client, EMAIL))
    change = VendorChange.objects.get()
    step(client, session, "object-yes", change=change.pk, words=f"I am {MARK} and do not want it")
    told = Told(How.PHONE, moment, f"Called {MARK} back")
    request_for(customer=person, vendors=[mails.pk], told=told, by=SYSTEM, now=moment)
    step(client, session, "remove-yes", vendor="parcel-lane")
    answers = {
        mails.pk: Answer(Status.FULFILLED, proof=f"Deleted {EMAIL.upper()} ({MARK}-77), {person.name}"),
        parcels.pk: Answer(Status.DENIED, Reason.CLAIM_NOT_COVERED, f"We must keep {EMAIL}."),
    }
    for task in RemovalTask.objects.all():
        record_answer(task=task, answer=Answer(Status.IN_PROGRESS, words=f"looking for {EMAIL}"), by=SYSTEM, now=moment)
        record_answer(task=task, answer=answers[task.vendor_id], by=SYSTEM, now=moment)
    step(client, session, "remove-yes", vendor="tidewell")
    step(client, session, "new-address-send", email=NEW)
    step(client, session, "new-address-code", email=NEW, code=CODE)
    for code in OneTimeCode.objects.exclude(sealed=""):
        send_requested_code(code_id=code.pk, now=now())
    person.refresh_from_db()
    assert person.email == NEW


def test_nothing_of_an_erased_person_is_left_but_whom_a_vendor_must_still_remove(person: Customer) -> None:
    live(person)
    assert len(where_found()) > 6  # the search finds what is there
    assert KeptOut.objects.filter(customer_id=person.pk).exists()
    client = browser()
    session = session_in(open_page(client, NEW))
    step(client, session, "erase-yes", sure="on")
    assert not Customer.objects.filter(pk=person.pk).exists()
    assert where_found() == {"removals_removaltask.identity_sealed"}  # the vendor has not answered yet
    for task in RemovalTask.objects.filter(settled_at=None):
        about = whom(task)
        assert about is not None
        proof = f"{about.email}, number {about.external_id}, is gone"
        record_answer(task=task, answer=Answer(Status.FULFILLED, proof=proof), by=SYSTEM, now=now())
    found = where_found()
    assert found == set(), found


def test_everything_that_names_them_is_in_what_they_download(person: Customer) -> None:
    live(person)
    told = str(export_customer(person.brand, person.pk))
    for of_theirs in (NEW, f"{MARK}-77", person.name, f"{MARK} gold", f"I am {MARK}", f"Called {MARK} back"):
        assert of_theirs in told, of_theirs


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Deleted Ana@people.example.", f"Deleted {INSTEAD}."),
        ("ANA ORTIZ, HP-1: gone", f"{INSTEAD}, {INSTEAD}: gone"),
        ("HP-12 and bananas stay", "HP-12 and bananas stay"),
        ("ticket 7", "ticket 7"),
    ],
)
def test_words_of_a_vendor_are_kept_without_the_person(words: str, kept: str) -> None:
    assert without(words, ["ana@people.example", "HP-1", "Ana Ortiz", "7", ""]) == kept
