"""The words of sightings."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forewarn.sightings.rules import Channel, State

Words = str | Promise


class Badge(NamedTuple):
    """A word with the class that gives it its colour."""

    kind: str
    words: Words


STATES: dict[str, Badge] = {
    State.WAITING.value: Badge("warn", _("Waits for you")),
    State.CONFIRMED.value: Badge("bad", _("Confirmed, public")),
    State.DISMISSED.value: Badge("quiet", _("Dismissed")),
    State.MERGED.value: Badge("quiet", _("Merged")),
}
TABS: dict[str, Words] = {
    State.WAITING.value: _("Wait for you"),
    State.CONFIRMED.value: _("Confirmed, public"),
    State.DISMISSED.value: _("Dismissed"),
    State.MERGED.value: _("Merged"),
    "all": _("All but merged"),
}
DONE: dict[str, Words] = {
    "words": _("Saved."),
    "confirm": _("Confirmed. It stands on the public page now, and whoever reported it can read that."),
    "dismiss": _("Dismissed. Whoever reported it can read that; take it back below if that was wrong."),
    "keep": _("It stays dismissed. You are asked again when twice as many people have reported it."),
    "reopen": _("Taken back: it waits for a decision again."),
    "merge": _("Merged. This is the one that they are now; the merger can be taken back below."),
    "unmerge": _("The merger was taken back: they are two again."),
    "split": _("Split off. This is the new one; it waits for a decision of its own."),
}
CHANNELS: dict[str, Words] = {
    Channel.MAIL.value: _("Email"),
    Channel.TEXT.value: _("Text message"),
    Channel.CALL.value: _("Phone call"),
    Channel.CHAT.value: _("Chat"),
    Channel.LETTER.value: _("Letter"),
    Channel.PAGE.value: _("Web page"),
}
WANTS: dict[str, Words] = {
    "secrets": _("a password, a code or other secrets"),
    "money": _("money, gift cards or other bank details"),
    "file": _("to have a file opened"),
    "install": _("to have a program installed"),
    "code": _("to have a code scanned"),
    "sign_in": _("a sign-in at a page of theirs"),
    "call": _("a call to their number"),
    "reply": _("an answer with personal data"),
    "link": _("a visit to a page of theirs"),
}
# Language of the public page → what it wants → (wants, the tell): first words, for staff to change.
PROPOSED: dict[str, dict[str, tuple[str, str]]] = {
    "en": {
        "secrets": ("your password or a code", "we never ask for a password or a code by email"),
        "money": ("money or a gift card", "we never ask for a payment by email"),
        "file": ("you to open a file", "we never send files you did not ask for"),
        "install": ("you to install a program", "we never ask you to install something by email"),
        "code": ("you to scan a code", "we never put a QR code in an email"),
        "sign_in": ("you to sign in on a false page", "we never send you a link to sign in"),
        "call": ("you to call a number", "we never ask you to call a number from an email"),
        "reply": ("you to answer with personal details", "we never ask for personal details by email"),
        "link": ("you to open a false page", "it leads to an address that is not ours"),
    },
    "es": {
        "secrets": ("tu contraseña o un código", "nunca pedimos una contraseña ni un código por correo"),
        "money": ("dinero o una tarjeta regalo", "nunca pedimos un pago por correo"),
        "file": ("que abras un archivo", "nunca enviamos archivos que no has pedido"),
        "install": ("que instales un programa", "nunca pedimos instalar nada por correo"),
        "code": ("que escanees un código", "nunca ponemos un código QR en un correo"),
        "sign_in": ("que entres en una página falsa", "nunca te enviamos un enlace para entrar"),
        "call": ("que llames a un número", "nunca pedimos que llames a un número de un correo"),
        "reply": ("que respondas con datos personales", "nunca pedimos datos personales por correo"),
        "link": ("que abras una página falsa", "lleva a una dirección que no es nuestra"),
    },
    "fr": {
        "secrets": ("votre mot de passe ou un code", "nous ne demandons jamais de mot de passe ni de code par e-mail"),
        "money": ("de l’argent ou une carte cadeau", "nous ne demandons jamais de paiement par e-mail"),
        "file": ("que vous ouvriez un fichier", "nous n’envoyons jamais de fichier que vous n’avez pas demandé"),
        "install": (
            "que vous installiez un programme",
            "nous ne demandons jamais d’installer quelque chose par e-mail",
        ),
        "code": ("que vous scanniez un code", "nous ne mettons jamais de code QR dans un e-mail"),
        "sign_in": ("vous faire entrer sur une fausse page", "nous n’envoyons jamais de lien de connexion"),
        "call": ("que vous appeliez un numéro", "nous ne demandons jamais d’appeler un numéro donné par e-mail"),
        "reply": ("que vous répondiez avec des données personnelles", "nous n’en demandons jamais par e-mail"),
        "link": ("que vous ouvriez une fausse page", "il mène à une adresse qui n’est pas la nôtre"),
    },
    "de": {
        "secrets": ("Ihr Passwort oder einen Code", "wir fragen nie per E-Mail nach Passwort oder Code"),
        "money": ("Geld oder eine Geschenkkarte", "wir verlangen nie eine Zahlung per E-Mail"),
        "file": ("dass Sie eine Datei öffnen", "wir schicken nie Dateien, die Sie nicht bestellt haben"),
        "install": ("dass Sie ein Programm installieren", "wir bitten nie per E-Mail darum, etwas zu installieren"),
        "code": ("dass Sie einen Code scannen", "wir setzen nie einen QR-Code in eine E-Mail"),
        "sign_in": ("dass Sie sich auf einer falschen Seite anmelden", "wir schicken nie einen Link zum Anmelden"),
        "call": ("dass Sie eine Nummer anrufen", "wir bitten nie um einen Anruf bei einer Nummer aus einer E-Mail"),
        "reply": ("dass Sie mit Ihren Daten antworten", "wir fragen nie per E-Mail nach Ihren Daten"),
        "link": ("dass Sie eine falsche Seite öffnen", "der Link führt zu einer Adresse, die nicht uns gehört"),
    },
}
