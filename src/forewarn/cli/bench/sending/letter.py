"""The mail that is measured: 30 kB in two parts, with four merge fields, as a brand's notice might be."""

from __future__ import annotations

SUBJECT = "Your safety note, {{name}}"
FIELDS = ("name", "external_id", "attribute.plan", "attribute.branch")

_PARAGRAPH = (
    "Scammers copy our mails more often before the holidays. They ask people to sign in, to confirm an order or to pay "
    "a small fee. We never ask for any of this by email. If a mail in our name wants something from you, leave it, open "
    "our app and look there. "
)
_GREETING = (
    "Hello {{name}},\n\nthis is our note for the customer number {{external_id}} with the plan {{attribute.plan}}.\n"
)
_ENDING = "\nYour branch is {{attribute.branch}}. You do not need to do anything.\n"
_TEXT_PARAGRAPHS = 34
_HTML_PARAGRAPHS = 53


def text_part() -> str:
    """About 9 kB of plain text."""
    return _GREETING + "".join(f"\n{number}. {_PARAGRAPH}\n" for number in range(1, _TEXT_PARAGRAPHS + 1)) + _ENDING


def html_part() -> str:
    """About 19 kB of HTML, more once encoded, with its styles in place, as mail programs want it."""
    style = "margin:0 0 16px;font-size:16px;line-height:1.5;color:#1b2124"
    rows = "\n".join(
        f'<p class="ink" style="{style}">{number}. {_PARAGRAPH}</p>' for number in range(1, _HTML_PARAGRAPHS + 1)
    )
    greeting, ending = (f'<p class="ink" style="{style}">{part.strip()}</p>' for part in (_GREETING, _ENDING))
    return f'<!doctype html>\n<html lang="en"><body style="background:#f3f1ec">\n{greeting}\n{rows}\n{ending}\n</body></html>\n'


def customers_csv(count: int) -> str:
    """So many customers, as a file to import."""
    lines = ["customer id,email,name,language,country,plan,branch,safety notes"]
    for number in range(count):
        lines.append(
            f"C-{number:07d},person{number}@people{number % 97}.example,Person Number{number},en,GB,"
            f"plan{number % 3},branch{number % 50},yes"
        )
    return "\n".join(lines) + "\n"
