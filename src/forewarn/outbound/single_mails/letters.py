"""The words of single mails: one folder per mail and locale, both parts from one text.

`templates/<package>/mail/<name>/<locale>/` holds `subject.txt` and `body.txt`, both Django templates. In the body an
empty line ends a paragraph, lines that start with "- " make a list, and an indented paragraph stands out (a code).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template

from forewarn.brands.models import Brand
from forewarn.mail.composing.fields import one_line
from forewarn.mail.documents import Block, Document, Items, Look, Paragraph, render_html, render_text

SINGLE_MAIL_LOCALES = ("en", "es")  # every single mail exists in these


class UnableToRender(Exception):
    """There are no words for this mail; the text names the missing file."""


def render_single(template: str, context: Mapping[str, str], *, brand: Brand, locale: str) -> tuple[Document, str, str]:
    """The document of a single mail, its text and its HTML; `template` is "audience/code".

    The locale may be longer than a folder's name ("es-MX"); without words in it the brand's default serves, then
    English. Values cannot add lines, so they cannot add paragraphs either. Raises UnableToRender.
    """
    values = {name: one_line(value) for name, value in context.items()} | {
        "brand": brand.name,
        "app": brand.app_name or "our app",
        "website": brand.website,
        "postal_address": one_line(brand.postal_address),
        "legal_name": brand.legal_name or brand.name,
    }
    chosen = _first_with_words(template, [locale, locale.partition("-")[0], brand.default_locale, "en"])
    subject = one_line(_filled(template, chosen, "subject.txt", values))
    document = Document(subject, chosen, tuple(_blocks(_filled(template, chosen, "body.txt", values))))
    look = Look(brand.name, brand.accent, brand.accent_dark)
    return document, render_text(document), render_html(document, look)


def _path(template: str, locale: str, file: str) -> str:
    package, _, name = template.partition("/")
    return f"{package}/mail/{name}/{locale}/{file}"


def _first_with_words(template: str, locales: Sequence[str]) -> str:
    for locale in locales:
        try:
            get_template(_path(template, locale, "subject.txt"))
        except TemplateDoesNotExist:
            continue
        return locale
    raise UnableToRender(
        f"There are no words for the mail {template}: {_path(template, 'en', 'subject.txt')} is missing"
    )


def _filled(template: str, locale: str, file: str, values: Mapping[str, str]) -> str:
    found = get_template(_path(template, locale, file))
    return str(found.template.render(Context(dict(values), autoescape=False)))  # type: ignore[attr-defined]


def _blocks(text: str) -> list[Block]:
    paragraphs = [p.strip("\n") for p in text.replace("\r\n", "\n").split("\n\n")]
    return [_block(paragraph) for paragraph in paragraphs if paragraph.strip()]


def _block(paragraph: str) -> Block:
    lines = paragraph.split("\n")
    if all(line.startswith("- ") for line in lines):
        return Items(tuple(line[2:].strip() for line in lines))
    if all(line.startswith("    ") for line in lines):
        return Paragraph("\n".join(line.strip() for line in lines), strong=True)
    return Paragraph(" ".join(line.strip() for line in lines))
