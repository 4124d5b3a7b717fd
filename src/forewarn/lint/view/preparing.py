"""How a mail or an HTML file becomes the view that the rules read."""

from __future__ import annotations

import re

from forewarn.lint.view.bodies import Body
from forewarn.lint.view.message import MailView
from forewarn.lint.words.folding import fold
from forewarn.lint.words.language_lists import lists_for
from forewarn.lint.words.text import word_text
from forewarn.mail.html.document import HtmlDocument
from forewarn.mail.html.marking import MAX_HTML_CHARACTERS
from forewarn.mail.html.reading import read_html
from forewarn.mail.language import guess_language, plain_tag
from forewarn.mail.patterns import Guarded
from forewarn.mail.reading.limits import Defect
from forewarn.mail.reading.parts import ParsedMail
from forewarn.mail.template_tags import as_written, blank_template_tags, has_template_tag, inert_template_tags

MAX_TEXT_CHARACTERS = 300_000  # of a text part that are read
SAMPLE = 3_000  # characters of each body that the language is guessed from


def view_of_mail(mail: ParsedMail, locale: str = "") -> MailView:
    """The view of a whole mail. `locale` overrides the language it says or seems to be in."""
    documents = [read_html(part.text) for part in mail.htmls]
    texts = [part.text[:MAX_TEXT_CHARACTERS].replace("\r\n", "\n") for part in mail.texts]
    declared = mail.value("content-language") or next((d.language for d in documents if d.language), "")
    unsent = not mail.all("received") and not mail.all("dkim-signature")
    view = _view(mail, mail.subject, documents, texts, locale, declared)
    view.unsent = unsent
    view.defects = [*mail.defects, *(Defect("html", "html", fault) for d in documents for fault in d.faults)]
    view.defects += [
        Defect("long_text", part.path, f"only the first {MAX_TEXT_CHARACTERS} characters of the text were read")
        for part in mail.texts
        if len(part.text) > MAX_TEXT_CHARACTERS
    ]
    return view


def view_of_html(source: str, locale: str = "") -> MailView:
    """The view of an HTML file, finished or a template with tags; tags are no words."""
    source = source[: MAX_HTML_CHARACTERS + 1]  # of what is longer no more is read, and that is said
    template = has_template_tag(source)
    document = _read_template(source) if template else read_html(source)
    view = _view(None, blank_template_tags(document.title), [document], [], locale, document.language)
    view.template = template
    view.unsent = True
    view.defects = [Defect("html", "html", fault) for fault in document.faults]
    return view


def _read_template(source: str) -> HtmlDocument:
    """The document of a template; addresses keep their tags as written, a language that is a tag is none."""
    quiet, written = inert_template_tags(source)
    document = read_html(quiet)
    document.links = [link._replace(href=as_written(link.href, written)) for link in document.links]
    document.images = [image._replace(src=as_written(image.src, written)) for image in document.images]
    return document


def _view(
    mail: ParsedMail | None, subject: str, documents: list[HtmlDocument], texts: list[str], locale: str, declared: str
) -> MailView:
    sample = "\n".join([subject, *(d.text[:SAMPLE] for d in documents[:1]), *(t[:SAMPLE] for t in texts[:1])])
    said = blank_template_tags(sample)
    language = plain_tag(locale) or guess_language(fold(said).text, blank_template_tags(declared).strip())
    lists = lists_for(language)
    bodies = [
        Body(
            _name("html", i),
            word_text(d.text if mail else blank_template_tags(d.text), lists, _html_headings(d)),
            d,
            mail.htmls[i] if mail else None,
        )
        for i, d in enumerate(documents)
    ]
    bodies += [
        Body(_name("text", i), word_text(t, lists, _text_headings(t)), source=mail.texts[i] if mail else None)
        for i, t in enumerate(texts)
    ]
    return MailView(mail, word_text(subject, lists), bodies, language, lists)


def _name(kind: str, index: int) -> str:
    return kind if index == 0 else f"{kind} {index + 1}"


def _html_headings(document: HtmlDocument) -> list[tuple[int, int]]:
    """Headings of a document as stretches of its visible text."""
    starts = [start for start, _ in document.headings]
    return [
        (s, document.text.find("\n", s + 1) if document.text.find("\n", s + 1) > 0 else len(document.text))
        for s in starts
    ]


_UNDERLINED = Guarded(r"^(?=\S)(.{2,100})\n[-=~]{3,}[ \t]*$", "\n-", "\n=", "\n~", flags=re.MULTILINE)


def _text_headings(text: str) -> list[tuple[int, int]]:
    return [(m.start(1), m.end(1)) for m in _UNDERLINED.finditer(text)]
