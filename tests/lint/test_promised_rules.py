"""Each kind of promise, broken in each language that has word lists, is reported in the promise's own words."""

from dataclasses import replace

import pytest

from forewarn.mail.profile import ProfilePromise
from forewarn.promises.recommended import RECOMMENDED
from lint.mails import BRAND, CALM, SUBJECTS, found, lint, mail

# Per promise: its statement and, in the same language, a sentence that breaks it.
PROMISES = {
    "password": {
        "en": ("We never ask for your password or PIN by email.", "Please confirm your password."),
        "es": ("Nunca te pedimos tu contraseña ni tu PIN por correo.", "Confirma tu contraseña, por favor."),
        "fr": ("Nous ne demandons jamais votre mot de passe par e-mail.", "Veuillez confirmer votre mot de passe."),
        "de": ("Wir fragen nie per E-Mail nach Ihrem Passwort oder Ihrer PIN.", "Bitte bestätigen Sie Ihr Passwort."),
    },
    "code": {
        "en": ("We never ask you to tell us a one-time code.", "Reply with the code we sent you."),
        "es": ("Nunca te pedimos que nos digas un código de un solo uso.", "Envíanos el código que has recibido."),
        "fr": ("Nous ne vous demandons jamais un code à usage unique.", "Envoyez-nous le code reçu par SMS."),
        "de": ("Wir fragen Sie nie nach einem Einmalcode.", "Senden Sie uns den Code aus der SMS."),
    },
    "card": {
        "en": ("We never ask for card or bank details by email.", "Please enter your card number."),
        "es": ("Nunca te pedimos datos de tarjeta o de banco por correo.", "Introduce tu número de tarjeta."),
        "fr": (
            "Nous ne demandons jamais vos coordonnées bancaires ou votre carte par e-mail.",
            "Saisissez votre numéro de carte.",
        ),
        "de": ("Wir fragen nie per E-Mail nach Karten- oder Bankdaten.", "Geben Sie Ihre Kartennummer ein."),
    },
    "login-link": {
        "en": ("We never send you a link to sign in.", '<a href="https://www.alder.example/login">Sign in</a>'),
        "es": (
            "Nunca te enviamos un enlace para entrar en tu cuenta.",
            '<a href="https://www.alder.example/login">Iniciar sesión</a>',
        ),
        "fr": (
            "Nous n'envoyons jamais de lien de connexion.",
            '<a href="https://www.alder.example/login">Se connecter</a>',
        ),
        "de": (
            "Wir schicken Ihnen nie einen Link zum Anmelden.",
            '<a href="https://www.alder.example/login">Jetzt anmelden</a>',
        ),
    },
    "gift-card": {
        "en": ("We never ask you to pay with gift cards or crypto.", "Buy gift cards and send us the codes."),
        "es": (
            "Nunca te pedimos que pagues con tarjetas regalo o criptomonedas.",
            "Compra tarjetas regalo y envíanos los códigos.",
        ),
        "fr": (
            "Nous ne demandons jamais de payer en cartes cadeaux ou en cryptomonnaie.",
            "Achetez des cartes cadeaux et envoyez-nous les codes.",
        ),
        "de": (
            "Wir bitten Sie nie, mit Gutscheinkarten oder Krypto zu zahlen.",
            "Kaufen Sie Gutscheinkarten und senden Sie uns die Codes.",
        ),
    },
    "remote-access": {
        "en": (
            "We never ask to control your phone or computer.",
            "Please install AnyDesk and give us access to your computer.",
        ),
        "es": (
            "Nunca te pedimos controlar tu teléfono o tu ordenador.",
            "Instala AnyDesk y danos acceso a tu ordenador.",
        ),
        "fr": (
            "Nous ne demandons jamais à prendre le contrôle de votre ordinateur.",
            "Installez AnyDesk et donnez-nous l'accès à votre ordinateur.",
        ),
        "de": (
            "Wir verlangen nie Zugriff auf Ihren Computer.",
            "Bitte installieren Sie AnyDesk und geben Sie uns Zugriff auf Ihren Computer.",
        ),
    },
    "qr-code": {
        "en": ("We never put a QR code in a mail.", "Scan the QR code to see your parcel."),
        "es": ("Nunca ponemos un código QR en un correo.", "Escanea el código QR para ver tu paquete."),
        "fr": ("Nous ne mettons jamais de code QR dans un e-mail.", "Scannez le code QR pour voir votre colis."),
        "de": ("Wir setzen nie einen QR-Code in eine Mail.", "Scannen Sie den QR-Code, um Ihr Paket zu sehen."),
    },
    "hurry": {
        "en": ("We never rush you.", "Act now or your account will be closed within 24 hours."),
        "es": ("Nunca te metemos prisa.", "Actúa ahora o tu cuenta será cerrada en 24 horas."),
        "fr": ("Nous ne vous pressons jamais.", "Agissez maintenant ou votre compte sera fermé sous 24 heures."),
        "de": ("Wir drängen Sie nie.", "Handeln Sie jetzt, sonst wird Ihr Konto innerhalb von 24 Stunden gesperrt."),
    },
}
RULES = {promise.key: promise.rules for promise in RECOMMENDED} | {"hurry": ("FW-PR-01", "FW-PR-02")}
LANGUAGES = ("en", "es", "fr", "de")


def promise(key):
    statements = {language: statement for language, (statement, _) in PROMISES[key].items()}
    return ProfilePromise(key, statements, RULES[key])


@pytest.mark.parametrize("message_class", ["transactional", "care"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", PROMISES)
def test_a_broken_promise_is_told_in_its_own_words(key, language, message_class):
    statement, breach = PROMISES[key][language]
    html = f"<p>{CALM[language]}</p><p>{breach}</p>" if breach.startswith("<") else None
    text = CALM[language] if html else f"{CALM[language]} {breach}"
    raw = mail(text, html, subject=SUBJECTS[language], Content_Language=language)
    broken = found(lint(raw, message_class, profile=replace(BRAND, promises=(promise(key),))), "FW-RQ-04")
    assert broken
    assert all(statement in finding.message and statement in finding.breaks for finding in broken)


@pytest.mark.parametrize("language", LANGUAGES)
def test_saying_a_promise_breaks_none(language):
    said = " ".join(statements[language][0] for statements in PROMISES.values())
    raw = mail(f"{CALM[language]} {said}", subject=SUBJECTS[language], Content_Language=language)
    promises = tuple(promise(key) for key in PROMISES)
    assert not found(lint(raw, "care", profile=replace(BRAND, promises=promises)), "FW-RQ-04")
