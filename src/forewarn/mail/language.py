"""The language of a text: by its commonest words where they decide, else by a library."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import Any

from forewarn.mail.stretches import Stretches

SAMPLE_CHARACTERS = 6_000  # of the text that are looked at; more changes nothing
MIN_COMMON_WORDS = 4
CLEAR_LEAD = 1.6  # times as many common words as the next language
MIN_LETTERS = 40  # below this a guess by the library is chance
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# The words that occur most in running text of each language and seldom in the others.
_COMMON: dict[str, str] = {
    "en": "the and of to you your we our for with this that from have are is be will please not on it by has was or an any can if at",
    "de": "der die das und sie ihr ihre ihnen wir uns nicht ist sind mit für auf von zu im ein eine einen haben werden wird oder bei auch als dem den sich es kann bitte hier ihren",
    "fr": "le les des et vous votre vos nous notre nos pour dans avec est sont une sur pas ce cette par qui aux du au être ou plus avez sera cher",
    "es": "el los las y usted su sus tu tus para con una por del que está este esta nuestro nuestra le nos más ha ser como si al lo pero hola",
    "pt": "o os uma você seu sua para com não do da dos das em no na por foi será são está mais ao pelo pela nosso nossa sem sobre olá também",
    "it": "il gli una per con di del della dei che non è sono il tuo tua suo sua nostro questo questa ti al alla nel più grazie ha anche dal",
    "nl": "de het een en van uw je wij ons voor met op niet is zijn dat deze hebt naar aan bij wordt ook dit door onze worden jouw",
    "pl": "się nie na do jest w z że oraz dla przez twoja twój twoje pana pani jak po za od są został przesyłka",
    "sv": "och att det är för med på av du din ditt dina vi inte som har den en kan till från eller om ett",
    "da": "og at det er for med på af du din dit dine vi ikke som har den en kan til fra eller om et dig",
    "no": "og at det er for med på av du din ditt dine vi ikke som har den en kan til fra eller om et deg",
    "fi": "ja on ei se että olet sinun tämä voit kun tai sekä ovat oma mukaan kanssa",
    "cs": "se na je že do pro není jsme vaše váš vás si jsou nebo které byla jako za od",
    "tr": "ve bir bu için ile olarak daha çok siz sizin değil var en kadar gibi",
    "ro": "și în la cu pe este nu din pentru care sunt dumneavoastră mai vă sau prin",
    "hu": "és az hogy nem egy meg van vagy önnek kérjük ez mint csak",
}


@lru_cache(maxsize=1)
def _voters() -> dict[str, tuple[str, ...]]:
    voters: dict[str, list[str]] = {}
    for language, words in _COMMON.items():
        for word in set(words.split()):
            voters.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in voters.items()}


def _votes(stretch: str) -> tuple[str, ...]:
    """The languages whose common words stand in a stretch of text, each as often as such a word does."""
    return tuple(chain.from_iterable(_voters().get(word, ()) for word in _WORD.findall(stretch)))


_VOTES = Stretches(_votes)


def plain_tag(tag: str) -> str:
    """The language of a BCP 47 tag in lower case: "de-AT" is "de"; nothing where it is none."""
    first = tag.replace("_", "-").split("-")[0].strip().lower()
    return first if 2 <= len(first) <= 3 and first.isalpha() else ""


def guess_language(text: str, declared: str = "") -> str:
    """The language code of a text ("en", "pt", …); "" where nothing tells. `declared` decides where words do not."""
    sample = text[:SAMPLE_CHARACTERS]
    words = sample.lower().split() if _is_latin(sample) else []  # a Japanese mail with an English foot is Japanese
    votes = Counter(chain.from_iterable(_VOTES.of(words)))
    ranked = votes.most_common()
    stated = plain_tag(declared)
    if ranked:
        best, count = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0
        if count >= MIN_COMMON_WORDS and count >= CLEAR_LEAD * second:
            return best
        if stated in votes and count < CLEAR_LEAD * votes[stated]:
            return stated
    if sum(c.isalpha() for c in sample) < MIN_LETTERS:
        return stated or (ranked[0][0] if ranked else "")
    return _by_library(sample) or stated


def _is_latin(sample: str) -> bool:
    """Whether at least half of the letters are Latin, in which all languages that vote are written."""
    if sample.isascii():
        return True
    letters = [c for c in sample if c.isalpha()]
    return 2 * sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) >= len(letters)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # the model takes half a second to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=256)
def _by_library(sample: str) -> str:
    language, probability = _identifier().classify(sample[:1_500])
    return str(language) if probability > 0.5 and language != "zxx" else ""
