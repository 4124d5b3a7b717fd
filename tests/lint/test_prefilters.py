"""Three checks spare the linter work: letters an expression needs, words a phrase needs, phrases a rule needs.

None of them may change what is found: each mail is linted with them and without.
"""

from unittest.mock import PropertyMock, patch

from hypothesis import given, settings
from hypothesis import strategies as st

from forewarn.lint.view.message import MailView
from forewarn.lint.words.language_lists import LANGUAGES, lists_for
from forewarn.lint.words.phrases import Phrase
from forewarn.mail.patterns import Guarded
from lint.mails import CALM, CLASSES, FOOT, lint, mail, page

EVERYTHING = frozenset(category for language in LANGUAGES for category in lists_for(language).categories)
PIECES = st.sampled_from(
    [
        "act now", "within 24 hours", "confirm your password", "you have won a free prize", "scammers say", "sign in",
        "unsubscribe", "click here", "we never ask for", "sorry", "the the", "{{ first_name }}", "{% if x %}", "*|FNAME|*",
        "[your name]", "<insert name>", "Ã¼ber", "â€™", "&nbsp;", "© 2019 Alder", "Copyright 2020-2021", "12.5 €", "50%",
        "1.2.2026", "2026-01-02", "10115 Berlin", "12 Harbour Street, Dublin D02 XY45", "SW1A 1AA", "a letter box 12",
        "+353 1 679 5001", "https://evil.test/login", "www.alder.example/x?u=https://evil.test/", "me@people.example",
        "the password is “Sommer2026”", "OFFER\n-----", "\n", "\n\n", ".", "!", "Ihr Konto wird gesperrt", "votre mot de passe",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map(" ".join)


def html(text):
    shown = text.replace("<", "&lt;").replace("\n", "<br>")
    link = f'<a href="https://www.alder.example/{text[:8].strip()}">{shown[:30]}</a>'
    return page(f'<p>{shown}</p>{link}<img src="https://cdn.test/{text[:5].strip()}.png" alt="secure {shown[:9]}">')


def found_without_prefilters(source, message_class):
    with (
        patch.object(Guarded, "may_stand_in", lambda self, text: True),
        patch.object(Phrase, "may_stand", lambda self, vocabulary: True),
        patch.object(MailView, "categories", PropertyMock(return_value=EVERYTHING)),
    ):
        return lint(source, message_class)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(LANGUAGES), st.sampled_from(CLASSES))
def test_rules_find_the_same_with_and_without_prefilters(text, subject, language, message_class):
    body = f"{CALM[language]}\n\n{text}\n\n{CALM[language]}\n\n{FOOT}"
    source = mail(
        body, html(f"{CALM[language]} {text}"), " ".join(subject.split())[:60] or "x", Content_Language=language
    )
    assert lint(source, message_class) == found_without_prefilters(source, message_class)


def test_the_pieces_make_rules_speak():
    """A comparison of nothing with nothing would prove nothing."""
    text = "act now {{ first_name }} [your name] Ã¼ © 2019 Alder 12.5 € the the confirm your password"
    rules = {finding.rule for finding in lint(mail(text, html("Hello")), "transactional").findings}
    assert {"FW-PR-01", "FW-RQ-01", "FW-RD-05", "FW-PV-01"} <= rules
