"""What a customer can do on their page: ask for removal, object, change the address, erase."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from your_data_samples import (
    CODE,
    PAGE,
    browser,
    give,
    known_code,
    lantern,
    open_page,
    session_in,
    someone,
    step,
    vendor_at,
    words,
)

from factories import make_brand
from forewarn.audience.codes.sending import send_requested_code
from forewarn.audience.models import Customer, OneTimeCode
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.brands.models import Brand
from forewarn.foundation.clock import now
from forewarn.outbound.models import SingleMail
from forewarn.outbound.queries import suppressed
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.models import RemovalRequest, RemovalTask
from forewarn.removals.rules.numbers import shown_number
from forewarn.removals.rules.states import Reason, Status
from forewarn.vendor_changes.models import Objection, VendorChange
from forewarn.vendors.models import Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _codes(monkeypatch: pytest.MonkeyPatch) -> None:
    known_code(monkeypatch)


@pytest.fixture
def brand() -> Brand:
    return lantern()


@pytest.fixture
def ana(brand: Brand) -> Customer:
    return someone(brand, country="ES", external_id="HP-1")


@pytest.fixture
def quillpost(brand: Brand, ana: Customer) -> Vendor:
    vendor = vendor_at(brand, "Quillpost", purpose="sends our letters", essential=False)
    give(vendor, ana)
    return vendor


@pytest.fixture
def parcels(brand: Brand, ana: Customer) -> Vendor:
    vendor = vendor_at(
        brand, "Parcel Lane", purpose="brings your parcels", essential=True, loses="We can no longer deliver to you."
    )
    give(vendor, ana, fields=("postal_address",))
    return vendor


@pytest.fixture
def client(brand: Brand) -> Client:
    return browser()


@pytest.fixture
def session(client: Client, ana: Customer, quillpost: Vendor, parcels: Vendor) -> str:
    return session_in(open_page(client, ana.email))


class TestRemoval:
    """At one company, or everywhere."""

    def test_asked_first_then_done_then_seen(
        self, client: Client, session: str, ana: Customer, quillpost: Vendor
    ) -> None:
        asked = words(step(client, session, "remove", vendor="quillpost"))
        assert "Quillpost" in asked and "Parcel Lane" not in asked
        assert "You lose nothing that you use with us." in asked
        assert not RemovalRequest.objects.exists()
        done = words(step(client, session, "remove-yes", vendor="quillpost"))
        request = RemovalRequest.objects.get()
        assert request.customer_id == ana.pk
        assert f"has the number {shown_number(request.number)}" in done
        assert "Quillpost about to be asked" in done
        assert "removal asked" in done
        record_answer(task=request.tasks.get(), answer=Answer(Status.FULFILLED, proof="x"), by=SYSTEM, now=now())
        seen = words(step(client, session, "overview"))
        assert "Quillpost done: your data was deleted" in seen
        assert "1 company holds your data" in seen

    def test_what_is_lost_is_told_plainly(self, client: Client, session: str) -> None:
        asked = words(step(client, session, "remove", vendor="parcel-lane"))
        assert "You would lose something" in asked
        assert "What you would lose: We can no longer deliver to you." in asked

    def test_what_is_not_known_is_not_promised(self, client: Client, session: str, brand: Brand, ana: Customer) -> None:
        give(vendor_at(brand, "Unsure", purpose="helps"), ana)
        asked = words(step(client, session, "remove", vendor="unsure"))
        assert "We have not written down what you would lose." in asked

    def test_everywhere(self, client: Client, session: str) -> None:
        assert "Quillpost" in words(step(client, session, "remove"))
        step(client, session, "remove-yes")
        assert RemovalTask.objects.count() == 2

    def test_pressed_twice_it_is_one_request(self, client: Client, session: str) -> None:
        for _ in range(2):
            step(client, session, "remove-yes", vendor="quillpost")
        assert RemovalRequest.objects.count() == 1

    @pytest.mark.parametrize("slug", ["nobody", "x" * 5000, "<b>"])
    def test_companies_that_hold_nothing(self, client: Client, session: str, slug: str) -> None:
        assert step(client, session, "remove", vendor=slug).status_code == 200
        said = words(step(client, session, "remove-yes", vendor=slug))
        assert "there was nothing to ask" in said
        assert not RemovalRequest.objects.exists()

    def test_taken_back(self, client: Client, session: str) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        number = RemovalRequest.objects.get().number
        assert "You took the request back." in words(step(client, session, "take-back", number=number))
        assert RemovalRequest.objects.get().status == "revoked"
        assert "answered already" in words(step(client, session, "take-back", number=number))

    def test_somebody_elses_request_cannot_be_taken_back(self, client: Client, brand: Brand, session: str) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        number = RemovalRequest.objects.get().number
        bob = someone(brand, "bob@people.example")
        theirs = session_in(open_page(client, bob.email))
        step(client, theirs, "take-back", number=number)
        assert RemovalRequest.objects.get().status == "open"

    def test_an_exception_is_stated(self, client: Client, session: str) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        answer = Answer(Status.DENIED, Reason.CLAIM_NOT_COVERED, "Invoices stay <b>ten</b> years.")
        record_answer(task=RemovalTask.objects.get(), answer=answer, by=SYSTEM, now=now())
        html = step(client, session, "overview").content.decode()
        assert "A law makes the company keep the data." in html
        assert "Invoices stay &lt;b&gt;ten&lt;/b&gt; years." in html


class TestByNumber:
    """How far a request is, for whoever has its number."""

    def test_it_shows_the_state_and_names_nobody(self, client: Client, session: str, ana: Customer) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        number = shown_number(RemovalRequest.objects.get().number)
        answer = client.post(f"{PAGE}request/", {"number": f" {number.lower()} "})
        assert answer.status_code == 200
        assert "Quillpost about to be asked" in words(answer)
        assert ana.email not in words(answer) and "HP-1" not in words(answer)
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize("number", ["", "x", "2345-2345-2345", "2" * 400])
    def test_other_numbers(self, client: Client, session: str, number: str) -> None:
        answer = client.post(f"{PAGE}request/", {"number": number})
        assert answer.status_code == 422
        assert "no request with this number" in words(answer)

    def test_another_brand_knows_nothing_of_it(self, client: Client, session: str) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        other = make_brand("quayside")
        answer = browser(other.public_host).post(f"{PAGE}request/", {"number": RemovalRequest.objects.get().number})
        assert answer.status_code == 422

    @pytest.mark.parametrize("lang", ["en", "es", "fr", "de"])
    def test_get_asks_for_it(self, client: Client, lang: str) -> None:
        assert f'<html lang="{lang}">' in client.get(f"{PAGE}request/?lang={lang}").content.decode()


class TestObjecting:
    """To a coming change."""

    @pytest.fixture
    def change(self, brand: Brand, quillpost: Vendor) -> VendorChange:
        return VendorChange.objects.create(
            brand=brand,
            slug="quillpost-moves",
            kind="new_place",
            vendor=quillpost,
            why="closer",
            effective_on=date.today() + timedelta(days=30),
            facts={"storage_places": ["IE"]},
            state="announced",
            created_at=now(),
            published_at=now(),
        )

    def test_the_change_is_shown_and_can_be_objected_to(
        self, client: Client, session: str, ana: Customer, change: VendorChange
    ) -> None:
        assert "Quillpost moves your data to another place." in words(step(client, session, "overview"))
        assert "Object to this change?" in words(step(client, session, "object", change=change.pk))
        assert not Objection.objects.exists()
        said = words(step(client, session, "object-yes", change=change.pk, words="Too far."))
        assert "We wrote down that you object." in said
        assert "You object. We have not answered yet." in said
        made = Objection.objects.get()
        assert (made.customer_id, made.words, made.outcome) == (ana.pk, "Too far.", "open")
        assert "You took the objection back." in words(step(client, session, "agree", change=change.pk))
        assert Objection.objects.get().outcome == "taken_back"

    @pytest.mark.parametrize("number", ["", "0", "x", "9" * 300, "²"])
    @pytest.mark.parametrize("name", ["object", "object-yes", "agree"])
    def test_changes_that_are_none(self, client: Client, session: str, name: str, number: str) -> None:
        assert step(client, session, name, change=number).status_code == 200
        assert not Objection.objects.exists()

    def test_a_removal_at_a_vendor_that_changes_is_due_before_the_change(
        self, client: Client, session: str, change: VendorChange
    ) -> None:
        VendorChange.objects.update(effective_on=date.today() + timedelta(days=10))
        change.refresh_from_db()
        step(client, session, "remove-yes", vendor="quillpost")
        assert RemovalTask.objects.get().due_at == change.effective_at


class TestAnotherAddress:
    """Old and new are both confirmed."""

    NEW = "Ana.New@people.example"

    def send(self, client: Client, session: str, email: str = NEW) -> Any:
        return step(client, session, "new-address-send", email=email)

    def type_code(self, client: Client, session: str, code: str = CODE, email: str = NEW) -> Any:
        return step(client, session, "new-address-code", email=email, code=code)

    def test_the_whole_way(self, client: Client, session: str, ana: Customer) -> None:
        assert "Your new email address" in words(step(client, session, "new-address"))
        assert self.NEW in words(self.send(client, session))
        row = OneTimeCode.objects.latest("pk")
        assert send_requested_code(code_id=row.pk, now=now())
        assert SingleMail.objects.get(template="audience/one_time_code").to_address == self.NEW
        said = words(self.type_code(client, session))
        assert "From now on we write to your new address." in said
        ana.refresh_from_db()
        assert (ana.email, ana.email_key) == (self.NEW, self.NEW.lower())
        told = SingleMail.objects.get(template="audience/address_changed")
        assert told.to_address == "ana@people.example"
        event = AuditEvent.objects.get(verb="customer.address_changed")
        assert "people.example" not in json.dumps(event.data) + event.target_label

    def test_a_wrong_code_changes_nothing(self, client: Client, session: str, ana: Customer) -> None:
        self.send(client, session)
        assert self.type_code(client, session, "000000").status_code == 422
        ana.refresh_from_db()
        assert ana.email == "ana@people.example"

    def test_a_code_for_another_customer_or_page_is_of_no_use(
        self, client: Client, session: str, brand: Brand, ana: Customer
    ) -> None:
        bob = someone(brand, "bob@people.example")
        theirs = session_in(open_page(client, bob.email))
        self.send(client, theirs)
        assert self.type_code(client, session).status_code == 422
        client.post(PAGE, {"step": "address", "email": self.NEW})
        assert client.post(PAGE, {"step": "code", "email": self.NEW, "code": CODE}).status_code == 422
        ana.refresh_from_db()
        assert ana.email == "ana@people.example"

    def test_an_address_of_another_record_is_refused_after_it_was_proved(
        self, client: Client, session: str, brand: Brand, ana: Customer
    ) -> None:
        someone(brand, "taken@people.example")
        sent = self.send(client, session, "taken@people.example")
        strange = self.send(client, session, "free@people.example")
        hide = lambda answer: re.sub(r"(taken|free)@", "x@", answer.content.decode())  # noqa: E731
        assert hide(sent) == hide(strange)  # nobody learns whose it is before the code
        assert "another record" in words(self.type_code(client, session, email="taken@people.example"))
        ana.refresh_from_db()
        assert ana.email == "ana@people.example"

    @pytest.mark.parametrize("email", ["", "ana", "a b@c.example"])
    def test_what_is_no_address(self, client: Client, session: str, email: str) -> None:
        assert self.send(client, session, email).status_code == 422

    def test_codes_are_limited_here_too(self, client: Client, session: str) -> None:
        answers = [self.send(client, session).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 422]


class TestErasing:
    """All of it, after asking."""

    def test_the_box_must_be_ticked(self, client: Client, session: str, ana: Customer) -> None:
        asked = words(step(client, session, "erase"))
        assert "This cannot be undone." in asked
        assert "What you would lose: We can no longer deliver to you." in asked
        assert step(client, session, "erase-yes").status_code == 422
        assert Customer.objects.filter(pk=ana.pk).exists()

    def test_erased_here_and_asked_for_everywhere(
        self, client: Client, session: str, brand: Brand, ana: Customer
    ) -> None:
        answer = step(client, session, "erase-yes", sure="on")
        request = RemovalRequest.objects.get()
        assert shown_number(request.number) in words(answer)
        assert not Customer.objects.filter(pk=ana.pk).exists()
        assert request.customer_id is None and request.tasks.count() == 2
        assert suppressed(brand.pk, ["ana@people.example"]) == {"ana@people.example"}
        assert step(client, session, "overview").status_code == 422  # the visit is gone with the customer
        far = client.post(f"{PAGE}request/", {"number": request.number})
        assert "Parcel Lane about to be asked" in words(far)

    def test_requests_of_before_keep_their_numbers(self, client: Client, session: str) -> None:
        step(client, session, "remove-yes", vendor="quillpost")
        said = words(step(client, session, "erase-yes", sure="on"))
        numbers = [shown_number(number) for number in RemovalRequest.objects.values_list("number", flat=True)]
        assert len(numbers) == 2
        assert all(number in said for number in numbers)

    def test_where_nobody_holds_anything(self, client: Client, brand: Brand) -> None:
        bob = someone(brand, "bob@people.example")
        theirs = session_in(open_page(client, bob.email))
        assert "nobody else to ask" in words(step(client, theirs, "erase-yes", sure="on"))
        assert not RemovalRequest.objects.exists()


@pytest.mark.parametrize("lang", ["es", "fr", "de"])
@pytest.mark.parametrize("name", ["overview", "remove", "new-address", "erase"])
def test_every_step_in_every_language(client: Client, session: str, lang: str, name: str) -> None:
    html = client.post(f"{PAGE}?lang={lang}", {"session": session, "step": name}).content.decode()
    assert f'<html lang="{lang}">' in html
    for english in ("Go back", "Your requests", "Ask for removal", "This cannot be undone", "Use another address"):
        assert english not in html


@pytest.mark.parametrize("name", ["overview", "remove", "new-address", "erase"])
def test_each_step_can_be_read_by_everybody(client: Client, session: str, name: str) -> None:
    import textstat
    from selectolax.lexbor import LexborHTMLParser

    step(client, session, "remove-yes", vendor="quillpost")
    tree = LexborHTMLParser(step(client, session, name).content.decode())
    for node in tree.css("time, .address, header, footer, button"):
        node.decompose()
    blocks = (" ".join(node.text(separator=" ").split()) for node in tree.css("main p, main li, main dd, main label"))
    text = "\n".join(block if block.endswith((".", "?", ":")) else f"{block}." for block in blocks if " " in block)
    assert textstat.flesch_kincaid_grade(text) <= 8, text
