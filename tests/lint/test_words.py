"""Phrases as written in the lists, disguises, sentences, negation; and that the lists are whole."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.lint.words.folding import fold, is_disguised
from forewarn.lint.words.language_lists import LANGUAGES, everywhere, lists_for
from forewarn.lint.words.phrases import MAX_GAP, PhraseBook, parse_phrases
from forewarn.lint.words.text import word_text
from forewarn.lint.words.tokens import SENTENCE_END, tokens_of

EN = lists_for("en")


def found_in(book, words):
    return book.find(words, frozenset(words) - {SENTENCE_END})


def fits(written, text):
    book = PhraseBook()
    book.add(parse_phrases("c", written))
    return [(m.first, m.last) for m in found_in(book, text.split())]


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("act now", "please act now ok", [(1, 2)]),
        ("act now", "act then now", []),
        ("act now|fast", "act fast", [(0, 1)]),
        ("send us? money", "send money", [(0, 1)]),
        ("send us? money", "send us money", [(0, 2)]),
        ("verif* it", "verifying it", [(0, 1)]),
        ("suspend* .. account", "suspended for now your account", [(0, 4)]),
        ("your .. account", "your very own good account", [(0, 4)]),
        ("your .. account", "your a b c d account", []),
        ("within # hours", "within 24 hours", [(0, 2)]),
        ("# % off", "20 % off", [(0, 2)]),
        ("log-in now", "log in now", [(0, 2)]),
        ("log-in|login now", "login now", [(0, 1)]),
        ("log-in|login now", "log in now", [(0, 2)]),
        ("big? prize", "prize", [(0, 0)]),
        ("big? prize", "big prize", [(0, 1), (1, 1)]),
        ("100% safe", "100 % safe", [(0, 2)]),
        ("send us?|me? it", "send me it", [(0, 2)]),
        ("a b? c? d", "a d", [(0, 1)]),
    ],
)
def test_how_phrases_are_written(written, text, expected):
    assert sorted(fits(written, text)) == expected


def test_the_longest_phrase_of_a_category_wins():
    book = PhraseBook()
    book.add(
        [*parse_phrases("c", "your code"), *parse_phrases("c", "your code .. now"), *parse_phrases("d", "your code")]
    )
    found = {(m.category, m.last) for m in found_in(book, ["your", "code", "is", "now"])}
    assert found == {("c", 3), ("d", 1)}


def test_a_gap_ends_with_the_sentence_and_is_bounded():
    book = PhraseBook()
    book.add(parse_phrases("c", "your .. account"))
    assert found_in(book, ["your", SENTENCE_END, "account"]) == []
    assert MAX_GAP == 3


@pytest.mark.parametrize("written", ["", "..", ".. x"])
def test_a_phrase_begins_with_a_word(written):
    with pytest.raises(ValueError, match="must begin with a word"):
        parse_phrases("c", written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_there_in_every_language_and_every_phrase_can_be_read(language):
    source = files("forewarn.lint.words.lists")
    english = tomllib.loads((source / "en.toml").read_text("utf-8"))
    content = tomllib.loads((source / f"{language}.toml").read_text("utf-8"))
    assert set(content) == set(english)
    assert set(content["phrases"]) == set(english["phrases"])
    for category, phrases in content["phrases"].items():
        assert phrases, category
        assert len(set(phrases)) == len(phrases), f"{category}: a phrase stands twice"
        for written in phrases:
            assert parse_phrases(category, written)
    assert lists_for(language).categories == frozenset(content["phrases"])


def test_every_category_is_used():
    """A list that nothing reads would look like a check and be none."""
    from pathlib import Path

    import forewarn.lint as package

    code = "".join(p.read_text("utf-8") for p in Path(package.__path__[0]).rglob("*.py"))
    unused = [c for c in EN.categories if f'"{c}"' not in code and not c.startswith("topic_")]
    assert unused == []


def test_other_languages_have_no_lists():
    assert lists_for("pt") is None
    assert lists_for("") is None
    assert everywhere("legal_forms") >= {"gmbh", "ltd"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("𝗬𝗼𝘂𝗿 𝙖𝙘𝙘𝙤𝙪𝙣𝙩", "Your account"),
        ("Ｖｅｒｉｆｙ", "Verify"),
        ("Yоur ассоunt", "Your account"),  # Cyrillic
        ("ⅴеrіfу", "verify"),
        ("A\u073fm\u073fa\u073fzon", "Amazon"),
        ("Grüße aus Köln", "Grüße aus Köln"),
        ("Привет, мир", "Привет, мир"),
        ("Ελλάδα", "Ελλάδα"),
    ],
)
def test_disguises_are_undone_and_honest_letters_stay(text, plain):
    assert fold(text).text == plain


@pytest.mark.parametrize("text", ["𝗬𝗼𝘂𝗿", "Yоur", "A\u073fm\u073fa\u073fz\u073fon"])
def test_disguises_are_told(text):
    assert is_disguised(text)


@pytest.mark.parametrize(
    "text", ["Your", "Größe", "Привет", "Ελλάδα", "naïve café", "日本", "e\u0301te\u0301 de la ville de Paris"]
)
def test_honest_words_are_no_disguise(text):
    assert not is_disguised(text)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=80))
def test_folding_keeps_places(text):
    folded = fold(text)
    for at in range(len(folded.text)):
        assert 0 <= folded.original(at) < max(1, len(text))
    assert len(folded.text) <= len(text)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_hits_lie_where_they_say(text):
    worded = word_text(text, EN)
    for category in worded.matches:
        for hit in worded.all(category):
            assert text[hit.start : hit.end] == hit.words
            assert worded.sentence_text(hit.sentence).find(hit.words) >= 0
    assert not any("’" in word for word in worded.tokens)


MARKS = st.sampled_from(
    [
        " ",
        "\n",
        ". ",
        ".",
        "…\n",
        "!\u201d ",
        "-",
        " - ",
        "\n- ",
        "–",
        "•",
        "'",
        "’",
        "_",
        "€",
        "%",
        "one",
        "Two",
        "3.5",
        "é",
        "\u0301",
    ]
)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=25).map("".join))
def test_each_word_stands_where_it_says_and_sentences_follow_one_another(text):
    cut = tokens_of(text)
    reached = 0
    for place, word in enumerate(cut.words):
        start, end = cut.bounds(place)
        assert reached <= start < end <= len(cut.text)
        assert word == SENTENCE_END or cut.text[start:end].replace("’", "'") == word
        reached = end
    assert cut.sentence_starts == sorted(set(cut.sentence_starts))
    assert cut.count == sum(word[:1].isalpha() for word in cut.words)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("One. Two", 1),
        ("One.\nTwo", 1),
        ("One\nTwo", 1),
        ("One\n\nTwo", 2),
        ("3.5 and e-mail", 0),
        ("One - two", 1),
        ("- One\n- Two", 1),
        ("He said: “go!” She went", 2),
        ("One", 0),
        ("", 0),
    ],
)
def test_where_sentences_end(text, ends):
    assert tokens_of(text).words.count(SENTENCE_END) == ends


def negated(text, category="ask_secret"):
    worded = word_text(text, EN)
    hits = worded.all(category) or worded.all("ask_code")
    assert hits, text
    return [hit.negated for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Confirm your password.", False),
        ("Never confirm your password.", True),
        ("We will never call, write or text to make you confirm your password.", True),
        ("Do not hesitate to confirm your password.", False),
        ("If you do not confirm your password, it ends.", False),
        ("We never call. Confirm your password.", False),
        ("It is not verified, please confirm your password.", False),
        ("No longer valid: confirm your password.", False),
        ("Tell your code to nobody.", True),
    ],
)
def test_negation(text, expected):
    assert negated(text) == [expected]


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "In order not to be locked out, provide your card number.", True),
        ("en", "Your account is not verified, enter your password.", True),
        ("en", "Do not click links, open files or enter your password.", False),
        ("fr", "Pour ne pas perdre l’accès, confirmez votre mot de passe.", True),
        ("fr", "Afin de ne pas perdre vos droits, saisissez votre numéro de carte.", True),
        ("fr", "Votre compte n’est pas vérifié, entrez votre mot de passe.", True),
        ("fr", "Pour ne pas être trompé, ne communiquez jamais votre mot de passe.", False),
        (
            "fr",
            "Nous ne vous demanderons jamais, ni par courriel ni par téléphone, de saisir votre mot de passe.",
            False,
        ),
        ("es", "Para no perder el acceso, introduzca su contraseña.", True),
        ("es", "Con el fin de no perder su cuenta, confirme su contraseña.", True),
        ("es", "Su cuenta no está verificada, introduzca su contraseña.", True),
        ("es", "Para tu seguridad, no compartas tu contraseña.", False),
        ("es", "No pulses el enlace, no abras el archivo ni escribas tu contraseña.", False),
        ("de", "Damit Ihr Zugang nicht gesperrt wird, geben Sie Ihr Passwort ein.", True),
        ("de", "Um nicht ausgesperrt zu werden, geben Sie Ihr Passwort ein.", True),
        ("de", "Damit niemand Ihr Konto nutzt, geben Sie Ihr Passwort nicht weiter.", False),
        ("de", "Bitte antworten Sie nicht und geben Sie Ihr Passwort nicht ein.", False),
    ],
)
def test_what_is_to_be_prevented_does_not_take_the_request_back(language, text, asks):
    assert bool(word_text(text, lists_for(language)).meant("ask_secret")) is asks


def test_sentences_end_at_marks_bullets_and_line_ends():
    worded = word_text("One. Two! Three? Four\nFive • Six | Seven: eight", None)
    words = [at for at, word in enumerate(worded.tokens) if word != SENTENCE_END]
    assert [worded.tokens[at] for at in words] == ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    assert [worded.sentence_of(at) for at in words] == list(range(8))
    assert worded.sentence_text(1) == "Two!"
    assert worded.words == 8


@pytest.mark.parametrize(
    "sentence",
    [
        "If you do not wish to receive further copies, write to us.",
        "Don’t want to receive these? Tell us.",
        "Send a mail with the title Un-subscribe.",
        "To be removed from this list, answer this mail.",
    ],
)
def test_ways_out_as_people_write_them(sentence):
    assert word_text(sentence, EN).all("unsubscribe")


def test_a_letter_that_grows_in_lower_case_shifts_nothing():
    text = "İşte: don’t wait, act now"
    worded = word_text(text, EN)
    assert "don't" in worded.tokens
    for at, word in enumerate(worded.tokens):
        start, end = worded.span(at, at)
        assert word == SENTENCE_END or text[start:end].replace("’", "'").lower() == word.lower()


def test_apostrophes_of_both_kinds_are_one():
    for text in ("Don't wait.", "Don’t wait."):
        assert word_text(text, EN).all("urgency")


def test_hits_between_offsets():
    worded = word_text("Act now. Then wait. Act fast.", EN)
    assert [h.words for h in worded.within("urgency", 5, 100)] == ["Act fast"]
    assert worded.within("no such", 0, 100) == []
