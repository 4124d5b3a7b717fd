"""The words beside which letters in English, Spanish, French, German, Portuguese, Italian and Dutch name their readers, and words that name nobody.

Strings of alternatives are parts of expressions; sets hold words in small letters.
"""

from __future__ import annotations

from importlib.resources import files

GREETINGS = (
    r"dear|hello|hi|hey|greetings|good (?:day|morning|afternoon|evening)|attn\.?|attention"
    r"|hola|estimad[oa](?:/[oa])?|apreciad[oa]|querid[oa]|buen(?:os|as)? (?:d[ií]as?|tardes?|noches?)"
    r"|bonjour|bonsoir|salut|cher|ch[eè]re|cher\(e\)"
    r"|sehr geehrte[rs]?(?: damen und herren)?|liebe[rs]?|hallo|guten (?:tag|morgen|abend)|gr[uü][sß]+ gott|moin"
    r"|prezad[oa](?:/[oa]|\([oa]\))?|ol[áa]|bom dia|boa (?:tarde|noite)"
    r"|egregi[oa]|gentilissim[oa]|stimat[oa]|ciao|buon ?giorno|buona ?sera"
    r"|geachte|goede(?:morgen|middag|n?avond)"
)
# Words that greet where they begin a line and a name ends it; elsewhere they are words as others: "beste Wahl", "cara mia".
LINE_GREETINGS = r"beste|hoi|dag|oi|car[oa]|gentile|salve|madame|monsieur|mevrouw|meneer|signora?|senhora?|herr|frau"
PARTICLES = "de|del|de la|la|el|y|da|dos|di|du|des|le|von|van|der|den|zu|zur|ter|bin|al"
BEFORE_NAMES = frozenset(("van", "von", "der", "den", "de", "ter", "zu", "zur", "da", "dos", "di", "du"))
CLOSINGS = (
    r"(?:(?:kind|best|warm|warmest|kindest)\s)?regards|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|best wishes|cheers"
    r"|thanks|thank you|many thanks|thanks (?:in advance|and regards)"
    r"|(?:un (?:cordial )?)?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|(?:muchas )?gracias"
    r"|(?:bien )?cordialement|bien à vous|merci(?: d['’]avance)?|(?:sincères )?salutations"
    r"|(?:mit )?(?:freundlichen?|besten?|lieben?|viele[n]?|herzlichen?) gr[uü][sß]+en?|gru[sß]+|mfg|lg|vielen dank|danke"
    r"|atenciosamente|(?:com os )?melhores cumprimentos|cumprimentos|(?:muito )?obrigad[oa]|(?:um )?abra[çc]os?"
    r"|(?:cordiali |distinti |un caro )?saluti|grazie(?: mille)?"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|hoogachtend|mvg|(?:alvast )?bedankt"
)
LABELS = (
    r"account (?:holder|owner|name)|card ?holder|policy ?holder|(?:customer|client|user|full|first|last|family)[ -]?name|surname"
    r"|name|customer|client|recipient|addressee|(?:bill(?:ed)?|ship(?:ped)?|sold|deliver(?:ed|y)?) to|attn"
    r"|titular(?: de (?:la|tu|su) (?:cuenta|tarjeta|p[oó]liza))?|nombre(?: y apellidos?| completo)?|apellidos?|clienta?|cliente|destinatari[oa]|asegurad[oa]"
    r"|titulaire(?: du compte| de la carte)?|nom(?: et pr[ée]nom| complet)?|pr[ée]nom|destinataire|assuré(?:e|\(e\))?"
    r"|(?:konto|karten|vertrags|versicherungs)(?:inhaber|nehmer)(?:/?in|\(in\))?|(?:vor|nach|familien)name|kund(?:e|in)|empf[äa]nger(?:in)?"
    r"|titular (?:da conta|do cart[ãa]o|da ap[óo]lice)|nome(?: completo| e cognome| e sobrenome)?|sobrenome|destinat[áa]ri[oa]|segurad[oa]"
    r"|(?:intestatari[oa]|titolare)(?: del conto| della carta| della polizza)?|cognome|nominativo|assicurat[oa]"
    r"|(?:rekening|kaart|polis)houder|(?:volledige )?naam|(?:voor|achter)naam|klant|ontvanger|geadresseerde"
)
HOLDERS = (
    r"(?:the |your )?accounts? (?:of|for|belonging to|in the name of)|in the name of|a nombre de|(?:la )?cuenta de|(?:le )?compte de"
    r"|au nom de|(?:das |ihr )?konto von|auf den namen"
    r"|(?:a |sua )?conta d[eao]|em nome de|(?:il |suo )?conto di|intestat[oa] a|a nome di|(?:de |uw )?rekening van|op naam van"
)
POSSESSIVES = (
    r"your|tu|su|votre|ton|ta|ihr(?:e[nmrs]?)?|dein(?:e[nmrs]?)?"
    r"|seu|sua|teu|tua|tuo|suo|vostr[oa]|uw|jouw|je"
)
OPENERS = r"your|you|tu|su|tus|sus|votre|vos|vous|ihr|ihre|sie|dein|deine|seu|sua|voc[êe]|(?:il |la )?(?:tuo|tua|suo)|uw|jouw|je"


def _words(file: str) -> frozenset[str]:
    lines = (files("forewarn.mail.redaction") / file).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


LINKING = _words("linking.txt")
NOBODY = _words("nobody.txt")
ORGANISATIONS = _words("organisations.txt")
TITLES = _words("titles.txt")
