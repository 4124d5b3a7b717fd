"""From a confirmed scam or a mail of ours to a practice message: cleaned, written, looked at by a second person, used."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import NOW, make_brand, make_staff
from forewarn.audit.models import AuditEvent
from forewarn.audit.rules import Actor
from forewarn.journal.letters import as_json
from forewarn.journal.models import Campaign
from forewarn.lessons.actions import making
from forewarn.lessons.actions.adapting import back_to_library
from forewarn.lessons.actions.making import UnableToMake, Writing
from forewarn.lessons.actions.visiting import answer, begin
from forewarn.lessons.models import MadeItem
from forewarn.lessons.queries.content import files_of, lesson_of
from forewarn.lessons.queries.making import own_mail_to_practise, preview, scams_to_practise
from forewarn.lessons.queries.visits import progress_of
from forewarn.lessons.rules.adapting import library_files
from forewarn.lessons.rules.making import places
from forewarn.lessons.rules.placing import UnableToPlace, with_item
from forewarn.lessons.rules.reading.loading import LESSON_FILE, load_files, load_library
from forewarn.lessons.rules.reading.yaml_files import Document, read
from forewarn.mail.letters import Letter, text_links
from forewarn.sightings.actions import confirm, write_words
from forewarn.sightings.reporting import Lure, Told, add_report

pytestmark = pytest.mark.django_db
SLUG = "parcels-and-bills"
WORDS = {
    "en": {"says": "“Pay 1.99”", "wants": "your card number", "tell": "we never ask for a payment by email"},
    "es": {"says": "«Paga 1,99»", "wants": "el número de tu tarjeta", "tell": "nunca pedimos un pago por correo"},
}
TEXT = (
    "Dear Amara Abara, your Lantern parcel waits, order 4471-88321. Pay 1.99 at https://lantern-parcel.top/pay?u=amara "
    "or write to amara.abara@people.example. <script>alert(1)</script> \u202e[now](https://lantern-parcel.top)"
)
LURE_WORDS = {
    part: {"en": f"{part} in English: a fee.", "es": f"{part} en español: una tasa."}
    for part in ("wanted", "how", "tell")
}


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def author(brand):
    return Actor.staff(make_staff(brand, "editor").pk, "Ben")


@pytest.fixture
def second(brand):
    return Actor.staff(make_staff(brand, "approver").pk, "Chidi")


def scam(brand, by, *, confirmed: bool = True):
    lure = Lure(
        subject="Amara Abara, your parcel waits",
        text=TEXT,
        sender="service@lantern-parcel.top",
        links=("https://lantern-parcel.top/pay?u=amara",),
        hosts=("lantern-parcel.top",),
        wants="money",
        locale="en",
        names=("Amara Abara", "Amara", "Abara"),
    )
    seen = add_report(brand=brand, lure=lure, told=Told("one"), now=NOW)
    write_words(sighting=seen, words=WORDS, by=by, now=NOW)
    if confirmed:
        confirm(sighting=seen, by=by, now=NOW)
    seen.refresh_from_db()
    return seen


def own_mail(brand, **fields) -> Campaign:
    text = (
        "Hello [name],\n\nyour order left our store this morning. You need not do anything.\n\n"
        "All about it stands on www.lantern.example/orders, under your orders.\n\nLantern"
    )
    values = {
        "origin": "mailing",
        "standing": "proven",
        "subject": "Your order is on its way",
        "from_name": "Lantern",
        "from_address": "orders@lantern.example",
        "message_class": "transactional",
        "locale": "en",
        "first_seen": NOW,
        "last_seen": NOW,
        "letter": as_json(Letter(text, text_links(text))),
    }
    return Campaign.objects.create(brand=brand, **values | fields)


def begun(brand, author) -> MadeItem:
    return making.make_from_sighting(brand=brand, sighting=scam(brand, author), lesson=SLUG, by=author, now=NOW)


def whole(made: MadeItem, **changes) -> Writing:
    """The message with words in both languages and a rating that fits its place."""
    first = made.words["en"]
    words = {
        locale: {part: first[part] for part in ("from", "subject", "body")}
        | {part: LURE_WORDS[part][locale] for part in LURE_WORDS}
        for locale in ("en", "es")
    }
    lure = made.kind == "lure"
    values = {
        "place": made.place,
        "channel": made.channel,
        "words": words,
        "cues": {"sense_of_urgency": 9, "url_hyperlinking": 6} if lure else {},
        "premise": [2, 2, 2, 2, 2] if lure else (),
    }
    return Writing(**values | changes)


def handed_in(brand, author) -> MadeItem:
    made = begun(brand, author)
    making.write_item(made=made, writing=whole(made), by=author, now=NOW)
    making.hand_in(made=made, by=author, now=NOW)
    made.refresh_from_db()
    return made


def test_a_confirmed_scam_comes_without_its_readers_and_without_its_addresses(brand, author):
    made = begun(brand, author)
    text = str(made.words)
    for private in ("Amara", "Abara", "people.example", "88321", "lantern-parcel.top", "u=amara", "\u202e"):
        assert private not in text
    assert made.words["en"]["from"] == "{brand} <service@{word}-parcel.example>"
    assert "{brand} parcel waits" in made.words["en"]["body"]
    assert made.words["en"]["wanted"] == "Your card number"
    assert made.words["es"]["tell"] == "Nunca pedimos un pago por correo"
    assert [one.pk for one in scams_to_practise(brand)] == []


def test_a_scam_that_nobody_confirmed_or_of_another_brand_is_not_taken(brand, author):
    with pytest.raises(UnableToMake, match="Only a confirmed"):
        seen = scam(brand, author, confirmed=False)
        making.make_from_sighting(brand=brand, sighting=seen, lesson=SLUG, by=author, now=NOW)
    with pytest.raises(UnableToMake, match="Only a confirmed"):
        other = make_brand("other")
        making.make_from_sighting(brand=other, sighting=scam(brand, author), lesson=SLUG, by=author, now=NOW)
    assert not MadeItem.objects.exists()


def test_an_incomplete_message_is_kept_and_not_handed_in(brand, author):
    made = begun(brand, author)
    making.write_item(made=made, writing=whole(made, words={"en": made.words["en"]}), by=author, now=NOW)
    with pytest.raises(UnableToMake, match="words are missing") as error:
        making.hand_in(made=made, by=author, now=NOW)
    assert "es: body" in error.value.objections
    assert "en: how" in error.value.objections
    made.refresh_from_db()
    assert made.state == "writing"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cues": {}}, "Count the cues"),
        ({"cues": {"sense_of_urgency": 1}, "premise": [8, 8, 8, 8, 0]}, "make it very"),
        ({"place": "nowhere"}, "Choose where it stands"),
    ],
)
def test_a_rating_that_does_not_fit_its_place_is_said(brand, author, changes, says):
    made = begun(brand, author)
    making.write_item(made=made, writing=whole(made, **changes), by=author, now=NOW)
    with pytest.raises(UnableToMake, match=says):
        making.hand_in(made=made, by=author, now=NOW)


@pytest.mark.parametrize("body", ["Go to [here](https://evil.top/x)", "Look at evil.top", "{nothing}", "a\u202eb"])
def test_what_staff_write_is_checked_like_any_lesson_file(brand, author, body):
    made = begun(brand, author)
    writing = whole(made)
    words = {locale: {**parts, "body": body} for locale, parts in writing.words.items()}
    making.write_item(made=made, writing=whole(made, words=words), by=author, now=NOW)
    with pytest.raises(UnableToMake) as error:
        making.hand_in(made=made, by=author, now=NOW)
    assert error.value.objections
    assert made.item not in {item.id for item in lesson_of(brand, SLUG).lesson.items}


def test_who_wrote_at_it_does_not_let_it_in(brand, author, second):
    made = handed_in(brand, author)
    with pytest.raises(UnableToMake, match="another person"):
        making.use_item(made=made, by=author, now=NOW)
    making.write_item(made=made, writing=whole(made), by=second, now=NOW)  # who edits is an author too
    making.hand_in(made=made, by=author, now=NOW)
    with pytest.raises(UnableToMake, match="another person"):
        making.use_item(made=made, by=second, now=NOW)


def test_a_second_person_lets_it_in_and_customers_meet_it(brand, author, second):
    made = handed_in(brand, author)
    making.use_item(made=made, by=second, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("used", "Chidi")
    given = lesson_of(brand, SLUG)
    ids = {item.id for item in given.lesson.items}
    assert made.item in ids
    assert made.place not in ids
    assert given.own_files == ("en.items.yaml", "es.items.yaml", LESSON_FILE)
    for _ in range(60):
        visit = begin(brand=brand, given=given, locale="en", now=NOW)
        if any(item == made.item for item, _phase in visit.items):
            break
    progress = progress_of(visit, given)
    assert answer(progress=progress, item=made.item, said_fake=True, did="report", now=NOW).lure
    verbs = set(AuditEvent.objects.filter(brand_id=brand.pk).values_list("verb", flat=True))
    assert {"lesson.message_begun", "lesson.message_handed_in", "lesson.message_used", "lesson.changed"} <= verbs


def test_what_stands_in_the_lesson_is_changed_there_and_goes_with_it(brand, author, second):
    made = handed_in(brand, author)
    making.use_item(made=made, by=second, now=NOW)
    for act in (
        lambda: making.write_item(made=made, writing=whole(made), by=author, now=NOW),
        lambda: making.drop_item(made=made, by=author, now=NOW),
        lambda: making.use_item(made=made, by=second, now=NOW),
        lambda: making.hand_in(made=made, by=author, now=NOW),
    ):
        with pytest.raises(UnableToMake):
            act()
    back_to_library(brand=brand, slug=SLUG, by=author, now=NOW)
    assert made.item not in {item.id for item in lesson_of(brand, SLUG).lesson.items}


def test_it_is_sent_back_with_a_reason_or_thrown_away(brand, author, second):
    made = handed_in(brand, author)
    with pytest.raises(UnableToMake, match="Say what"):
        making.send_back(made=made, reason=" ", by=second, now=NOW)
    making.send_back(made=made, reason="Name no fee.", by=second, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.reason) == ("writing", "Name no fee.")
    making.drop_item(made=made, by=author, now=NOW)
    with pytest.raises(UnableToMake, match="thrown away"):
        making.write_item(made=made, writing=whole(made), by=author, now=NOW)


def test_the_place_may_be_gone_by_the_time_it_is_looked_at(brand, author, second):
    made = handed_in(brand, author)
    other = begun_twin(brand, author, place=made.place)
    making.use_item(made=other, by=second, now=NOW)
    with pytest.raises(UnableToMake, match="Choose where it stands"):
        making.use_item(made=made, by=second, now=NOW)


def begun_twin(brand, author, *, place: str) -> MadeItem:
    made = MadeItem.objects.get()
    twin = MadeItem.objects.create(
        brand=brand,
        kind="lure",
        lesson=SLUG,
        place=place,
        channel="mail",
        authors=[f"staff {author.id}"],
        created_at=NOW,
        changed_at=NOW,
    )
    making.write_item(made=twin, writing=whole(made), by=author, now=NOW)
    making.hand_in(made=twin, by=author, now=NOW)
    return twin


# -- our own mail ------------------------------------------------------------------------------------------------------


def test_mail_of_ours_becomes_a_genuine_message_beside_the_others(brand, author, second):
    mail = own_mail(brand)
    assert [(one.campaign.pk, one.trouble) for one in own_mail_to_practise(brand, locale="en")] == [(mail.pk, "")]
    made = making.make_from_own_mail(brand=brand, campaign=mail, lesson=SLUG, by=author, now=NOW)
    assert made.words["en"]["from"] == "{brand} <orders@{domain}>"
    assert "[{domain}/orders](https://{domain}/orders)" in made.words["en"]["body"]
    assert "Alex" in preview(made, "en", now=NOW).first_words
    assert own_mail_to_practise(brand, locale="en") == []
    making.write_item(made=made, writing=whole(made, place="+B", odd=True), by=author, now=NOW)
    making.hand_in(made=made, by=author, now=NOW)
    making.use_item(made=made, by=second, now=NOW)
    found = next(item for item in lesson_of(brand, SLUG).lesson.items if item.id == made.item)
    assert (found.kind, found.forms, found.odd) == ("genuine", ("B",), True)


def test_it_can_take_the_place_of_an_example_of_the_library(brand, author, second):
    made = making.make_from_own_mail(brand=brand, campaign=own_mail(brand), lesson=SLUG, by=author, now=NOW)
    old = next(item for item in lesson_of(brand, SLUG).lesson.items if item.kind == "genuine")
    making.write_item(made=made, writing=whole(made, place=old.id), by=author, now=NOW)
    making.hand_in(made=made, by=author, now=NOW)
    making.use_item(made=made, by=second, now=NOW)
    items = {item.id: item for item in lesson_of(brand, SLUG).lesson.items}
    assert old.id not in items
    assert items[made.item].forms == old.forms


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"errors": 1}, "The linter objects"),
        ({"blocks": 1}, "The linter objects"),
        ({"has_user_text": True}, "Users of yours"),
        ({"from_address": "news@mailer.top"}, "mailer.top"),
        ({"letter": as_json(Letter("See https://click.top/x for more."))}, "click.top"),
        ({"letter": as_json(Letter(""))}, "no words"),
    ],
)
def test_mail_that_teaches_the_wrong_thing_is_not_taken_and_says_why(brand, author, fields, trouble):
    mail = own_mail(brand, **fields)
    assert trouble in own_mail_to_practise(brand, locale="en")[0].trouble
    with pytest.raises(UnableToMake, match=trouble.split()[0]):
        making.make_from_own_mail(brand=brand, campaign=mail, lesson=SLUG, by=author, now=NOW)


def test_the_other_language_of_a_mailing_comes_along(brand, author):
    mail = own_mail(brand, mailing_id=7)
    text = "Hola [name]:\n\ntu pedido ha salido esta mañana."
    own_mail(brand, mailing_id=7, locale="es", subject="Tu pedido está en camino", letter=as_json(Letter(text)))
    made = making.make_from_own_mail(brand=brand, campaign=mail, lesson=SLUG, by=author, now=NOW)
    assert made.words["es"]["body"].startswith("Hola {customer}:")


# -- the files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", load_library(), ids=lambda lesson: lesson.slug)
def test_files_with_another_message_say_the_same_of_all_others(lesson):
    files = dict(library_files()[lesson.slug])
    place = places(lesson, "lure")[0]
    old = next(item for item in lesson.items if item.id == place.key)
    item = {
        "id": "seen-1",
        "kind": "lure",
        "form": old.forms[0],
        "difficulty": old.difficulty,
        "cues": dict(old.cues),
        "premise": list(old.premise),
    }
    text = {
        "from": "{brand} <a@b.example>",
        "subject": "x: y",
        "body": "one\n\ntwo: {domain}",
        "wanted": "a",
        "how": "b",
    }
    words = {locale: text | {"tell": "yes"} for locale in lesson.texts}
    changed = with_item(files, item=item, words=words, replaces=place.key)
    for name in set(files) & set(changed):
        before, after = read(name, files[name]), read(name, changed[name])
        assert isinstance(before, Document)
        assert isinstance(after, Document)
        if name != LESSON_FILE:
            assert before.value["exercise"] == after.value["exercise"]
            del before.value["items"][place.key]
            assert after.value["items"].pop("seen-1") == words[name.split(".")[0]]
            assert after.value == before.value
    loaded = load_files({**files, **changed})
    assert loaded.problems == ()
    assert [one.id for one in loaded.lesson.items] == [
        "seen-1" if one.id == place.key else one.id for one in lesson.items
    ]


def test_a_place_that_is_gone_and_a_language_without_words_are_said(brand):
    files = files_of(brand, SLUG)
    item = {"id": "seen-1", "kind": "genuine", "forms": ["A"]}
    with pytest.raises(UnableToPlace, match="no message “zz”"):
        with_item(files, item=item, words={}, replaces="zz")
    with pytest.raises(UnableToPlace, match="in es too"):
        with_item(files, item=item, words={"en": {}}, replaces="")


def test_the_newest_stand_first(brand, author):
    from forewarn.lessons.queries.making import made_items

    first = begun(brand, author)
    mail = own_mail(brand)
    second = making.make_from_own_mail(brand=brand, campaign=mail, lesson=SLUG, by=author, now=NOW + timedelta(days=1))
    assert [one.pk for one in made_items(brand)] == [second.pk, first.pk]
    assert list(made_items(make_brand("other"))) == []
