"""The language of a text: by common words, by what it says, else by a library."""

import pytest

from forewarn.mail.language import guess_language, plain_tag

SAMPLES = {
    "en": "Your parcel will be with you on Thursday and you can follow it in our app.",
    "de": "Ihre Sendung kommt am Donnerstag und Sie können sie in unserer App verfolgen.",
    "fr": "Votre colis sera chez vous jeudi et vous pouvez le suivre dans notre application.",
    "es": "Su paquete llegará el jueves y puede seguirlo en nuestra aplicación para clientes.",
    "pt": "A sua encomenda chega na quinta-feira e você pode acompanhar o pedido no nosso aplicativo.",
    "it": "Il tuo pacco arriva giovedì e puoi seguirlo nella nostra applicazione con il codice.",
    "nl": "Je pakket komt donderdag en je kunt het volgen in onze app met de code van je bestelling.",
    "pl": "Twoja przesyłka dotrze w czwartek i można ją śledzić w naszej aplikacji, jest już w drodze do ciebie.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_common_words_decide(language):
    assert guess_language(SAMPLES[language]) == language


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt"])
def test_clear_words_outweigh_a_wrong_declaration(language):
    assert guess_language(SAMPLES[language] * 3, "en") == language


def test_a_declaration_decides_where_words_do_not():
    assert guess_language("OK 123", "de-AT") == "de"
    assert guess_language("Hotel", "fr") == "fr"
    assert guess_language("", "") == ""


def test_the_library_knows_languages_without_a_word_list():
    assert guess_language("Ваша посылка будет доставлена в четверг, вы можете следить за ней в приложении.") == "ru"


def test_a_foot_in_latin_letters_outvotes_no_other_script():
    text = "お客様のお荷物は本日倉庫を出発しました。木曜日にお届けします。紙で包装しています。" * 3
    assert guess_language(f"{text}\nIf you have questions, write to us and we will be with you at the desk.") == "ja"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("de-AT", "de"), ("pt_BR", "pt"), ("", ""), ("x", ""), ("12", ""), ("english", "")],
)
def test_tags(tag, language):
    assert plain_tag(tag) == language
