"""What the sample brand's providers sent lately, as it came to the seed addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.brands import queries as brands
from forewarn.cli.sample.brand import DOMAIN
from forewarn.intake.actions import receive
from forewarn.intake.reading import read_received
from forewarn.intake.rules import Source
from forewarn.mail.composing.compiling import compile_letter
from forewarn.mail.composing.letters import Letter

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.mail.dkim.signing import DkimSigner

SITE = f"https://www.{DOMAIN}"
OUT = (
    ("List-Id", f"<news.{DOMAIN}>"),
    ("List-Unsubscribe", f"<{SITE}/letters/out/4kq7w2nd8xj5r9tbm3vz6hpc1sfy0gae>"),
    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ("Feedback-ID", "letter:news:harbourpine:quillpost"),
)
HOUSE = "Harbour & Pine, 1 Quay Street, Bristol BS1 4DJ."
WHY = "You get this letter because you asked for it in our shop or on our site."
STOP = ("Unsubscribe from this letter", f"{SITE}/letters/out")


@dataclass(frozen=True, slots=True)
class Sent:
    """One campaign: from whom, through which vendor's seed, how many days ago, to which names."""

    seed: str
    sender: str
    subject: str
    days_ago: int
    lines: tuple[str, ...]
    link: tuple[str, str]
    names: tuple[str, ...] = ("Robin",)
    headers: tuple[tuple[str, str], ...] = ()
    is_signed: bool = True


CAMPAIGNS = (
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "The harbour garden letter: how to keep herbs over winter",
        86,
        (
            "Late summer herbs taste of the sun, and most of them can be kept until spring.",
            "Dry thyme and rosemary in small bunches, upside down and out of the light. Freeze basil in a little oil.",
            "Mint may stay outside: cut it down to a hand above the ground and it comes back by itself.",
        ),
        ("Read the whole letter on our site", f"{SITE}/garden/herbs"),
        headers=OUT,
    ),
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "LAST CHANCE: your basket is about to expire",
        67,
        (
            "Hurry: the things in your basket are kept for one more hour only.",
            "Buy now and save 15% on everything. This offer never comes back.",
        ),
        ("Go to checkout", "https://click.quillpost.example/c/77b0c1d2e3f4?u=basket"),
        headers=OUT,
    ),
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "The harbour garden letter: what to sow in October",
        39,
        (
            "It is late for flowers and just right for broad beans, garlic and winter salad.",
            "Put garlic two fingers deep, a hand apart, with the point up. Beans want a stick before the first storm.",
            "Rosa keeps a list of what grew well on our roof this year, and what the pigeons ate.",
        ),
        ("Read the whole letter on our site", f"{SITE}/garden/october"),
        headers=OUT,
    ),
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "The harbour garden letter: three jobs before the frost",
        11,
        (
            "November is a quiet month in the garden, and a good one for three small jobs.",
            "Cover the roots of young trees with leaves. Empty the hoses and hang them up. Plant the last tulips.",
            "Rosa, who looks after the yard behind our shop, shows each of them in two minutes.",
        ),
        ("Read the whole letter on our site", f"{SITE}/garden/november"),
        headers=OUT,
    ),
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "ONLY TODAY: 30% off every lamp",
        6,
        (
            "Act now: this offer ends at midnight, and it is only for you.",
            "Every lamp in the shop is 30% off today. Do not miss it.",
        ),
        ("Claim your discount", "https://click.quillpost.example/c/9f3a77d1e0b2?u=lamps"),
        headers=OUT,
    ),
    Sent(
        "parcel-lane",
        f"orders@{DOMAIN}",
        "Your order is on its way",
        3,
        (
            "your order left our store this morning and comes with the van of Parcel Lane in two working days.",
            "You do not need to do anything. If nobody is at home, the driver leaves it with a neighbour or takes it back.",
            "Everything about the order stands in our app and on our site, under your orders.",
        ),
        ("Look at your orders", f"{SITE}/orders"),
        names=("Robin", "Alexandra", "Kit"),
    ),
    Sent(
        "quillpost",
        f"letter@{DOMAIN}",
        "Confirm your account to keep your points",
        96,  # longer ago than the live check of the lessons looks back
        (
            "Please confirm your account within 24 hours, or your points expire.",
            "Sign in with your email address and your password, and you keep all of them.",
        ),
        ("Sign in now", f"{SITE}/login?next=points"),
        headers=OUT,
    ),
    Sent(
        "quillpost",
        "ask@opinionyard.example",
        "How was your visit to Harbour & Pine?",
        1,
        (
            "You were in the shop of Harbour & Pine lately. We would like to know how it was.",
            "Ten questions, three minutes.",
        ),
        ("Answer the questions", "https://opinionyard.example/s/harbourpine"),
        is_signed=False,
    ),
)


def send_campaigns(brand: Brand, *, now: datetime) -> None:
    """Let every campaign come to its seed address."""
    signer = brands.signer(brand, DOMAIN)
    for campaign in CAMPAIGNS:
        at = now - timedelta(days=campaign.days_ago)
        for number, name in enumerate(campaign.names):
            seed = f"journal+{campaign.seed}@{brand.intake_domain}"
            raw = _mail(campaign, name, seed, [signer] if signer and campaign.is_signed else [], at)
            came = receive(raw=raw, rcpt_to=seed, source=Source.SMTP, now=at + timedelta(minutes=number))
            if came.mail_id is not None:
                read_received(came.mail_id, now=at + timedelta(minutes=number))


def _mail(campaign: Sent, name: str, seed: str, signers: list[DkimSigner], at: datetime) -> bytes:
    words, href = campaign.link
    greeting = f"Hello {name},"
    foot = f"{HOUSE} {WHY}" if campaign.headers else HOUSE
    out = [f"{STOP[0]}: {STOP[1]}"] if campaign.headers else []
    text = "\n\n".join((greeting, *campaign.lines, f"{words}: {href}", foot, *out))
    paragraphs = "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in (greeting, *campaign.lines))
    html = (
        '<!doctype html><html lang="en"><body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1c2b2a;background:#fff">'
        f"{paragraphs}{_anchor(words, href)}"
        f'<p style="color:#555">{foot.replace("&", "&amp;")}</p>{_anchor(*STOP) if out else ""}</body></html>'
    )
    letter = Letter("Harbour & Pine", campaign.sender, campaign.subject, text, html, campaign.headers, "en")
    host = campaign.sender.rpartition("@")[2]
    number = f"<c{campaign.days_ago}.{name.lower()}@{host}>"
    return compile_letter(letter, signers=signers).compose(
        {}, to_address=seed, to_name=name, message_id=number, date=at
    )


def _anchor(words: str, href: str) -> str:
    return f'<p><a href="{href}" style="color:#1c4f4a">{words}</a></p>'
