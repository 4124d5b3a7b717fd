"""FW-PR-04 and 05, FW-WD: subjects, alarms, and the words of leak notices."""

from datetime import date

import pytest

from forewarn.lint.context import IncidentFacts, LintContext, Purpose
from lint.mails import CALM, found, lint, mail, severities, skipped


@pytest.mark.parametrize(
    ("subject", "words", "milder"),
    [
        ("YOUR PARCEL IS WAITING", "YOUR PARCEL IS WAITING", False),
        ("Your parcel!!", "!!", False),
        ("Your parcel \U0001f381", "\U0001f381", True),
        ("Re: your parcel", "Re:", False),
        ("Fwd: your parcel", "Fwd:", False),
        ("AW: Ihr Paket", "AW:", False),
        ("You saved 20 €", "20 €", True),
        ("$1,000 for you", "$1,000", True),
        ("𝗬𝗼𝘂𝗿 parcel", "𝗬𝗼𝘂𝗿 parcel", False),
        ("Yоur раrсеl", "Yоur раrсеl", False),
    ],
)
def test_pr04_loud_subjects(subject, words, milder):
    for message_class in ("care", "mandated"):
        assert severities(lint(mail(subject=subject), message_class), "FW-PR-04") == ["block"]
    report = lint(mail(subject=subject))
    assert severities(report, "FW-PR-04") == ["error" if milder else "block"]
    where = found(report, "FW-PR-04")[0].where
    assert where.part == "header Subject"
    assert where.text == words
    assert severities(lint(mail(subject=subject), "marketing"), "FW-PR-04") == ["error"]


@pytest.mark.parametrize(
    "subject",
    [
        "Your parcel",
        "Your Alder safety note, spring 2027",
        "ALDER",
        "USB-C and HDMI cables",
        "Is it Thursday?",
        "Rückgabe",
        "Preview",
    ],
)
def test_pr04_calm_subjects(subject):
    for message_class in ("care", "transactional", "marketing"):
        assert not found(lint(mail(subject=subject), message_class), "FW-PR-04")


def test_pr04_a_real_answer_may_say_re():
    assert not found(lint(mail(subject="Re: your question", In_Reply_To="<q@people.example>")), "FW-PR-04")


def test_pr04_account_and_invoice_only_in_transactional_mail():
    raw = mail(subject="News about your account")
    assert severities(lint(raw, "care"), "FW-PR-04") == ["block"]
    assert severities(lint(raw, "marketing"), "FW-PR-04") == ["error"]
    assert not found(lint(raw), "FW-PR-04")
    assert found(lint(mail(subject="Ihre Rechnung", text=CALM["de"]), "marketing"), "FW-PR-04")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We noticed an unusual sign-in to your account."),
        ("en", "Was this you?"),
        ("de", "Wir haben eine neue Anmeldung festgestellt."),
        ("es", "Hemos detectado un acceso inusual."),
        ("fr", "Nous avons détecté une connexion inhabituelle."),
    ],
)
def test_pr05_alarms_with_a_way_to_react(language, sentence):
    text = f"{CALM[language]} {sentence}"
    html = f'<p>{sentence}</p><a href="https://www.alder.example/activity">www.alder.example</a>'
    raw = mail(text, html=html, Content_Language=language)
    assert severities(lint(raw), "FW-PR-05") == ["error"]
    assert not found(lint(mail(text, Content_Language=language)), "FW-PR-05"), "an alarm without a link is fine"
    by_mail = mail(
        text,
        html=f'<p>{sentence}</p><a href="mailto:desk@alder.example">Report the user</a>',
        Content_Language=language,
    )
    assert found(lint(by_mail), "FW-PR-05")


def test_pr05_a_calm_mail_with_a_link():
    assert not found(
        lint(mail(html='<p>Your parcel.</p><a href="https://www.alder.example/p">Where it is</a>')), "FW-PR-05"
    )


NOTICE = {
    "en": """In short
Your name and email address were copied. Nothing you must do.

What happened
On 3 November 2026 somebody copied data from Birch Mail, which sends our mail.

What information was involved
Names and email addresses.

What was not involved
Passwords and card data: Birch Mail never had them.

What we have done
We closed the door on 4 November 2026.

What you can do
1. Expect fake mail in our name. 1 minute.

What we don't know yet
Who did it. Next update on 1 December 2026.

How to check this notice
Open our app yourself.

Your rights and contact
Our data protection officer answers you.

We are sorry.""",
    "de": """Kurz gesagt
Ihr Name und Ihre Adresse wurden kopiert.

Was passiert ist
Am 3. November 2026 hat jemand bei Birch Mail Daten kopiert.

Welche Daten
Namen und Adressen.

Was nicht betroffen ist
Passwörter.

Was wir getan haben
Wir haben die Lücke geschlossen.

Was Sie tun können
1. Rechnen Sie mit falschen Mails. 1 Minute.

Was wir noch nicht wissen
Wer es war. Nächster Stand am 1. Dezember 2026.

So prüfen Sie diese Nachricht
Öffnen Sie unsere App.

Ihre Rechte
Unser Datenschutzbeauftragter antwortet Ihnen.

Es tut uns leid.""",
    "es": """En breve
Se copiaron su nombre y su dirección de correo.

Qué ha pasado
El 3 de noviembre de 2026 alguien copió datos de Birch Mail.

Qué datos
Nombres y direcciones.

Datos no afectados
Contraseñas.

Qué hemos hecho
Hemos cerrado el acceso.

Qué puede hacer
1. Desconfíe de correos falsos. 1 minuto.

Lo que aún no sabemos
Quién fue. Próxima actualización el 1 de diciembre de 2026.

Cómo comprobar este aviso
Abra la aplicación.

Sus derechos
Nuestro delegado de protección de datos le responde.

Lo sentimos.""",
    "fr": """En bref
Votre nom et votre adresse ont été copiés.

Ce qui s'est passé
Le 3 novembre 2026, quelqu'un a copié des données chez Birch Mail.

Quelles données
Noms et adresses.

Ce qui n'est pas concerné
Les mots de passe.

Ce que nous avons fait
Nous avons fermé l'accès.

Ce que vous pouvez faire
1. Attendez-vous à de faux messages. 1 minute.

Ce que nous ne savons pas encore
Qui l'a fait. Prochaine information le 1 décembre 2026.

Comment vérifier ce message
Ouvrez l'application.

Vos droits
Notre délégué à la protection des données vous répond.

Nous sommes désolés.""",
}
SUBJECT = {
    "en": "Notice of data breach at Birch Mail",
    "de": "Datenpanne bei Birch Mail",
    "es": "Aviso: brecha de datos en Birch Mail",
    "fr": "Avis : fuite de données chez Birch Mail",
}
FACTS = IncidentFacts(
    "Birch Mail",
    {"name": "copied", "email": "copied", "password": "not_held"},
    numbers=(12400,),
    dates=(date(2026, 11, 3), date(2026, 11, 4)),
    next_update=date(2026, 12, 1),
)


def notice(text=NOTICE["en"], language="en", subject=None, **more):
    raw = mail(text, subject=subject or SUBJECT[language], Content_Language=language)
    return lint(raw, "mandated", context=LintContext(incident=more.pop("incident", FACTS), purpose=Purpose.LEAK_NOTICE))


@pytest.mark.parametrize("language", NOTICE)
def test_a_good_leak_notice_has_no_finding_of_words(language):
    report = notice(NOTICE[language], language)
    assert report.language == language
    assert not [f for f in report.findings if f.rule.startswith(("FW-WD", "FW-RQ", "FW-PR", "FW-HD"))], [
        (f.rule, f.message) for f in report.findings
    ]


@pytest.mark.parametrize(
    ("language", "old", "new", "word"),
    [
        ("en", "were copied", "were leaked", "leaked"),
        ("en", "were copied", "were exposed", "exposed"),
        ("de", "kopiert.", "veröffentlicht.", "veröffentlicht"),
        ("es", "Se copiaron", "Fueron filtrados", "filtrados"),
        ("fr", "copiés.", "divulgués.", "divulgués"),
    ],
)
def test_wd01_a_verb_that_the_record_does_not_bear(language, old, new, word):
    report = notice(NOTICE[language].replace(old, new, 1), language)
    assert severities(report, "FW-WD-01") == ["block"]
    assert found(report, "FW-WD-01")[0].where.text == word


def test_wd01_a_negated_verb_and_no_record():
    assert not found(notice(NOTICE["en"] + "\n\nCard numbers were not leaked."), "FW-WD-01")
    report = notice(incident=None)
    assert "incident record" in skipped(report, "FW-WD-01")
    assert "incident record" in skipped(report, "FW-WD-08")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Your address may have been accessed."),
        ("en", "You are potentially affected."),
        ("de", "Ihre Adresse ist möglicherweise betroffen."),
        ("es", "Su dirección podría haber sido copiada."),
        ("fr", "Votre adresse est potentiellement concernée."),
    ],
)
def test_wd02_hedges(language, sentence):
    assert severities(notice(f"{sentence}\n\n{NOTICE[language]}", language), "FW-WD-02") == ["error"]


def test_wd02_what_is_not_known_yet_may_hedge_with_a_date():
    text = NOTICE["en"].replace(
        "Who did it. Next update on 1 December 2026.",
        "We don't know yet who did it. Your address may have been accessed too. Next update on 1 December 2026.",
    )
    assert not found(notice(text), "FW-WD-02")
    assert not found(lint(mail("It may be late today, as it may rain."), "transactional"), "FW-WD-02")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is no evidence of misuse."),
        ("de", "Es gibt keine Hinweise auf Missbrauch."),
        ("es", "No hay pruebas de un mal uso."),
        ("fr", "Il n'y a aucune preuve d'un mauvais usage."),
    ],
)
def test_wd03_no_evidence_alone(language, sentence):
    assert severities(notice(f"{NOTICE[language]}\n\n{sentence}", language), "FW-WD-03") == ["error"]


def test_wd03_what_was_checked_and_until_when():
    text = NOTICE["en"] + "\n\nThere is no evidence of misuse. We checked all logs until 4 November 2026."
    assert not found(notice(text), "FW-WD-03")


@pytest.mark.parametrize(
    ("cut", "missing"),
    [
        ("What was not involved\nPasswords and card data: Birch Mail never had them.\n\n", "what was not involved"),
        ("How to check this notice\nOpen our app yourself.\n\n", "how to check this notice"),
        ("What happened\n", "what happened"),
    ],
)
def test_wd04_missing_blocks(cut, missing):
    report = notice(NOTICE["en"].replace(cut, ""))
    assert severities(report, "FW-WD-04") == ["block"]
    assert missing in found(report, "FW-WD-04")[0].message


def test_wd05_other_matters_and_a_vague_subject():
    report = notice(NOTICE["en"] + "\n\nEnjoy 20 % off. Take part in our survey.")
    assert set(severities(report, "FW-WD-05")) == {"block"}
    assert len(found(report, "FW-WD-05")) >= 2
    assert "subject" in found(notice(subject="Important update"), "FW-WD-05")[0].message
    assert not found(lint(mail(CALM["en"] + " Enjoy 20 % off."), "marketing"), "FW-WD-05")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We take your security seriously."),
        ("en", "Only a small number of customers."),
        ("de", "Wir nehmen den Datenschutz sehr ernst."),
        ("es", "Nos tomamos la seguridad muy en serio."),
        ("fr", "Nous prenons la sécurité très au sérieux."),
    ],
)
def test_wd06_filler_and_minimising(language, sentence):
    assert set(severities(notice(f"{NOTICE[language]}\n\n{sentence}", language), "FW-WD-06")) == {"warn"}


def test_wd06_only_is_a_plain_word_elsewhere():
    assert not found(lint(mail(CALM["en"] + " We have only two left."), "care"), "FW-WD-06")


def test_wd07_vendor_blame_and_sorry():
    assert "Birch Mail" in found(notice(NOTICE["en"].replace("Birch Mail", "a vendor")), "FW-WD-07")[0].message
    assert "sorry" in found(notice(NOTICE["en"].replace("We are sorry.", "")), "FW-WD-07")[0].message
    assert "blame" in found(notice(NOTICE["en"] + "\n\nBirch is solely responsible."), "FW-WD-07")[0].message


@pytest.mark.parametrize(
    ("text", "what"),
    [("2026-11-05", "2026-11-05"), ("05.11.2026", "05.11.2026"), ("15,000 customers", "15,000")],
)
def test_wd08_figures_that_are_not_in_the_record(text, what):
    report = notice(f"{NOTICE['en']}\n\nIt concerns {text}.")
    assert severities(report, "FW-WD-08") == ["block"]
    assert what in found(report, "FW-WD-08")[0].message


def test_wd08_figures_of_the_record_and_none_at_all():
    assert not found(notice(f"{NOTICE['en']}\n\nIt concerns 12,400 customers since 2026-11-03."), "FW-WD-08")
    import re

    bare = re.sub(r"\d{1,2} (November|December) 2026", "some day", NOTICE["en"])
    assert "no date" in found(notice(bare), "FW-WD-08")[0].message
