"""Tags of template languages and mailing providers, which stand for words that are not there yet."""

from __future__ import annotations

import re

# Each alternative excludes its own opening, so that a search never reads the same stretch twice and time stays linear.
TEMPLATE_TAG = re.compile(
    # Handlebars and Liquid comments with what they hide, then {{ … }}, {{{ … }}} and Braze's {{${…} | …}}
    r"\{\{!--(?:[^-{]|-(?!-\}\})|\{(?!\{!--)){0,2000}--\}\}"
    r"|\{%-?\s{0,3}comment\b[^%{]{0,100}%\}(?:[^{]|\{(?!%)){0,2000}\{%-?\s{0,3}endcomment\s{0,3}-?%\}"
    r"|\{\{\{?(?:[^{}]|\{[^{}]{0,200}\}){0,1000}\}\}\}?"
    # Jinja, Liquid, Twig
    r"|\{%(?:[^%{]|%(?!\})|\{(?!%)){0,1000}%\}|\{#(?:[^#{]|#(?!\})|\{(?!#)){0,2000}#\}"
    # Mailchimp, then AMPscript: a block, a call, a field
    r"|\*\|[^|]{0,200}\|\*"
    r"|%%\[(?:[^%\]]|\](?!%%)|%(?!%\[)){0,5000}\]%%|%%=(?:[^=%]|=(?!%%)|%(?!%)){0,1000}=%%|%%[^%\s]{1,100}%%"
    # JavaScript and Java, ERB and Adobe, PHP, FreeMarker
    r"|\$\{[^{}]{0,200}\}|<%(?:[^%<]|%(?!>)|<(?!%)){0,1000}%>|<\?(?:[^?<]|\?(?!>)|<(?!\?)){0,1000}\?>|</?#[a-z][^<>]{0,200}>"
    # SendGrid, GetResponse and Mailjet, Mailgun, ActiveCampaign, MailerLite, Salesforce
    r"|\[%(?:[^%\[]|%(?!\])|\[(?!%)){0,300}%\]|\[\[[^\[\]]{1,100}\]\]|%recipient[._][^%]{1,60}%"
    r"|%(?<![\w%].)[A-Z][A-Z0-9_-]{2,40}%(?![\w%])|\{\$[^{}]{1,100}\}|\{![A-Za-z$][^{}]{0,100}\}"
)
OPEN = "{}"  # what stands for a tag where only its place counts: a letter no host, path or colour has
_LETTERS = "{*%<["  # one of which stands in every tag; to look for a letter takes a tenth of looking for a mark
_MARKS = ("{{", "{%", "{#", "*|", "%%", "${", "<%", "<?", "<#", "</#", "[%", "[[", "{$", "{!")
_PERCENT = re.compile(r"%(?:recipient[._]|(?<![\w%].)[A-Z][A-Z0-9_-]{2,40}%)")
_MARKUP = re.compile(r"[<>\"']")


def has_template_tag(text: str) -> bool:
    """Whether a template's tag stands in a text."""
    if not any(map(text.__contains__, _LETTERS)):
        return False
    return (any(mark in text for mark in _MARKS) or bool("%" in text and _PERCENT.search(text))) and bool(
        TEMPLATE_TAG.search(text)
    )


def blank_template_tags(text: str) -> str:
    """The text with spaces in place of every template's tag, so that all else keeps its place."""
    return TEMPLATE_TAG.sub(lambda tag: " " * len(tag[0]), text) if has_template_tag(text) else text


def open_template_tags(text: str) -> str:
    """The text with `OPEN` for every template's tag, whose own letters then count for nothing."""
    return TEMPLATE_TAG.sub(OPEN, text) if has_template_tag(text) else text


def between_template_tags(text: str) -> list[str]:
    """The stretches of a text outside tags: the two addresses of "{% if a %}https://…{% else %}https://…{% endif %}"."""
    return [piece for piece in map(str.strip, TEMPLATE_TAG.split(text)) if piece]


def inert_template_tags(source: str) -> tuple[str, dict[str, str]]:
    """HTML whose tags of a template hold no quotes or angle brackets, all else at its place; and each such tag as written.

    A parser reads `href="{{ url("x") }}"` and `<td {% if a > b %}class="c"{% endif %}>` wrongly, and shows half a tag as words.
    """
    written: dict[str, str] = {}

    def inert(found: re.Match[str]) -> str:
        tag = found[0]
        if not _MARKUP.search(tag):
            return tag
        inner = re.sub(r"[<>\"'{}]", "_", tag[2:-2])
        quiet = "{{" + inner + "}}"
        written[quiet] = tag
        return quiet

    return (TEMPLATE_TAG.sub(inert, source), written) if has_template_tag(source) else (source, written)


def as_written(text: str, written: dict[str, str]) -> str:
    """A text from inert HTML with its tags as they were."""
    for quiet, tag in written.items() if "{{" in text else ():
        text = text.replace(quiet, tag)
    return text
