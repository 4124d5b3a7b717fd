"""Numbers in a letter that say who its reader is: of accounts, cards, papers and customers, telephone numbers of theirs,
days of birth. Amounts, days and the numbers that a reader is told to call are the letter's own, and stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from forewarn.mail.phone_numbers import digits_of, phone_places

_GAP = r"[ \u00a0\u202f\u2009-]?"
_IBAN = re.compile(rf"(?<!\w)[A-Z]{{2}}\d{{2}}(?:{_GAP}[A-Z\d]{{1,4}}){{3,8}}(?!\w)", re.IGNORECASE)
_MASKED = re.compile(r"(?<![\w*•#·])(?:[*•#·]{2}|[xX]{3})[*•xX#·. -]{0,36}\d{2,6}(?!\w)")
_ENDING = re.compile(
    r"(?:ending (?:in|with|on)|ends (?:in|with)|last (?:four|4) digits:?|(?:que )?(?:terminad[oa]|termina|acaba(?:d[oa])?) en"
    r"|se terminant par|finissant par|(?:endet|endend) (?:auf|mit)|endziffern?|endnummer)[ \t:]*(\d{2,6})(?!\w)",
    re.IGNORECASE,
)
_MONTHS = r"[^\W\d_]{3,10}\.?"
_DAY = (
    r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[ \t]+(?:de[ \t]+)?{_MONTHS}[ \t,]+(?:de[ \t]+)?(?:19|20)\d{{2}}"
    rf"|{_MONTHS}[ \t]+\d{{1,2}}(?:st|nd|rd|th)?[ \t,]+(?:19|20)\d{{2}}"
)
_BORN = re.compile(
    r"(?:\bdate of birth|\bbirth ?da(?:te|y)|\bd\.?o\.?b\b\.?|\bborn(?: on)?|\bfecha de nacimiento|\bf\. ?nac\.?|\bnacid[oa](?: el)?"
    r"|\bdate de naissance|\bnée?(?:\(e\))? le|\bgeburts(?:datum|tag)|\bgeboren(?: (?:am|op))?|\bgeb\."
    r"|\bdata de nascimento|\bnascid[oa](?: em| a)?|\bdata di nascita|\bnat[oa] il|\bgeboortedatum)[ \t]*(?:is|was|es|est|ist|é|è|:|-)?[ \t]*"
    rf"({_DAY})(?!\w)",
    re.IGNORECASE,
)
_PAPER = (
    r"customer|client|policy|account|acct|member(?:ship)?|card|passport|licen[cs]e|driver'?s licen[cs]e|insurance|social security"
    r"|national insurance|tax(?:payer)?|identity|cliente|p[oó]liza|cuenta|soci[oa]|tarjeta|pasaporte|contrato|usuario"
    r"|police|compte|adh[ée]rent|carte|passeport|contrat|s[ée]curit[ée] sociale"
    r"|kunden|policen?|versicherungs?|konto|mitglieds?|karten|(?:reise)?pass|(?:personal)?ausweis|vertrags?|steuer"
    r"|conta|cart[ãa]o|ap[óo]lice|s[óo]cio|passaporte|contribuinte|conto|carta|polizza|passaporto|contratto|utente|tessera"
    r"|klant|rekening|polis|lid(?:maatschaps)?|pas|kaart|paspoort"
)
_COUNTED = r"number|no\b\.?|nr\b\.?|num\b\.?|id\b|code|#|n[ºo°]\.?|nummer|kennung|ident"
_LABELLED = re.compile(
    rf"(?:\b(?:{_PAPER})(?:['’]?s)?[ -]?(?:{_COUNTED})"
    rf"|\b(?:n[úu]mero|n[ºo°]\.?|num[ée]ro|c[oó]di(?:go|ce))[ \t]+(?:d[eaoiu][ \t]+|del(?:la|l['’])?[ \t]*|d['’])?(?:(?:la|tu|su|votre|sa|sua|seu|tuo|tua|suo)[ \t]+)?(?:{_PAPER})"
    r"|\b(?:ssn|nhs|nino|dni|nie|nif|cif|nss|siret|steuer-?id|pnr|bsn|curp|rfc|cpf|nipc|codice fiscale))"
    r"[ \t]*(?:is|es|est|ist|lautet|é|è|luidt)?[ \t]*[:=#]?[ \t]*(?P<value>(?=[\w./-]*\d[\w./-]*\d[\w./-]*\d)\w[\w./-]{2,23}\w)",
    re.IGNORECASE,
)
_CURRENCY = r"(?:[$€£¥₹₽₩]|\b(?:usd|eur|euros?|gbp|chf|cad|aud|inr|rs|btc|dollars?|pounds?|mxn|brl|jpy|cny|us\$))"
_SIGN = r"[ \u00a0\u202f./\u2010-\u2015-]"
_NUMBER = re.compile(
    rf"(?P<amount>{_CURRENCY}[ \u00a0]?\d[\d., '’\u00a0\u202f]*\d|(?<![\w.,])\d{{1,3}}(?:[.,'’ \u00a0\u202f]\d{{3}})*(?:[.,]\d{{1,2}})?[ \u00a0]?{_CURRENCY}(?!\w)"
    r"|(?<![\w.])\d{1,3}(?:\.\d{3})+,\d{2}(?!\w))"
    r"|(?P<day>(?<![\w./-])(?:\d{1,2}[./-]\d{1,2}[./-]\d{2}(?:\d{2})?|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2})(?![\w/-]|\.\d)"
    r"|(?<!\w)(?:19|20)\d{2}[ ]?[-–/][ ]?(?:19|20)\d{2}(?!\w))"
    r"|(?P<uuid>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)"
    rf"|(?P<digits>(?<!\w)[+(]?\d(?:[()]?{_SIGN}?[()]?\d){{5,}}+(?!\.(?-i:[a-z]{{2}}))(?:-?[A-Z]\b)?)"
    r"|(?P<code>\b(?=[A-Z-]*\d)(?=[\d-]*[A-Z])[A-Z\d][A-Z\d-]{5,}+(?!\.(?-i:[a-z]{2}))\b)"
    r"|(?P<token>(?<![\w.])(?:[a-z]{1,3}\d{4,}[a-z]{0,2}|(?=\w*\d\w*\d\w*\d)[a-z\d]{12,}+)(?![\w-]|\.(?-i:[a-z]{2})))",
    re.IGNORECASE,
)
_NO_CODE = re.compile(r"[A-Z]+-\d{1,2}|\D*\d\D*|CVE-\d{4}-\d+", re.IGNORECASE)  # "COVID-19"
_WALLET = re.compile(r"0x[\da-f]{40}|bc1[a-z\d]{25,60}", re.IGNORECASE)
_COIN = re.compile(
    r"bitcoin|btc|ethereum|\beth\b|usdt|tron|solana|litecoin|doge|monero|wallet|crypto|monedero|coin", re.IGNORECASE
)
_CALLING = re.compile(
    r"\b(?:call|phone us|dial|ring|contact|reach|help ?line|help ?desk|hot ?line|support|toll|customer (?:care|service)|care|billing|whats ?app"
    r"|text us|sms|fax|ll[aá]m(?!amos)\w+|marque|marcar|contact\w*|atenci[oó]n|asistencia|soporte|appel\w*|joindre|assistance|service"
    r"|anruf\w*|rufen|kontakt\w*|erreich\w*|hilfe|telefonisch"
    r"|lig(?:ue|ar)|atendimento|suporte|chiam\w+|assistenza|numero verde|bel|bellen|klantenservice)\b",
    re.IGNORECASE,
)
_TO_BE_CALLED = re.compile(
    r"\b(?:call|dial|ring|phone us|ll[aá]m(?!amos)\w+|marque|appel\w*|anruf\w*|rufen|ligue|chiam\w+|bel)\b[^\n]{0,20}\Z",
    re.IGNORECASE,
)
_READERS = re.compile(
    r"\b(?:your|my|customer'?s?|registered|tu|su|mi|votre|mon|ihre?r?|meine?|seu|sua|meu|tuo|suo|mio|uw|jouw|je|mijn)\s+(?:[\w-]+\s+){0,2}?"
    r"(?:phone|mobile|cell|telephone|number|line|tel[ée]fono|m[oó]vil|n[úu]mero|t[ée]l[ée]phone|portable|num[ée]ro|ruf\w*|telefon\w*|handy\w*|mobil\w*"
    r"|telefone|celular|telem[óo]vel|cellulare|telefoon\w*|mobiel\w*|gsm)"
    r"(?:\s+(?:number|no\.?|nummer)|\s+d[ei]\s+\w+)?\s*(?:is|ending|es|est|ist|lautet|é|è|:)?\s*[:(]?\s*\Z"
    r"|(?:^|\n|[|;•])[ \t]*(?:(?:home|mobile|cell|contact|customer|work)[ \t]+)?(?:phone|mobile|cell|m[oó]vil|portable|handy|celular|telem[óo]vel|cellulare|mobiel|gsm)(?:[ \t]+(?:number|no\.?))?[ \t]*:[ \t]*\Z",
    re.IGNORECASE,
)
BEFORE = 70  # characters in front of a number in which its use is told
AFTER = 25


class Told(NamedTuple):
    """A number that says who the reader is, and the mark that stands for it."""

    start: int
    end: int
    mark: str


def readers_numbers(text: str) -> Iterator[Told]:
    """Numbers of the reader's, in no order; they may overlap."""
    for found in _IBAN.finditer(text):
        if end := _iban_end(found.group(0)):
            yield Told(found.start(), found.start() + end, "[number]")
    for found in _BORN.finditer(text):
        yield Told(*found.span(1), "[date]")
    for pattern, group in ((_MASKED, 0), (_ENDING, 1), (_LABELLED, "value")):
        for found in pattern.finditer(text):
            yield Told(*found.span(group), "[number]")
    to_call = [found.span() for found in phone_places(text) if not _is_the_readers(text, found)]
    for found in _NUMBER.finditer(text):
        if _says_who(found) and not any(start < found.end() and found.start() < end for start, end in to_call):
            yield Told(*found.span(), "[number]")


def readers_phones(text: str) -> frozenset[str]:
    """The telephone numbers of the reader's, digits only."""
    return frozenset(digits_of(found.group(0)) for found in phone_places(text) if _is_the_readers(text, found))


def _iban_end(written: str) -> int:
    """Where an IBAN ends (ISO 13616): at the last place where its check digits hold, or with its last digits where it was
    mistyped, since what looks like one is taken out, too. 0 where it is none."""
    ends = [place.end() for place in re.finditer(r"[A-Z\d]+", written, re.IGNORECASE)]
    for end in [*reversed(ends)]:
        plain = re.sub(r"[\W_]", "", written[:end])
        if 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1:
            return end
    digits = [place.end() for place in re.finditer(r"\d", written)]
    return digits[-1] if len(digits) >= 10 else 0


def _is_the_readers(text: str, found: re.Match[str]) -> bool:
    """Whether a telephone number is no number to call: the words before it say whose it is, or nothing says that it is
    to be called and it is not written as such numbers are."""
    before, after = text[max(0, found.start() - BEFORE) : found.start()], text[found.end() : found.end() + AFTER]
    if _READERS.search(before):
        return True
    return not (_CALLING.search(before) or _CALLING.search(after) or found.group(0)[0] in "+(")


def _says_who(found: re.Match[str]) -> bool:
    written = found.group(0)
    if found.lastgroup in ("amount", "day") or _WALLET.fullmatch(written):
        return False
    if (
        found.lastgroup == "token"
        and len(written) > 25
        and _COIN.search(found.string, max(0, found.start() - BEFORE), found.start())
    ):
        return False  # a wallet that the reader shall pay into
    if found.lastgroup == "code":
        is_code = written.isupper() or sum(letter.isdigit() for letter in written) >= 5
        return is_code and not _NO_CODE.fullmatch(written)
    if found.lastgroup == "digits":
        before = found.string[max(0, found.start() - BEFORE) : found.start()]
        return bool(_READERS.search(before)) or not _TO_BE_CALLED.search(before)  # "we called your mobile …"
    return True
