"""The words of an invitation: text alone, no link, our address to type; and the lines by which a note tells of lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

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
    number: str = "Lesson {number}"


PHRASES = {
    "en": _Phrases(
        subject="{brand}: a few minutes of practice",
        opening="New practice is ready for you. It shows what fake mail in our name looks like, and what to do.",
        how="Type {address} in your browser. Choose Safety, then Practice. It is open to everybody, and nobody is marked.",
        minutes="{title}: {minutes} minutes",
        refresh_subject="{brand}: one minute to refresh",
        refresh="Four months ago you finished a lesson with us and asked us to remember it. One minute keeps it fresh.",
        promise="This mail has no link and asks for nothing. If you are not sure that it is ours, do nothing with it.",
        stop="You get this as our customer. To stop it, use your mail program's unsubscribe button, or Preferences on our Safety page.",
    ),
    "es": _Phrases(
        subject="{brand}: unos minutos de práctica",
        opening="Hay práctica nueva para ti. Muestra cómo es el correo falso en nuestro nombre y qué hacer.",
        how="Escribe {address} en tu navegador. Elige Seguridad y luego Práctica. Es para todos y nadie pone nota.",
        minutes="{title}: {minutes} minutos",
        refresh_subject="{brand}: un minuto para repasar",
        refresh="Hace cuatro meses hiciste una lección y nos pediste recordarla. Un minuto basta para que no se olvide.",
        promise="Este correo no tiene enlaces y no pide nada. Si dudas de que sea nuestro, no hagas nada con él.",
        stop="Lo recibes por ser cliente. Para dejar de recibirlo, usa el botón de baja de tu correo, o Preferencias en nuestra página de seguridad.",
        number="Lección {number}",
    ),
    "fr": _Phrases(
        subject="{brand} : quelques minutes pour s'exercer",
        opening="De nouveaux exercices vous attendent. Ils montrent à quoi ressemble un faux message en notre nom, et que faire.",
        how="Tapez {address} dans votre navigateur. Choisissez Sécurité, puis S'exercer. C'est ouvert à tous et personne n'est noté.",
        minutes="{title} : {minutes} minutes",
        refresh_subject="{brand} : une minute pour se rafraîchir la mémoire",
        refresh="Il y a quatre mois, vous avez fini une leçon et demandé que nous la gardions en mémoire. Une minute suffit pour ne pas l'oublier.",
        promise="Ce message n'a pas de lien et ne demande rien. Si vous doutez qu'il vienne de nous, n'en faites rien.",
        stop="Vous recevez ceci en tant que client. Pour l'arrêter, utilisez le bouton de désinscription de votre messagerie, ou Préférences sur notre page Sécurité.",
        number="Leçon {number}",
    ),
    "de": _Phrases(
        subject="{brand}: ein paar Minuten Übung",
        opening="Neue Übungen liegen für Sie bereit. Sie zeigen, wie falsche Post in unserem Namen aussieht und was man tut.",
        how="Tippen Sie {address} in Ihren Browser. Wählen Sie Sicherheit, dann Üben. Das ist für alle offen, und niemand bekommt Noten.",
        minutes="{title}: {minutes} Minuten",
        refresh_subject="{brand}: eine Minute zum Auffrischen",
        refresh="Vor vier Monaten haben Sie eine Lektion beendet und uns gebeten, sie uns zu merken. Eine Minute hält sie frisch.",
        promise="Diese E-Mail hat keinen Link und will nichts von Ihnen. Wenn Sie zweifeln, ob sie von uns ist, tun Sie nichts damit.",
        stop="Sie bekommen das als Kunde. Abbestellen: mit der Schaltfläche Ihres Mailprogramms oder unter Einstellungen auf unserer Seite Sicherheit.",
        number="Lektion {number}",
    ),
}


def phrases_for(locale: str) -> _Phrases:
    """The words in this language; English where there are none."""
    return PHRASES.get(locale.split("-")[0], PHRASES["en"])


def lesson_number(locale: str, number: int, *, written_in: str) -> str:
    """A lesson by its number alone, where its title does not go into the mail; with its language where that is another."""
    name = phrases_for(locale).number.format(number=number)
    mine, other = locale.split("-")[0], written_in.split("-")[0]
    if mine == other or mine not in PHRASES:
        return name
    return f"{name} ({Locale(mine).languages.get(other, other)})"


def lesson_line(locale: str, title: str, minutes: int) -> str:
    """A lesson in one line: what it is called and how long it takes."""
    return phrases_for(locale).minutes.format(title=title, minutes=minutes)


def invitation(brand: Brand, locale: str, lessons: Sequence[tuple[str, int]], *, refresh: bool) -> Document:
    """The note in one language; `lessons` are titles with minutes. Languages without words of ours get English."""
    words = phrases_for(locale)
    address = brand.website or brand.public_host
    blocks: list[Block] = [
        Paragraph(words.refresh if refresh else words.opening, strong=True),
        Items(tuple(lesson_line(locale, title, minutes) for title, minutes in lessons)),
        Paragraph(words.how.format(address=address)),
        Paragraph(words.promise),
    ]
    signed = ", ".join(part for part in (brand.signer_name, brand.signer_role, brand.name) if part)
    blocks.append(Paragraph(signed))
    foot = " · ".join(part for part in (brand.legal_name, brand.postal_address) if part)
    blocks += [Paragraph(words.stop, small=True), Paragraph(foot, small=True)]
    subject = (words.refresh_subject if refresh else words.subject).format(brand=brand.name)
    return Document(subject, locale, tuple(blocks))
