"""What shops and carriers write every day does not block; beside each stands the lure that looks like it."""

import pytest

from lint.mails import CALM, found, lint, mail, page, severities

BRAND_LINK = "https://www.alder.example"

# language, honest sentence, lure, rule
PAIRS = [
    ("en", "Enter your code at checkout and save.", "Enter your code to keep your account.", "FW-RQ-01"),
    ("en", "Enter your promo code SUMMER in the basket.", "Enter your access code here.", "FW-RQ-01"),
    ("en", "Share your code with friends and you both get a cake.", "Share your code with our agent.", "FW-RQ-01"),
    ("en", "Create a project and share your code with the community.", "Send us your code.", "FW-RQ-01"),
    ("en", "Please update your payment details in the app.", "Please update your payment details today.", "FW-RQ-01"),
    ("en", "You can change your payment method under Settings.", "Change your payment method to stay.", "FW-RQ-01"),
    ("de", "Gib deinen Code an der Kasse ein und spare.", "Gib deinen Code ein und bestätige das Konto.", "FW-RQ-01"),
    ("de", "Teile deinen Code mit Freunden.", "Teile uns deinen Code mit.", "FW-RQ-01"),
    ("de", "Aktualisieren Sie Ihre Zahlungsdaten in der App.", "Aktualisieren Sie Ihre Zahlungsdaten.", "FW-RQ-01"),
    ("fr", "Saisissez votre code promo au moment du paiement.", "Saisissez votre code de sécurité.", "FW-RQ-01"),
    ("fr", "Partagez votre code avec vos amis.", "Envoyez votre code à notre agent.", "FW-RQ-01"),
    ("fr", "Mettez à jour vos coordonnées dans l’application.", "Mettez à jour vos coordonnées.", "FW-RQ-01"),
    ("es", "Introduce tu código en la caja y ahorra.", "Introduce tu código para seguir.", "FW-RQ-01"),
    ("es", "Comparte tu código con tus amigos.", "Comparte tu código con nuestro agente.", "FW-RQ-01"),
    ("es", "Actualiza tus datos de pago en la app.", "Actualiza tus datos de pago.", "FW-RQ-01"),
]


def of(sentence, language="en", message_class="transactional", html=None):
    calm = CALM[language]
    return lint(mail(f"{calm}\n\n{sentence}\n\n{calm}", html, Content_Language=language), message_class)


@pytest.mark.parametrize(("language", "honest", "lure", "rule"), PAIRS)
def test_honest_sentences_pass_and_the_lure_beside_them_does_not(language, honest, lure, rule):
    assert not found(of(honest, language), rule), found(of(honest, language), rule)[0].message
    assert severities(of(lure, language), rule) == ["block"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Buy a gift card for somebody you love."),
        ("de", "Verschenken Sie eine Geschenkkarte."),
        ("fr", "Offrez une carte cadeau."),
        ("es", "Regala una tarjeta regalo."),
    ],
)
def test_a_shop_may_sell_gift_cards_where_it_sells(language, sentence):
    assert not found(of(sentence, language, "marketing"), "FW-RQ-03")
    assert severities(of(sentence, language, "transactional"), "FW-RQ-03") == ["error"]
    assert severities(of(sentence, language, "care"), "FW-RQ-03") == ["block"]


@pytest.mark.parametrize("sentence", ["Buy gift cards and send the numbers.", "Get me an Apple gift card today."])
def test_a_request_for_gift_cards_blocks_everywhere(sentence):
    assert severities(of(sentence, message_class="marketing"), "FW-RQ-03") == ["block"]


@pytest.mark.parametrize(
    ("language", "code", "account"),
    [
        ("en", "Your verification code is 482913. It expires in 10 minutes.", "Your access expires in 24 hours."),
        ("de", "Ihr Code ist 482913. Er läuft in 10 Minuten ab.", "Ihr Zugang läuft in 24 Stunden ab."),
        ("fr", "Votre code est 482913. Il expire dans 10 minutes.", "Votre accès expire dans 24 heures."),
        ("es", "Tu código es 482913. Caduca en 10 minutos.", "Tu acceso caduca en 24 horas."),
    ],
)
def test_how_long_a_code_works_is_no_hurry(language, code, account):
    assert not found(of(code, language), "FW-PR-01")
    assert severities(of(account, language), "FW-PR-01") == ["error"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Congratulations, you have reached level three."),
        ("fr", "Félicitations pour votre nouvel appartement."),
        ("es", "Enhorabuena, has llegado al nivel tres."),
        ("de", "Herzlichen Glückwunsch, du hast die dritte Stufe erreicht."),
    ],
)
def test_good_wishes_do_not_block(language, sentence):
    assert "block" not in severities(of(sentence, language), "FW-PR-03")


def linked(href, words):
    return f'<p>Here you are: <a href="{href}">{words}</a></p>'


MANAGE = linked(f"{BRAND_LINK}/url_login?list=news", "Manage my subscriptions")


def test_the_address_of_the_preferences_is_no_sign_in_from_other_words():
    same = linked(f"{BRAND_LINK}/url_login?list=news", "free newsletters")
    assert not found(of("Hello.", message_class="marketing", html=MANAGE + same), "FW-LK-01")
    assert severities(of("Hello.", message_class="marketing", html=same), "FW-LK-01") == ["block"]
    assert severities(of("Hello.", message_class="care", html=MANAGE + same), "FW-LK-01") == ["block"]
    asking = linked(f"{BRAND_LINK}/url_login?list=news", "Verify your account")
    assert severities(of("Hello.", message_class="marketing", html=MANAGE + asking), "FW-LK-01") == ["block"]


def test_words_that_show_where_a_redirector_leads_are_an_error_not_a_block():
    passing = linked("https://offers.birch.test/go?dest=https%3A%2F%2Fwww.larch.test%2Fp", "larch.test")
    hiding = linked("https://offers.birch.test/go?dest=https%3A%2F%2Fwww.elm.test%2Fp", "larch.test")
    counting = linked("https://mail4.birch.test/Click?q=84-CCDyQ60lyggM3", "larch.test")
    for html, severity in ((passing, "error"), (hiding, "block"), (counting, "error")):
        assert severities(of("Hello.", html=html), "FW-LK-05") == [severity]
        assert severities(of("Hello.", message_class="care", html=html), "FW-LK-05") == ["block"]


def test_without_a_profile_a_finding_on_another_domain_says_how_to_settle_it():
    raw = mail(html=page(linked("https://birch.test/", "our shop")))
    assert "profile" in found(lint(raw, profile=None), "FW-LK-02")[0].fix
    assert "profile" not in found(lint(raw), "FW-LK-02")[0].fix
