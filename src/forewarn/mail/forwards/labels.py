"""What mail programs call the lines above a forwarded mail, in some forty languages."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import islice


class Role(StrEnum):
    """What a labelled line holds."""

    FROM = "from"
    TO = "to"
    COPY = "copy"
    DATE = "date"
    SUBJECT = "subject"
    OTHER = "other"


_WORDS: dict[Role, str] = {
    Role.FROM: """
        from|de|von|da|od|fra|från|van|saatja|lähettäjä|feladó|expéditeur|mittente|remitente|remetente|nadawca|absender
        |afzender|afsender|avsändare|avsender|odesílatel|odosielateľ|šalje|pošiljatelj|de la|expeditor|kimden|gönderen
        |от|отправитель|від|відправник|из|ад|од|от кого|sender|frá|ô|από|αποστολέας|מאת|من|از|发件人|寄件者|寄件人|發件人
        |差出人|送信者|送信元|보낸 사람|보낸사람|보낸이|發信人|จาก|ผู้ส่ง|dari|pengirim|từ|người gửi|iš|nuo|no|siuntėjas|d'|ó
        |gesendet von|verzonden door|sendt av|envoyé par|enviado por|inviato da|prejšnji pošiljatelj|nga|mula kay|प्रेषक
    """,
    Role.TO: """
        to|an|a|à|para|til|till|aan|komu|do|pre|saaja|vastaanottaja|címzett|destinataire|destinatario|destinatário
        |adresat|odbiorca|empfänger|ontvanger|modtager|mottagare|mottaker|příjemce|príjemca|prima|za|către|catre|kime|alıcı
        |кому|получатель|отримувач|до|за|prejemnik|προς|אל|إلى|به|收件人|收件者|宛先|받는 사람|받는사람|수신자|ถึง|kepada|đến
        |kam|kem|gavėjas|til hvem|an wen|delivered-to|për|प्रति
    """,
    Role.COPY: """
        cc|bcc|kopie|kopi|kopia|copia|cópia|copie|kópia|másolat|másolatot kap|dw|udw|kopija|koopia|bilgi|gizli|копия|копія
        |скрытая копия|cci|cco|ccn|cópia oculta|kopio|κοιν|κοινοποίηση|עותק|נסכה|نسخة|抄送|副本|参照|참조|สำเนา|kk|tembusan|在cc
        |kópiacc|másolat kap|kopie an|blindkopie|skrytá kopie
    """,
    Role.DATE: """
        date|sent|datum|data|fecha|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviada em|inviato|verzonden
        |verstuurd|sendt|skickat|dato|dátum|odesláno|odoslané|wysłano|kuupäev|saadetud|päivämäärä|päiväys|lähetetty|elküldve
        |küldve|poslano|trimis|dată|tarih|gönderme tarihi|gönderilen|gönderildi|gönderilme tarihi|дата|отправлено|отправлен
        |надіслано|ημερομηνία|στάλθηκε|απεσταλμένα|תאריך|נשלח|التاريخ|تاريخ|تم الإرسال|日期|时间|发送时间|寄件日期|傳送時間|发送日期
        |送信日時|日付|日時|날짜|보낸 날짜|보낸날짜|วันที่|ส่ง|tanggal|dikirim|ngày|đã gửi|išsiųsta|nosūtīts|received|poslato|zeit
        |dagsetning|ارسال شده|تاریخ ارسال|تاریخ|data e ora|horário|दिनांक
    """,
    Role.SUBJECT: """
        subject|betreff|objet|asunto|oggetto|assunto|emne|ämne|onderwerp|temat|předmět|predmet|teema|aihe|tárgy|subiect
        |subiectul|konu|тема|предмет|θέμα|נושא|الموضوع|موضوع|主题|主旨|主題|標題|件名|제목|เรื่อง|perihal|subjek|chủ đề|tema
        |efni|zadeva|naslov|titel|sujet|titre|título|विषय
    """,
    Role.OTHER: """
        reply-to|reply to|antwort an|répondre à|responder a|rispondi a|importance|wichtigkeit|priority|priorität|importancia
        |importanza|attachments|anhänge|pièces jointes|datos adjuntos|allegati|message-id|cc:|sensitivity|categories|size
        |organization|organisation|x-mailer|resent-from|resent-to|mailed-by|signed-by|security|list-unsubscribe|return-path
        |svar till|svar til|odpověď na|ответить|ответ на|important|bijlagen|anexos
    """,
}

ROLES: dict[str, Role] = {
    " ".join(word.split()): role for role, words in _WORDS.items() for word in words.split("|") if word.strip()
}
# White space belongs to one part only, here and below, so that a line of it is not read again from each of its characters.
_LABEL = re.compile(
    r"^[\s*_>|•\-]*+(?P<label>[^\W\d_](?:[^:：<>@\"\n]{0,29}?[^\s:：<>@\"\n])?)"
    r"[ \t\u00a0]*(?:[*_]+[ \t]*)?[:：][*_]*(?P<value>[ \t\u00a0].*|(?!//).*)$"
)
# A row of a table in text: "| 发件人 | Name <address> |", of which the first bar counts as a quote mark.
_CELLS = re.compile(r"^[\s|]*(?P<label>[^\s|:：][^|:：]{0,29}?)\s*\|(?P<value>[^|]*)(?:\|\s*)?$")
# A label without a colon, as em Client and mail on the web in Chinese write it; its value may stand on the next line.
_BEFORE_BARE = re.compile(r"[\s*]*+")
_BARE_ENDS = re.compile(r"[ \t\u00a0*]+|$")
_MOST_WORDS = max(label.count(" ") + 1 for label in ROLES)
# One line that holds the whole block, as Yahoo writes it: every label but the last follows right upon a value.
_INLINE = re.compile(
    r"(?<![\w.@-])(?P<label>"
    + "|".join(sorted(map(re.escape, ROLES), key=len, reverse=True))
    + r")[ \u00a0]?[:：][ \u00a0]",
    re.IGNORECASE,
)
_INLINE_GLUED = re.compile(
    r"(?P<label>"
    + "|".join(
        sorted((re.escape(w[0].upper() + w[1:]) for w in ROLES if len(w) > 2 or not w.isascii()), key=len, reverse=True)
    )
    + r")[ \u00a0]?[:：][ \u00a0]"
)


def role_of(label: str) -> Role | None:
    """The role of a label, in any of the languages; None where it is no known label."""
    return ROLES.get(" ".join(label.strip(" *_\t\u00a0").lower().split()))


def labelled(line: str) -> tuple[str, str] | None:
    """The label and the value of a line of the form "Label: value", with or without bold marks; None otherwise."""
    cells = _CELLS.match(line) if "|" in line else None
    if cells and role_of(cells.group("label")):
        return cells.group("label").strip(" *"), cells.group("value").strip(" \t\u00a0*_")
    found = _LABEL.match(line)
    if not found or found.group("value").startswith("//") or len(found.group("label").split()) > 4:
        return None
    return found.group("label").strip(), found.group("value").strip(" \t\u00a0*_")


def labelled_without_colon(line: str) -> tuple[str, str] | None:
    """The label and the value of a line that begins with a known label and has no colon after it; None otherwise."""
    words = line[_BEFORE_BARE.match(line).end() :]  # type: ignore[union-attr]
    if words[:1].islower():
        return None
    ends = [end for end in islice(_BARE_ENDS.finditer(words), _MOST_WORDS) if words[: end.start()].lower() in ROLES]
    return (words[: ends[-1].start()], words[ends[-1].end() :].strip()) if ends else None


def spread(line: str) -> list[str]:
    """A line that holds three labels or more, cut before each; any other line alone."""
    if "@" not in line or line.count(":") + line.count("：") < 3:
        return [line]
    places = sorted({m.start() for m in _INLINE.finditer(line)} | {m.start() for m in _INLINE_GLUED.finditer(line)})
    if len(places) < 3:
        return [line]
    ends = [*places[1:], len(line)]
    return [line[: places[0]], *(line[start:end] for start, end in zip(places, ends, strict=True))]
