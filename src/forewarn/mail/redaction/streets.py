"""Street addresses of readers. That of the office which a letter names in its foot is the letter's own, and stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forewarn.mail.redaction.wording import PARTICLES

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}"
_LABEL = re.compile(
    r"(?<![\w-])(?:(?:home|street|postal|mailing|billing|shipping|delivery|residential|your)\s+address|(?:deliver(?:y|ed)?|ship(?:ped|ping)?) to"
    r"|(?:tu |su )?direcci[oó]n(?: de (?:entrega|env[ií]o|facturaci[oó]n)| postal)?|domicilio"
    r"|(?:votre )?adresse(?: de (?:livraison|facturation)| postale)?|domicile"
    r"|(?:ihre )?(?:liefer|rechnungs|wohn|post)?(?:adresse|anschrift)|wohnhaft(?: in)?"
    r"|(?:seu )?endere[çc]o(?: de (?:entrega|cobran[çc]a))?|morada|indirizzo(?: di (?:consegna|spedizione|fatturazione))?|residente (?:in|a)"
    r"|(?:uw )?(?:bezorg|aflever|factuur|woon|post|thuis)?adres)[ \t]*[:：]?\s*(?:is|es|est|ist)?\s*\Z",
    re.IGNORECASE,
)
_KIND = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|square|sq|terrace|close|crescent|highway|hwy"
    r"|parkway|pkwy|gardens|grove|hill|mews|row"
)
_CITY = (
    r"(?:[,\s]{1,3}(?:(?:apt|apartment|flat|unit|suite|ste|floor|piso|bajo|apt\.|bât|etage|escalera)\b\.?[ \t]*[\w-]{1,6}|\d{1,2}[ºª°][ \t]?[A-Z]?))?"
    r"(?:[,\s]{1,3}(?:[A-Z]-)?\d{4,5}(?:-\d{3,4})?[ \t]+" + _CAPITAL + r"(?:[ \t]" + _CAPITAL + r"){0,2}"
    r"|[,\s]{1,3}"
    + _CAPITAL
    + r"(?:[ \t]"
    + _CAPITAL
    + r"){0,2},?[ \t]+(?:[A-Z]{2}[ \t]+\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?[ \t]?\d[A-Z]{2})"
    r"|[,\s]{1,3}[A-Z]{1,2}\d[A-Z\d]?[ \t]?\d[A-Z]{2}"
    r"|[,\s]{1,3}\d{4}[ \t]?[A-Z]{2}[ \t]+" + _CAPITAL + r"(?:[ \t]" + _CAPITAL + r"){0,2})?"
)
_STREET = re.compile(
    r"(?<![\w./-])(?:"
    rf"\d{{1,5}}[A-Za-z]?,?[ \t]+(?:{_CAPITAL}[ \t]+){{1,4}}(?i:{_KIND})\b\.?"
    rf"|(?i:calle|c/|avda\.?|avenida|av\.|plaza|pza\.?|paseo|camino|carretera|ctra\.?|ronda|traves[ií]a)[ \t]?(?:(?:de|del|la|las|los|el)[ \t]+){{0,2}}{_CAPITAL}(?:[ \t]+(?:(?:de|del|la|las|los|y)[ \t]+){{0,2}}{_CAPITAL}){{0,3}},?[ \t]+(?:n[ºo°.]{{1,2}}[ \t]?)?\d{{1,4}}[A-Za-z]?"
    rf"|\d{{1,4}}(?:[ \t]?(?:bis|ter))?,?[ \t]+(?i:rue|avenue|av\.|boulevard|bd|place|all[ée]e|chemin|impasse|quai|route|cours|square|passage)[ \t]+(?:(?:de|du|des|la|le|les|l['’]|d['’])[ \t]*){{0,2}}{_CAPITAL}(?:[ \t-]+(?:(?:de|du|des|la)[ \t]+)?{_CAPITAL}){{0,3}}"
    r"|[A-ZÄÖÜ][\w-]*(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|ring|ufer|damm|steig|chaussee)[ \t]+\d{1,4}[ \t]?[a-z]?(?!\w)"
    r"|[A-ZÄÖÜ][\w-]*e[rn]?[ \t](?:Stra(?:ß|ss)e|Str\.|Weg|Gasse|Platz|Allee|Ring)[ \t]+\d{1,4}[ \t]?[a-z]?(?!\w)"
    rf"|(?:[Aa]m|[Aa]n der|[Aa]uf dem|[Ii]m|[Ii]n der|[Zz]u[mr])[ \t]+(?:{_CAPITAL}[ \t]+){{1,3}}\d{{1,4}}[ \t]?[a-z]?(?=,?[ \t\n]{{1,2}}\d{{5}}[ \t]+[A-ZÄÖÜ])"
    rf"|(?i:rua|travessa|alameda|largo|estrada|rodovia|avenida|av\.|pra[çc]a)[ \t]+(?:(?:de|da|do|das|dos)[ \t]+){{0,2}}{_CAPITAL}(?:[ \t]+(?:(?:de|da|do|das|dos|e)[ \t]+)?{_CAPITAL}){{0,4}},?[ \t]+(?:n[ºo°.]{{1,2}}[ \t]?)?\d{{1,5}}"
    rf"|(?:Via|via(?=[^\n,]{{3,40}}[ ,]\d{{1,4}}[A-Za-z]?,?[ \t]+\d{{5}}\b)|Viale|Vicolo|Corso|Piazza|Piazzale|Largo|Strada|Contrada)[ \t]+(?:(?:di|del|della|dei|delle|degli|da)[ \t]+){{0,2}}{_CAPITAL}(?:[ \t]+(?:(?:di|del|della|dei|e)[ \t]+)?{_CAPITAL}){{0,3}},?[ \t]+(?:n[.º°][ \t]?)?\d{{1,4}}(?![\d:%/])[A-Za-z]?(?!\w)"
    r"|[A-Z][\w-]*(?:straat|laan|gracht|plein|kade|dijk|singel|dreef|hof|steeg|weg)[ \t]+\d{1,4}[ \t]?(?:[a-zA-Z](?!\w))?(?!\w)"
    r")" + _CITY
)
_OFFICE = re.compile(
    r"©|\(c\)|copyright|all rights|\binc\b|\bltd\b|\bllc\b|\bgmbh\b|\bs\.?a\.?\b|\bs\.?l\.?\b|\bplc\b|\bcorp|\bn\.?v\.?\b|\bco\.|registered|head ?quarter"
    r"|unsubscribe|preferences|sent (?:by|to)|domicilio social|registrad|derechos|si[èe]ge|soci[ée]t[ée]|droits|sitz|impressum|amtsgericht|vorbehalten"
    r"|writ(?:e|ing) to\b|schreiben sie|escr[ií]b|[ée]cri\w* [àa]|\bbank|\bbanco|beneficiar|s/a\b|\bste\b|\bfl\b|\bfloor\b|\btower\b"
    r"|\bltda\b|\bcnpj|\bs\.?p\.?a\b|\bs\.?r\.?l\b|\bsede\b|partita iva|\bkvk\b|\bb\.?v\.?(?!\w)|gevestigd|cancell?ar|descadastr|direitos|diritti|rechten|afmelden|disiscri"
    r"|our (?:office|address)|privacy|suite\b|p\.?o\.? box",
    re.IGNORECASE,
)
_IN_PLACES = frozenset(PARTICLES.split("|"))  # "Parque de la Paz"
SENTENCE = 2  # words in small letters beside an address from which its line is a sentence
AROUND = 120  # characters on either side in which an office is told by its company


def readers_streets(text: str, *, kept: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """From where to where street addresses stand that are no office's. `kept`: words of the names of organisations."""
    for found in _STREET.finditer(text):
        if _LABEL.search(text, max(0, found.start() - 40), found.start()) or not _is_an_offices(
            _around(text, found), kept
        ):
            yield found.span()


def _around(text: str, found: re.Match[str]) -> str:
    """What may tell whose an address is: the sentence that it stands in, or where it stands alone the lines round it."""
    before, after = text[max(0, found.start() - AROUND) : found.start()], text[found.end() : found.end() + AROUND]
    own = f"{before.rpartition(chr(10))[2]} {after.partition(chr(10))[0]}"
    said = [word for word in re.findall(r"[^\W\d_]{2,}", own) if word.islower() and word not in _IN_PLACES]
    return own if len(said) >= SENTENCE else before + after


def _is_an_offices(around: str, kept: frozenset[str]) -> bool:
    if _OFFICE.search(around):
        return True
    return any(word in kept for word in re.findall(r"[^\W\d_]{3,}", around.casefold()))
