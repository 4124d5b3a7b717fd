"""The words of an invitation: text alone, no link, our address to type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forewarn.brands.models import Brand
from forewarn.mail.documents import Block, Document, Items, Paragraph


@dataclass(frozen=True, slots=True)
class _Phrases:
    subject: str
    opening: str
    how: str
    minutes: str
    refresh_subject: str
    refresh: str
    promise: str
    stop: str


PHRASES = {
    "en": _Phrases(
        subject="{brand}: a few minutes of practice",
        opening="Three short lessons are ready for you. They show what fake mail in our name looks like, and what to do.",
        how="Type {address} in your browser. Choose Safety, then Practice. It is open to everybody, and nobody is marked.",
        minutes="{title}: {minutes} minutes",
        refresh_subject="{brand}: one minute to refresh",
        refresh="Four months ago you finished a lesson with us and asked us to remember it. One minute keeps it fresh.",
        promise="This mail has no link and asks for nothing. If you are not sure that it is ours, do nothing with it.",
        stop="You get this as our customer. To stop it, use your mail program's unsubscribe button, or Preferences on our Safety page.",
    ),
    "es": _Phrases(
        subject="{brand}: unos minutos de práctica",
        opening="Hay tres lecciones cortas para ti. Muestran cómo es el correo falso en nuestro nombre y qué hacer.",
        how="Escribe {address} en tu navegador. Elige Seguridad y luego Práctica. Es para todos y nadie pone nota.",
        minutes="{title}: {minutes} minutos",
        refresh_subject="{brand}: un minuto para repasar",
        refresh="Hace cuatro meses hiciste una lección y nos pediste recordarla. Un minuto basta para que no se olvide.",
        promise="Este correo no tiene enlaces y no pide nada. Si dudas de que sea nuestro, no hagas nada con él.",
        stop="Lo recibes por ser cliente. Para dejar de recibirlo, usa el botón de baja de tu correo, o Preferencias en nuestra página de seguridad.",
    ),
}


def lesson_number(locale: str, number: int) -> str:
    """A lesson by its number alone, where its title does not go into a mail."""
    return f"Lección {number}" if locale.split("-")[0] == "es" else f"Lesson {number}"


def has_words(locale: str) -> bool:
    """Whether an invitation can be written in this language."""
    return locale.split("-")[0] in PHRASES


def invitation(brand: Brand, locale: str, lessons: Sequence[tuple[str, int]], *, refresh: bool) -> Document:
    """The note in one language; `lessons` are titles with minutes. Languages without words of ours get English."""
    words = PHRASES.get(locale.split("-")[0], PHRASES["en"])
    address = brand.website or brand.public_host
    blocks: list[Block] = [
        Paragraph(words.refresh if refresh else words.opening, strong=True),
        Items(tuple(words.minutes.format(title=title, minutes=minutes) for title, minutes in lessons)),
        Paragraph(words.how.format(address=address)),
        Paragraph(words.promise),
    ]
    signed = ", ".join(part for part in (brand.signer_name, brand.signer_role, brand.name) if part)
    blocks.append(Paragraph(signed))
    foot = " · ".join(part for part in (brand.legal_name, brand.postal_address) if part)
    blocks += [Paragraph(words.stop, small=True), Paragraph(foot, small=True)]
    subject = (words.refresh_subject if refresh else words.subject).format(brand=brand.name)
    return Document(subject, locale, tuple(blocks))
