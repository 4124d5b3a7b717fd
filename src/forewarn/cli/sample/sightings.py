"""Scams in the sample brand's name, as customers reported them lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.cli.sample.brand import BY
from forewarn.sightings.actions import add_by_hand, confirm, dismiss, write_words
from forewarn.sightings.reporting import Lure, Told, add_report
from forewarn.sightings.rules import Channel

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

PARCEL = (
    "Dear {name}, your parcel from Harbour & Pine could not be delivered because the address was not complete. Pay the fee "
    "of 1.99 today and the driver comes again tomorrow between eight and twelve. The delivery team"
)
POINTS = (
    "Hello {name}, you have 240 points at Harbour & Pine that expire tonight. Sign in and confirm your account so that they "
    "stay with you. If you do nothing, the account is closed."
)
WORDS = {
    "en": {
        "says": "“Your parcel waits: pay 1.99 for a new delivery”",
        "wants": "your card number",
        "tell": "we never ask for a payment by email",
    },
    "es": {
        "says": "«Su paquete espera: pague 1,99 por una nueva entrega»",
        "wants": "el número de tu tarjeta",
        "tell": "nunca pedimos un pago por correo",
    },
}


def report_scams(brand: Brand, *, now: datetime) -> None:
    """Reports of many people on one scam, a few on another, a call that staff noted, and one that was none."""
    names = ("Amara Abara", "Ben Berg", "Carla Castro", "Dario Dunne", "Elif Okafor", "Grace Moss")
    for number, name in enumerate(names):
        host = f"harbourpine-parcel{number % 2 + 1}.example"
        at = now - timedelta(days=9 - number, hours=number)
        parcel = add_report(
            brand=brand,
            lure=_lure("Your parcel waits", PARCEL, name, host, "money"),
            told=Told(f"sample {number}"),
            now=at,
        )
    write_words(sighting=parcel, words=WORDS, by=BY, now=now - timedelta(days=8, hours=21))
    confirm(sighting=parcel, by=BY, now=now - timedelta(days=8, hours=21))
    for number, name in enumerate(names[:2]):
        lure = _lure("Your points expire tonight", POINTS, name, "harbour-pine-login.example", "sign_in")
        add_report(brand=brand, lure=lure, told=Told(f"sample {number}"), now=now - timedelta(hours=5 - number))
    call = Lure(
        subject="A caller says he is from our fraud desk",
        text="He knows the last order and asks for the code that was just sent. He calls from a hidden number.",
        channel=Channel.CALL,
        wants="secrets",
        locale="en",
    )
    add_by_hand(
        brand=brand, lure=call, note="Two customers told the shop in Bristol.", by=BY, now=now - timedelta(hours=2)
    )
    survey = _lure(
        "Win a garden set",
        "Hello {name}, take part in the draw of the garden fair.",
        names[5],
        "gardenfair.example",
        "link",
    )
    other = add_report(brand=brand, lure=survey, told=Told("sample 5"), now=now - timedelta(days=3))
    dismiss(sighting=other, by=BY, now=now - timedelta(days=3) + timedelta(minutes=40))


def _lure(subject: str, text: str, name: str, host: str, wants: str) -> Lure:
    return Lure(
        subject=subject,
        text=text.format(name=name),
        sender=f"service@{host}",
        links=(f"https://{host}/confirm",),
        hosts=(host,),
        wants=wants,
        locale="en",
        names=(name, *name.split()),
    )
