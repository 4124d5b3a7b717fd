"""Rules of words: in every language something bad is found, and calm or negated words are not."""

import pytest

from lint.mails import CALM, found, lint, mail, severities, skipped

# rule → language → sentences that break it. Each stands alone in an otherwise calm mail.
BAD = {
    "FW-RQ-01": {
        "en": [
            "Please confirm your password on the page.",
            "Reply and tell us your one-time code.",
            "Update your payment details to go on.",
            "Enter your card number and CVV.",
            "Please verify your identity by Friday.",
            "Send us a copy of your passport.",
            "Provide your date of birth in the reply.",
            "Do not hesitate to send us your PIN.",
            "If you don't confirm your password, we close it.",
        ],
        "de": [
            "Bitte bestätigen Sie Ihr Passwort auf der Seite.",
            "Geben Sie Ihre Kreditkartennummer ein.",
            "Aktualisieren Sie Ihre Zahlungsdaten.",
            "Zögern Sie nicht und senden Sie uns Ihre PIN.",
            "Verifizieren Sie Ihre Identität.",
        ],
        "es": [
            "Por favor, confirme su contraseña en la página.",
            "Introduzca su número de tarjeta y el CVV.",
            "Actualice sus datos de pago.",
            "Verifique su identidad hoy.",
        ],
        "fr": [
            "Veuillez confirmer votre mot de passe sur la page.",
            "Saisissez votre numéro de carte et le code.",
            "Mettez à jour vos informations de paiement.",
            "Vérifiez votre identité aujourd'hui.",
        ],
    },
    "FW-RQ-02": {
        "en": ["Please reply with your full name and address.", "Respond urgently, or reply to me urgently."],
        "de": ["Antworten Sie uns mit Ihren Daten.", "Antworten Sie auf diese E-Mail mit Ihrer Adresse."],
        "es": ["Responda a este correo con su nombre y dirección.", "Conteste con su número."],
        "fr": ["Répondez à ce message avec votre nom.", "Répondez à ce courriel avec une copie de votre pièce."],
    },
    "FW-RQ-03": {
        "en": [
            "Buy three gift cards and keep the receipt.",
            "Please send 0.2 bitcoin to this wallet.",
            "Move your money to a safe account.",
            "Our new bank details are below.",
            "Pay a small redelivery fee of two euros.",
            "Connect your wallet to go on.",
        ],
        "de": [
            "Kaufen Sie bitte drei Geschenkkarten.",
            "Überweisen Sie den Betrag auf dieses Konto.",
            "Zahlen Sie die Zollgebühr von zwei Euro.",
        ],
        "es": ["Compre tres tarjetas regalo.", "Transfiera el dinero a esta cuenta.", "Pague los gastos de envío."],
        "fr": ["Achetez trois cartes cadeaux.", "Virez la somme sur ce compte.", "Payez les frais de livraison."],
    },
    "FW-RQ-05": {
        "en": ["Download the attached file and run the program.", "Install this security update from our page."],
        "de": ["Laden Sie das Programm von unserer Seite herunter.", "Installieren Sie die Software."],
        "es": ["Descargue el programa de nuestra página.", "Descargue el archivo adjunto."],
        "fr": ["Téléchargez le logiciel sur notre page.", "Ouvrez le fichier joint."],
    },
    "FW-PR-01": {
        "en": [
            "Act now.",
            "This is your final notice.",
            "Confirm the address within 24 hours.",
            "Only 3 hours left.",
            "It expires today.",
        ],
        "de": ["Handeln Sie jetzt.", "Dies ist Ihre letzte Mahnung.", "Bestätigen Sie innerhalb von 24 Stunden."],
        "es": ["Actúe ahora.", "Este es el último aviso.", "Confirme su dirección en 24 horas."],
        "fr": ["Agissez maintenant.", "C'est le dernier rappel.", "Confirmez votre adresse sous 24 heures."],
    },
    "FW-PR-02": {
        "en": [
            "Your account will be suspended.",
            "We will take legal action.",
            "You may lose access to it.",
            "To avoid closure of your mailbox, read on.",
        ],
        "de": ["Ihr Konto wird gesperrt.", "Wir leiten rechtliche Schritte ein.", "Es folgt ein Mahnverfahren."],
        "es": ["Su cuenta será suspendida.", "Iniciaremos acciones legales.", "Puede perder su acceso."],
        "fr": ["Votre compte sera suspendu.", "Nous engagerons des poursuites judiciaires.", "Un huissier viendra."],
    },
    "FW-PR-03": {
        "en": [
            "Congratulations, you have won a phone.",
            "You have been selected for a reward.",
            "Claim your prize.",
            "An exclusive offer.",
            "For a limited time.",
        ],
        "de": ["Herzlichen Glückwunsch, Sie haben gewonnen.", "Unser Gewinnspiel.", "Ein exklusives Angebot."],
        "es": ["Enhorabuena, ha ganado un teléfono.", "Ha sido seleccionado.", "Una oferta exclusiva."],
        "fr": ["Félicitations, vous avez gagné.", "Vous avez été sélectionné.", "Une offre exclusive."],
    },
    "FW-IM-02": {
        "en": ["This email is safe.", "Our mail is 100% secure.", "Verified by Norton Secured."],
        "de": ["Diese E-Mail ist sicher.", "Auf Viren geprüft."],
        "es": ["Este correo es seguro.", "Mensaje libre de virus."],
        "fr": ["Ce message est sûr.", "Message sans virus."],
    },
    "FW-IM-03": {
        "en": ["Your security phrase is blue boat.", "If you see your name, it is real."],
        "de": ["Ihr Sicherheitswort lautet Boot."],
        "es": ["Tu frase de seguridad es barco."],
        "fr": ["Votre phrase de sécurité est bateau."],
    },
    "FW-RD-04": {
        "en": [
            "Look for spelling mistakes to spot a fake.",
            "Look for the padlock.",
            "We always greet you by your name.",
        ],
        "de": ["Achten Sie auf Rechtschreibfehler.", "Achten Sie auf das Schloss."],
        "es": ["Fíjese en las faltas de ortografía.", "Busque el candado."],
        "fr": ["Cherchez les fautes d'orthographe.", "Vérifiez le cadenas."],
    },
}
# The same matters, told or negated or in another sense: nothing may be found.
GOOD = {
    "FW-RQ-01": {
        "en": [
            "We never ask for your password or PIN by email.",
            "We will never call, text or write to ask you to confirm your card number.",
            "Your password was changed on Monday.",
            "Type this code on the page you opened.",
            "Names and card numbers were not copied.",
            "Nobody who works for us asks you to share your code.",
        ],
        "de": [
            "Wir fragen nie nach Ihrem Passwort.",
            "Geben Sie Ihr Passwort niemals weiter.",
            "Ihr Passwort wurde geändert.",
        ],
        "es": ["Nunca te pedimos tu contraseña ni tu PIN.", "Su contraseña se ha cambiado."],
        "fr": ["Nous ne demandons jamais votre mot de passe.", "Votre mot de passe a été modifié."],
    },
    "FW-RQ-02": {
        "en": ["You don't need to reply to this mail.", "Contact us if anything is unclear."],
        "de": ["Sie müssen nicht antworten.", "Ich warte auf Ihre Antwort."],
        "es": ["No hace falta que responda.", "Espero su respuesta."],
        "fr": ["Vous n'avez pas à répondre.", "Dans l'attente de votre réponse, je vous salue."],
    },
    "FW-RQ-03": {
        "en": [
            "We never ask you to pay with gift cards.",
            "Delivery fee: 4.90 euros, paid on Monday.",
            "We will never ask you to move your money to a safe account.",
        ],
        "de": ["Wir verlangen nie, dass Sie Geschenkkarten kaufen.", "Versandkosten: 4,90 Euro."],
        "es": ["Nunca te pedimos que compres tarjetas regalo.", "Gastos de envío: 4,90 euros."],
        "fr": ["Nous ne demandons jamais d'acheter des cartes cadeaux.", "Frais de livraison : 4,90 euros."],
    },
    "FW-RQ-05": {
        "en": ["Open our app, then Settings.", "Get our app in the App Store or on Google Play, then install it."],
        "de": ["Öffnen Sie die App und dann Sicherheit."],
        "es": ["Abra la aplicación y elija Seguridad."],
        "fr": ["Ouvrez l'application, puis Sécurité."],
    },
    "FW-PR-01": {
        "en": [
            "We deliver within 24 hours.",
            "There is no hurry.",
            "You have until March; there is nothing you must do.",
        ],
        "de": ["Wir liefern innerhalb von 24 Stunden.", "Es eilt nicht."],
        "es": ["Entregamos en 24 horas.", "No es urgente."],
        "fr": ["Nous livrons sous 24 heures.", "Ce n'est pas urgent."],
    },
    "FW-PR-02": {
        "en": ["We never close an account by mail.", "Your account will not be suspended."],
        "de": ["Ihr Konto wird nicht gesperrt."],
        "es": ["Su cuenta no será suspendida."],
        "fr": ["Votre compte ne sera pas suspendu."],
    },
    "FW-PR-03": {
        "en": ["We hold no raffles, and there is no prize.", "Thank you for choosing us."],
        "de": ["Wir veranstalten kein Gewinnspiel.", "Danke für Ihren Einkauf."],
        "es": ["No hacemos sorteos.", "Gracias por su compra."],
        "fr": ["Merci pour votre achat.", "Le paquet est arrivé."],
    },
    "FW-IM-02": {
        "en": ["We store your parcel in a dry place."],
        "de": ["Ihr Paket liegt bei Ihrem Nachbarn."],
        "es": ["Su paquete está con su vecino."],
        "fr": ["Votre colis est chez votre voisin."],
    },
    "FW-IM-03": {
        "en": ["To check this mail, open our app yourself."],
        "de": ["Öffnen Sie unsere App, um diese Nachricht zu prüfen."],
        "es": ["Para comprobar este correo, abra la aplicación."],
        "fr": ["Pour vérifier ce message, ouvrez l'application."],
    },
    "FW-RD-04": {
        "en": ["Don't look for spelling mistakes: fakes have none.", "A padlock proves nothing."],
        "de": ["Achten Sie nicht auf Rechtschreibfehler."],
        "es": ["No busque faltas de ortografía."],
        "fr": ["Ne cherchez pas les fautes d'orthographe."],
    },
}


def cases(table):
    return [
        pytest.param(rule, language, sentence, id=f"{rule}-{language}-{sentence[:30]}")
        for rule, languages in table.items()
        for language, sentences in languages.items()
        for sentence in sentences
    ]


def written(language, sentence):
    """The sentence in the middle of a calm mail in its language."""
    calm = CALM[language]
    return mail(f"{calm}\n\n{sentence}\n\n{calm}", Content_Language=language)


def test_every_language_has_a_bad_and_a_good_sample_for_every_rule():
    for table in (BAD, GOOD):
        assert all(set(languages) == {"en", "de", "es", "fr"} for languages in table.values())
    assert set(BAD) == set(GOOD)


@pytest.mark.parametrize(("rule", "language", "sentence"), cases(BAD))
def test_bad_words_are_found_with_the_exact_words_and_place(rule, language, sentence):
    raw = written(language, sentence)
    report = lint(raw)
    assert report.language == language
    findings = found(report, rule)
    assert findings, f"nothing found in {sentence!r}"
    for finding in findings:
        line = raw_text(raw).splitlines()[finding.where.line - 1]
        assert line[finding.where.column - 1 :].startswith(finding.where.text)
        assert finding.where.text in sentence
        assert finding.where.part == "text"


def raw_text(raw):
    from forewarn.mail.reading.message import read_mail

    return read_mail(raw).texts[0].text


@pytest.mark.parametrize(("rule", "language", "sentence"), cases(GOOD))
def test_negated_told_or_harmless_words_are_not(rule, language, sentence):
    report = lint(written(language, sentence))
    assert report.language == language
    assert not found(report, rule), found(report, rule)[0].message


@pytest.mark.parametrize("language", CALM)
def test_a_calm_mail_has_no_finding_of_words(language):
    report = lint(mail(CALM[language], Content_Language=language))
    assert {finding.rule for finding in report.findings} <= {"FW-ID-07"}


@pytest.mark.parametrize(
    ("rule", "sentence", "expected"),
    [
        ("FW-PR-01", "Act now.", {"care": "block", "mandated": "block", "transactional": "error", "marketing": "warn"}),
        ("FW-PR-02", "We will take legal action.", {"care": "error", "mandated": "error", "transactional": "error"}),
        ("FW-PR-03", "Claim your prize.", {"care": "block", "transactional": "block", "marketing": "warn"}),
        ("FW-PR-03", "An exclusive offer.", {"care": "block", "transactional": "error", "marketing": "warn"}),
        ("FW-RQ-01", "Confirm your password.", {"care": "block", "transactional": "block", "marketing": "block"}),
        ("FW-RD-04", "Look for the padlock.", {"care": "error", "transactional": "error"}),
        ("FW-WD-06", "Out of an abundance of caution we write.", {"care": "warn", "mandated": "warn"}),
    ],
)
def test_severity_is_that_of_the_class(rule, sentence, expected):
    raw = written("en", sentence)
    for message_class, severity in expected.items():
        assert severities(lint(raw, message_class), rule) == [severity], message_class


def test_words_of_what_scammers_send_are_told_not_said():
    told = (
        "What scammers send in our name now\n----------------------------------\n\n"
        "“Your account will be closed, confirm your password within 24 hours”\n  It wants: your password\n\n"
        "What we never ask you\n---------------------\n\n- Your password\n- Buy gift cards\n\n"
        "How to check\n------------\n\nOpen our app.\n"
    )
    report = lint(mail(f"{CALM['en']}\n\n{told}"), "care")
    assert not {f.rule for f in report.findings} & {"FW-RQ-01", "FW-RQ-03", "FW-PR-01", "FW-PR-02"}
    said = lint(mail(f"{CALM['en']}\n\nYour account will be closed, confirm your password within 24 hours"), "care")
    assert {"FW-RQ-01", "FW-PR-01", "FW-PR-02"} <= {f.rule for f in said.findings}


def test_headings_of_html_bound_what_is_told():
    html = (
        "<h2>What scammers send in our name</h2><p>Confirm your password now</p>"
        "<h2>One thing to do</h2><p>Confirm your card number now</p>"
    )
    findings = found(lint(mail(CALM["en"], html=html)), "FW-RQ-01")
    assert [f.where.text for f in findings] == ["Confirm your card"] or all("card" in f.where.text for f in findings)
    assert findings


def test_the_same_words_in_both_parts_are_one_finding_in_the_html():
    findings = found(lint(mail(f"{CALM['en']}\n\nClaim your prize.", html="<p>Claim your prize.</p>")), "FW-PR-03")
    assert [f.where.part for f in findings] == ["html"]


def test_disguised_letters_are_read_as_the_plain_ones():
    for sentence in ("𝗖𝗹𝗮𝗶𝗺 𝘆𝗼𝘂𝗿 𝗽𝗿𝗶𝘇𝗲.", "Сlаim yоur рrizе.", "C\u034fl\u034faim your pri\u200bze."):
        assert found(lint(written("en", sentence)), "FW-PR-03"), sentence


def test_another_language_is_linted_without_words_and_says_so():
    text = (
        "A sua encomenda saiu hoje do nosso armazém. Você vai receber na quinta-feira. Confirme sua senha agora mesmo."
    )
    report = lint(mail(text, subject="Sua encomenda", html='<p>Confirme</p><a href="https://bit.ly/x">aqui</a>'))
    assert report.language == "pt"
    assert not found(report, "FW-RQ-01")
    assert found(report, "FW-LK-04"), "what is free of language still runs"
    assert "English, Spanish, French, German" in skipped(report, "FW-RQ-01")
    assert "pt" in skipped(report, "FW-PR-01")


def test_the_notice_in_the_account_allows_the_threat_in_transactional_mail():
    from forewarn.lint.context import LintContext

    raw = written("en", "Your account will be suspended.")
    assert not found(lint(raw, context=LintContext(notice_in_account=True)), "FW-PR-02")
    assert found(lint(raw, "care", context=LintContext(notice_in_account=True)), "FW-PR-02")
