"""The API: keys and their scopes, manifests all or nothing, questions, and errors that say what to do."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from factories import NOW, make_brand, make_customer, make_staff
from forewarn.accounts.keys import USE_NOTED_EVERY, key_by_text, make_key, withdraw_key
from forewarn.accounts.models import ApiKey
from forewarn.accounts.rules import Scope
from forewarn.audience.importing.actions import folder
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import SYSTEM
from forewarn.foundation.customer_sets import CustomerSet
from forewarn.holdings.models import Manifest, Transfer
from forewarn.holdings.recording.transfers import record_transfer
from forewarn.holdings.tasks import load_upload
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.states import Origin, Status
from forewarn.vendors.actions import save_vendor

pytestmark = pytest.mark.django_db
BRING = "/api/v1/holdings/manifests?vendor=quillpost&fields=email,name&at=2026-03-01T14:30"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def vendor(brand):
    return save_vendor(brand=brand, slug=None, name="Quillpost", purpose="sends the letter", by=SYSTEM, now=NOW)


@pytest.fixture
def people(brand):
    return [make_customer(brand, external_id=f"HP-{n}", email=f"person{n}@mail.example") for n in range(1, 5)]


def client_of(brand, *scopes):
    _, text = make_key(brand=brand, label="warehouse", scopes=scopes, made_by=None, by=SYSTEM, now=NOW)
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def system(brand):
    return client_of(brand, Scope.READ, Scope.RECORD)


def bring(client, content, address=BRING):
    return client.post(address, content.encode(), content_type="text/csv")


def loaded(answer):
    """The manifest after its worker read it."""
    load_upload.call(manifest_id=answer.json()["id"])
    return Manifest.objects.get(pk=answer.json()["id"])


def test_a_manifest_is_taken_up_loaded_and_answers_who_holds_what(system, vendor, people):
    answer = bring(system, "customer_id\nHP-1\nHP-3\nHP-3\n")
    assert answer.status_code == 202, answer.content
    assert (answer.json()["state"], answer.json()["column"]) == ("waiting", "customer_id")
    loaded(answer)
    seen = system.get(answer["Location"]).json()
    assert (seen["state"], seen["rows"], seen["customers"], seen["repeated"]) == ("loaded", 3, 2, 1)
    transfer = Transfer.objects.get()
    assert (transfer.fields, transfer.at.isoformat()) == (["name", "email"], "2026-03-01T14:30:00+00:00")
    who = system.get("/api/v1/holdings/who?vendor=quillpost&fields=email").json()
    assert who == {"vendor": "quillpost", "fields": {"email": 2}, "customers": 2}
    before = system.get("/api/v1/holdings/who?vendor=quillpost&fields=email&until=2026-03-01").json()
    assert before["customers"] == 0
    held = system.get("/api/v1/customers/HP-3/holdings").json()
    assert {(one["vendor"], one["field"]) for one in held} == {("quillpost", "email"), ("quillpost", "name")}
    assert system.get("/api/v1/customers/HP-2/holdings").json() == []
    assert AuditEvent.objects.get(verb="manifest.started").actor_label == "API key warehouse"


def test_one_unknown_customer_keeps_the_whole_manifest_out(system, vendor, people):
    answer = bring(system, "customer_id\nHP-1\nHP-99\n")
    assert loaded(answer).state == "rejected"
    seen = system.get(answer["Location"]).json()
    assert (seen["unusable"], seen["reasons"]) == (1, {"unknown": 1})
    rejects = b"".join(system.get(seen["rejects"]).streaming_content).decode("utf-8-sig")
    assert "HP-99" in rejects
    assert "HP-1\n" not in rejects
    assert not Transfer.objects.exists()


def test_the_same_manifest_twice_is_recorded_once(system, vendor, people):
    loaded(bring(system, "customer_id\nHP-1\n"))
    again = bring(system, "customer_id\nHP-1\n")
    assert again.status_code == 422
    assert "loaded already" in again.json()["detail"]
    assert (Transfer.objects.count(), Manifest.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (BRING.replace("quillpost", "nobody"), "none called “nobody”"),
        (BRING.replace("email,name", "shoe_size"), "shoe_size"),
        (BRING.replace("2026-03-01T14:30", "soon"), "at:"),
        (BRING.replace("2026-03-01T14:30", "2036-03-01"), "still to come"),
        (f"{BRING}&column=shoe", "There is no column “shoe”"),
        (f"{BRING}&delimiter=dot", "delimiter"),
        (f"{BRING}&encoding=klingon", "is no encoding"),
        ("/api/v1/holdings/manifests?vendor=quillpost", "fields:"),
    ],
)
def test_bad_input_is_refused_with_what_to_mend_and_nothing_kept(system, vendor, people, address, says):
    answer = bring(system, "customer_id\nHP-1\n", address)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert says in answer.json()["detail"]
    assert not Manifest.objects.exists()
    assert not folder().exists() or list(folder().iterdir()) == []


def test_lines_that_name_nobody_can_be_left_out(system, vendor, people):
    text = "customer_id\nHP-1\nHP-99\n"
    assert loaded(bring(system, text)).state == "rejected"
    again = bring(system, text, f"{BRING}&leave_out_unknown=true")
    loaded(again)
    answer = system.get(again["Location"]).json()
    assert (answer["state"], answer["customers"], answer["unusable"]) == ("loaded", 1, 1)
    assert "HP-99" in b"".join(system.get(answer["rejects"]).streaming_content).decode()


def test_an_empty_body_is_refused(system, vendor):
    assert bring(system, "").status_code == 422


def test_a_manifest_that_is_too_large_is_refused_before_it_is_stored(system, vendor, monkeypatch):
    monkeypatch.setattr("forewarn.api.holdings.MAX_UPLOAD_BYTES", 20)
    answer = bring(system, "customer_id\nHP-1\nHP-2\nHP-3\n")
    assert answer.status_code == 413
    assert not folder().exists() or list(folder().iterdir()) == []


@pytest.mark.parametrize("text", ["", "Bearer ", "Bearer fwk_wrong", "Basic Zm9vOmJhcg=="])
def test_without_a_key_in_use_there_is_no_answer(brand, text):
    answer = Client(headers={"Authorization": text}).get("/api/v1/vendors")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Authorization" in answer.json()["detail"]


def test_a_withdrawn_key_is_refused_at_once(brand):
    key, text = make_key(brand=brand, label="old", scopes=[Scope.READ], made_by=None, by=SYSTEM, now=NOW)
    client = Client(headers={"Authorization": f"Bearer {text}"})
    assert client.get("/api/v1/vendors").status_code == 200
    withdraw_key(key=key, by=SYSTEM, now=NOW)
    assert client.get("/api/v1/vendors").status_code == 401


def test_a_key_may_only_what_it_was_made_for(brand, vendor, people):
    assert bring(client_of(brand, Scope.READ), "customer_id\nHP-1\n").status_code == 403
    writer = client_of(brand, Scope.RECORD)
    assert writer.get("/api/v1/holdings/who?vendor=quillpost").status_code == 403
    assert "may not read" in writer.get("/api/v1/customers/HP-1/holdings").json()["detail"]


def test_one_brands_key_opens_nothing_of_another(system, vendor, people):
    made = bring(system, "customer_id\nHP-1\n").json()["id"]
    stranger = client_of(make_brand("other"), Scope.READ, Scope.RECORD)
    assert stranger.get(f"/api/v1/holdings/manifests/{made}").status_code == 404
    assert stranger.get("/api/v1/customers/HP-1/holdings").status_code == 404
    assert stranger.get("/api/v1/holdings/who?vendor=quillpost").status_code == 422
    assert stranger.get("/api/v1/vendors").json() == []


def test_the_key_is_not_stored_and_its_use_is_noted_once_an_hour(brand):
    key, text = make_key(brand=brand, label="x", scopes=[Scope.READ], made_by=None, by=SYSTEM, now=NOW)
    assert text not in json.dumps(list(ApiKey.objects.values()), default=str)
    assert text not in json.dumps(list(AuditEvent.objects.values()), default=str)
    for moment, noted in ((NOW, NOW), (NOW + timedelta(minutes=5), NOW), (NOW + 2 * USE_NOTED_EVERY,) * 2):
        assert key_by_text(text, now=moment) == key
        key.refresh_from_db()
        assert key.last_used_at == noted


def test_the_description_is_open_and_names_every_address(client):
    described = client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/vendors",
        "/api/v1/vendors/{slug}/left-out",
        "/api/v1/holdings/manifests",
        "/api/v1/holdings/manifests/{number}",
        "/api/v1/holdings/manifests/{number}/rejects",
        "/api/v1/holdings/who",
        "/api/v1/customers/{number}/holdings",
    }


def test_the_public_hosts_do_not_answer_it(brand, settings):
    settings.HOSTS = ["console.example"]
    assert Client(headers={"Host": brand.public_host}).get("/api/v1/openapi.json").status_code == 404
    assert Client(headers={"Host": "console.example"}).get("/api/v1/openapi.json").status_code == 200


def test_a_key_is_made_shown_once_and_withdrawn_in_the_console(brand):
    owner = Client()
    owner.force_login(make_staff(brand, "owner"))
    keys = "/console/lantern/settings/api-keys/"
    assert "No key yet" in owner.get(keys).content.decode()
    assert owner.post(f"{keys}new/", {"label": "warehouse", "scopes": []}).status_code == 422
    page = owner.post(f"{keys}new/", {"label": "warehouse", "scopes": ["read"]})
    text = next(
        word for word in page.content.decode().replace("<", " ").replace(">", " ").split() if word[:4] == "fwk_"
    )
    assert "no-store" in page["Cache-Control"]
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/vendors").status_code == 200
    listed = owner.get(keys).content.decode()
    assert text not in listed
    assert f"…{text[-4:]}" in listed
    owner.post(f"{keys}{ApiKey.objects.get().pk}/withdraw/")
    assert "withdrawn" in owner.get(keys).content.decode()
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/vendors").status_code == 401


def test_whom_an_export_must_leave_out(system, brand, vendor, people):
    bring_in = {"vendor": vendor, "fields": ["email"], "at": NOW, "by": SYSTEM, "now": NOW}
    record_transfer(customers=CustomerSet(one.pk for one in people), **bring_in)
    told = {"vendors": None, "origin": Origin.PAGE, "by": SYSTEM, "now": NOW}
    first, _second = (request_removal(customer=one, **told) for one in people[:2])
    record_answer(task=first.tasks.get(), answer=Answer(Status.FULFILLED, proof="x"), by=SYSTEM, now=NOW)
    listed = system.get("/api/v1/vendors/quillpost/left-out").json()
    assert [(one["customer_number"], one["email"], one["asked"]) for one in listed] == [
        ("HP-1", "person1@mail.example", False),
        ("HP-2", "person2@mail.example", True),
    ]
    assert system.get("/api/v1/vendors/nobody/left-out").status_code == 404
    stranger = client_of(make_brand("kite"), Scope.READ)
    assert stranger.get("/api/v1/vendors/quillpost/left-out").status_code == 404
    assert client_of(brand, Scope.RECORD).get("/api/v1/vendors/quillpost/left-out").status_code == 403
