"""Bounces: the standard ones by their fields, the home-made ones by their prose."""

from __future__ import annotations

import re

from forewarn.mail.html.reading import read_html
from forewarn.mail.reading.message import ParsedMail, Part
from forewarn.mail.reports.kinds import BouncedRecipient, DsnReport
from forewarn.mail.reports.kinds import BounceReason as Reason
from forewarn.mail.reports.prose import ADDRESS, NamedRecipient, Prose, read_prose
from forewarn.mail.reports.reasons import reason_of
from forewarn.mail.reports.replies import enhanced_status, reply_code, says_nothing, stage_of
from forewarn.mail.reports.status_fields import STATUS_FIELD_HINT, StatusGroup, read_status_fields

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MESSAGE_ID = re.compile(r"^[> ]*(?:x-original-)?message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_FROM_DAEMON = re.compile(
    r"mailer[-_ ]?daemon|^(?:[\"']?)(?:postmaster|mdaemon|mail[-_.]?delivery|mail[-_ ]system|e500_smtp)|mail delivery|delivery (?:sub)?system|system administrator|mail administrator|jetmail|mailsystem",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|returned (?:e-?)?mail|failure notice|failed mail|mail (?:failed|error|failure|system error|not delivered|deliver\w* (?:fail|error|warn|problem|status))|deliver\w* (?:has )?(?:fail|status|error|problem|report|delay|warning|notif)|delayed (?:mail|message)|(?:not|could not|cannot) be(?:en)? delivered|non[- ]?deliver|not delivered|has not yet been|warning[ :-]+(?:message|could)|message delayed|automatically rejected|processing error|non remis|unzustellbar|nicht zugestellt|no (?:entregad|se pudo entregar)|devuelto|mancato recapito|consegna non|n[ãa]o entregue|onbestelbaar|niet bezorgd|niedostarczon|nedoru|ikke lever|не доставлено|недоставл|配信(?:不能|でき|エラー|失敗)|退信|系统退信|无法(?:送达|投递|发送)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delayed|will be retried|has not yet been delivered|still being retried|warning (?:message )?only|just a warning|no action is required|continue to (?:try|attempt)|advisory-only|postponed|attempts will continue",
    re.IGNORECASE,
)
_FAILED = re.compile(r"permanent|given up|giving up|no further (?:delivery )?attempts|removed from the", re.IGNORECASE)
_FAILING_ACTIONS = frozenset({"failed", "failure", "error", "expired", ""})


def read_bounce(mail: ParsedMail, *, nested: bool = True) -> DsnReport | None:
    """The bounce this mail is, or None where it is none."""
    if nested and (inner := _inner_bounce(mail)) is not None:
        return inner
    prose = _prose(mail)
    status_text = _status_text(mail, prose)
    if status_text is not None:
        common, groups = read_status_fields(status_text)
        recipients = _from_fields(groups, prose)
        reporting = common.get("reporting-mta", "").partition(";")[2].strip()
        if recipients or prose.recipients:
            return DsnReport(recipients or _from_prose(mail, prose), _original_id(mail, prose, common), reporting)
        if _is_status_report(mail):
            return DsnReport(_from_returned(mail, prose), _original_id(mail, prose, common), reporting)
    if _announces_bounce(mail):
        recipients = _from_prose(mail, prose) or _from_returned(mail, prose)
        if recipients and (
            _is_status_report(mail) or any(r.reason is not Reason.UNKNOWN for r in recipients) or prose.recipients
        ):
            return DsnReport(recipients, _original_id(mail, prose, {}))
    return None


def _is_status_report(mail: ParsedMail) -> bool:
    return mail.root.parameters.get("report-type", "").lower() == "delivery-status" or _has_status_part(mail)


def _has_status_part(mail: ParsedMail) -> bool:
    return any(part.content_type in _STATUS_TYPES for part in mail.parts())


def _announces_bounce(mail: ParsedMail) -> bool:
    """Whether its sender or its subject says that this is a mail system speaking of a mail it could not deliver."""
    if mail.all("x-failed-recipients") or _is_status_report(mail):
        return True
    sender = mail.value("from")
    return bool(_FROM_DAEMON.search(sender)) or sender.strip().endswith("<>") or bool(_SUBJECT.search(mail.subject))


def _inner_bounce(mail: ParsedMail) -> DsnReport | None:
    """A standard bounce that somebody passed on as an attachment."""
    if _has_status_part(mail):
        return None
    attached = (inner for inner in mail.attached_mails if _has_status_part(inner))
    return next((read_bounce(inner, nested=False) for inner in attached), None)


def _prose(mail: ParsedMail) -> Prose:
    """The human part, read; the addresses of the mail's own sender and of us are no recipients."""
    own = frozenset(
        box.address.lower()
        for name in ("from", "to", "return-path", "delivered-to", "x-original-to")
        for box in mail.mailboxes(name)
    )
    text = "\n".join(part.text for part in mail.texts)
    if not text.strip():
        text = "\n".join(read_html(part.text).text for part in mail.htmls)
    prose = read_prose(text, own)
    return prose if prose.recipients else read_prose(text)  # mail to oneself bounces too


def _status_text(mail: ParsedMail, prose: Prose) -> str | None:
    """The text that holds RFC 3464 fields: the part made for it, else the prose where it quotes them."""
    for part in mail.parts():
        if part.content_type in _STATUS_TYPES:
            return _bytes_text(part)
    whole = f"{prose.notice}\n{prose.returned}"
    return whole if STATUS_FIELD_HINT.search(whole) else None


def _bytes_text(part: Part) -> str:
    return part.content.decode("utf-8", "replace")


def _from_fields(groups: list[StatusGroup], prose: Prose) -> tuple[BouncedRecipient, ...]:
    """One row per recipient of the fields; words in the prose help where the fields give no cause."""
    spoken = {recipient.address.lower(): recipient.text for recipient in prose.recipients}
    rows: dict[str, BouncedRecipient] = {}
    for group in groups:
        row = _from_group(group, spoken, prose, alone=len(groups) == 1)
        if row is not None:
            rows.setdefault(row.address.lower(), row)
    return tuple(rows.values())


def _from_group(group: StatusGroup, spoken: dict[str, str], prose: Prose, *, alone: bool) -> BouncedRecipient | None:
    address = group.address
    if not address:
        if not prose.recipients:
            return None
        address = prose.recipients[0].address
    action = group.fields.get("action", "").split(" ")[0].lower()
    diagnostic = group.fields.get("diagnostic-code", "")
    field_status = group.fields.get("status", "")
    said = f"{diagnostic} {field_status.partition(' ')[2]}"
    beside = spoken.get(address.lower(), "") or (prose.notice if alone else "")
    status, reply = _status_of(field_status, said, beside), reply_code(said) or reply_code(beside)
    stage = stage_of(said.lower()) or stage_of(beside.lower())
    reason = reason_of(said, status, reply_code(said), stage)
    if reason is Reason.UNKNOWN or (says_nothing(enhanced_status(field_status)) and not diagnostic):
        by_prose = reason_of(beside, status, reply, stage)
        reason = by_prose if by_prose is not Reason.UNKNOWN else reason
    return BouncedRecipient(address, status, reply, *_settled(reason, action), text=" ".join(said.split())[:1_000])


def _settled(reason: Reason, action: str) -> tuple[Reason, str]:
    """Reason and action in our words: what was delivered or is only late is no failure."""
    if action in ("delivered", "relayed", "expanded"):
        return Reason.DELIVERED, action
    if action in _FAILING_ACTIONS:
        return reason, "failed"
    return (Reason.DELAYED if reason is Reason.UNKNOWN else reason), "delayed" if action == "delayed" else action


def _status_of(field_status: str, said: str, beside: str) -> str:
    """The server's own status where the report's says only "failed"; the report's otherwise."""
    own = enhanced_status(field_status)
    return own if not says_nothing(own) else enhanced_status(said) or enhanced_status(beside) or own


def _from_prose(mail: ParsedMail, prose: Prose) -> tuple[BouncedRecipient, ...]:
    listed = [address for header in mail.all("x-failed-recipients") for address in re.findall(ADDRESS, header.text)]
    recipients = list(prose.recipients)
    if listed:
        spoken = {recipient.address.lower(): recipient for recipient in recipients}
        recipients = [spoken.get(a.lower(), NamedRecipient(a, [prose.notice])) for a in dict.fromkeys(listed)]
    action = _action(mail, prose)
    return tuple(_spoken_row(recipient, action) for recipient in recipients)


def _from_returned(mail: ParsedMail, prose: Prose) -> tuple[BouncedRecipient, ...]:
    """Nobody is named: the returned mail's own recipient is meant."""
    addressed = re.search(
        rf"^>?to:[^\n]*?({ADDRESS})", f"{prose.notice}\n{prose.returned}", re.IGNORECASE | re.MULTILINE
    )
    inner = [box.address for attached in mail.attached_mails for box in attached.mailboxes("to") if box.address]
    address = inner[0] if inner else addressed.group(1) if addressed else ""
    return (_spoken_row(NamedRecipient(address, [prose.notice]), _action(mail, prose)),) if address else ()


def _spoken_row(recipient: NamedRecipient, action: str) -> BouncedRecipient:
    text = recipient.text
    status, reply = enhanced_status(text), reply_code(text)
    reason = reason_of(text, status, reply)
    return BouncedRecipient(
        recipient.address, status, reply, *_settled(reason, action), text=" ".join(text.split())[:1_000]
    )


def _action(mail: ParsedMail, prose: Prose) -> str:
    told = f"{mail.subject}\n{prose.notice}"
    return "delayed" if _DELAYED.search(told) and not _FAILED.search(prose.notice) else "failed"


def _original_id(mail: ParsedMail, prose: Prose, common: dict[str, str]) -> str:
    """The Message-ID of the mail that bounced, with its brackets; nothing where it is not quoted."""
    for inner in mail.attached_mails:
        if inner.value("message-id"):
            return inner.value("message-id").strip()
    for part in mail.parts():
        if part.content_type in ("text/rfc822-headers", "message/rfc822-headers") and (
            found := _MESSAGE_ID.search(part.text or _bytes_text(part))
        ):
            return found.group(1)
    found = _MESSAGE_ID.search(prose.returned) or _MESSAGE_ID.search(prose.notice)
    return common.get("x-original-message-id", "") or (found.group(1) if found else "")
