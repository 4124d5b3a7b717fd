"""Why a vendor did not delete, in the languages that single mails are written in. A vendor's own words stand on the page
alone: no mail of ours carries what somebody else wrote."""

from __future__ import annotations

REASONS: dict[str, dict[str, str]] = {
    "en": {
        "claim_not_covered": "a law makes it keep the data",
        "insufficient_verification": "it could not tell which person you are",
        "suspected_fraud": "it thinks that the request was not yours",
        "outside_jurisdiction": "it says that the law does not apply there",
        "other": "the reason stands on our safety page",
    },
    "es": {
        "claim_not_covered": "una ley le obliga a guardar los datos",
        "insufficient_verification": "no pudo saber qué persona eres",
        "suspected_fraud": "cree que la petición no era tuya",
        "outside_jurisdiction": "dice que la ley no vale allí",
        "other": "el motivo está en nuestra página de seguridad",
    },
    "fr": {
        "claim_not_covered": "une loi l’oblige à garder les données",
        "insufficient_verification": "elle n’a pas pu savoir qui vous êtes",
        "suspected_fraud": "elle pense que la demande n’était pas de vous",
        "outside_jurisdiction": "elle dit que la loi ne s’y applique pas",
        "other": "la raison est sur notre page de sécurité",
    },
    "de": {
        "claim_not_covered": "ein Gesetz verlangt, dass sie die Daten behält",
        "insufficient_verification": "sie konnte nicht erkennen, wer Sie sind",
        "suspected_fraud": "sie glaubt, dass die Anfrage nicht von Ihnen kam",
        "outside_jurisdiction": "sie sagt, dass das Gesetz dort nicht gilt",
        "other": "der Grund steht auf unserer Seite zur Sicherheit",
    },
}


def reason_in_words(reason: str, locale: str) -> str:
    """The reason in a mail's language, in English where it has none in it."""
    words = REASONS.get(locale.partition("-")[0], REASONS["en"])
    return words.get(reason, words["other"])
