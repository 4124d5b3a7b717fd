"""Linting one message: the view, the rules in the order of their table, waivers, measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from forewarn.lint.context import NO_NETWORK, NOTHING_KNOWN, ComposedMail, LintContext, Network
from forewarn.lint.findings import Finding, LintReport, Skipped, Where
from forewarn.lint.phish_scale import phish_likeness, phish_scale
from forewarn.lint.rule import Check, NotChecked, Rule, Seen
from forewarn.lint.severity import CARING, MessageClass, Severity
from forewarn.lint.table import RULES
from forewarn.lint.view.message import MailView
from forewarn.lint.view.preparing import view_of_html, view_of_mail
from forewarn.lint.waivers import Waiver, apply_waivers
from forewarn.lint.words.language_lists import LANGUAGES
from forewarn.mail.profile import BrandProfile, derived_profile
from forewarn.mail.reading.message import read_mail

MAX_PER_RULE = 20  # findings of one rule that are shown; the last one says how many more there are
NO_HEADERS = "an HTML file has no headers"
LANGUAGE_NAMES = {"en": "English", "es": "Spanish", "fr": "French", "de": "German"}


def lint_mail(
    source: bytes | ComposedMail,
    *,
    message_class: MessageClass | str,
    now: datetime,
    profile: BrandProfile | None = None,
    context: LintContext = NOTHING_KNOWN,
    network: Network = NO_NETWORK,
    waivers: Sequence[Waiver] = (),
) -> LintReport:
    """Lint a mail given as bytes (RFC 5322) or as composed.

    Without a profile the brand is the From domain's organisation. `network` lets the rules run that ask DNS or follow
    links; without it these stand in `skipped`.
    """
    raw = source if isinstance(source, bytes) else composed_bytes(source)
    view = view_of_mail(read_mail(raw), context.locale)
    if isinstance(source, ComposedMail):
        view.unsent = True
    check = Check(view, profile or derived_profile(view.from_host), MessageClass(message_class), context, now, network)
    return lint_view(check, tuple(waivers))


def lint_html(
    source: str,
    *,
    message_class: MessageClass | str,
    now: datetime,
    profile: BrandProfile | None = None,
    context: LintContext = NOTHING_KNOWN,
    network: Network = NO_NETWORK,
    waivers: Sequence[Waiver] = (),
) -> LintReport:
    """Lint an HTML file, finished or a template with tags; rules that need headers stand in `skipped`."""
    view = view_of_html(source, context.locale)
    check = Check(view, profile or derived_profile(""), MessageClass(message_class), context, now, network)
    return lint_view(check, tuple(waivers))


def composed_bytes(mail: ComposedMail) -> bytes:
    """A composed mail as bytes, unsigned, for the rules that read headers."""
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"] = (
        f'"{mail.from_name.replace(chr(34), "")}" <{mail.from_address}>' if mail.from_name else mail.from_address
    )
    message["To"] = mail.to or "customer@customer.example"
    message["Subject"] = " ".join(mail.subject.split())
    for name, value in mail.headers:
        message[name] = " ".join(value.split())
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()


def lint_view(check: Check, waivers: tuple[Waiver, ...] = ()) -> LintReport:
    """Run the rules of the table over a prepared check."""
    view = check.view
    skipped: list[Skipped] = [_no_profile(view)] if check.profile.derived else []
    findings: list[Finding] = []
    check = replace(check, earlier=findings)  # the list grows while the rules run
    for rule in RULES:
        if check.message_class not in rule.classes:
            continue
        reason = _not_run(rule, check)
        if reason:
            skipped.append(Skipped(rule.id, reason))
        if not reason or (rule.words == "part" and reason == _no_lists(view)):
            _run(rule, check, findings, skipped)
    marked, expired = apply_waivers(findings, waivers, check.now, check.context.file)
    skipped += [Skipped(w.rule, w.ended) for w in expired]
    marked.sort(key=lambda f: -f.severity.rank)
    return LintReport(
        message_class=check.message_class,
        language=view.language,
        findings=tuple(marked),
        skipped=tuple(dict.fromkeys(skipped)),
        phish_likeness=phish_likeness(marked),
        phish_scale=phish_scale(marked, check.message_class, check.context),
    )


def _no_profile(view: MailView) -> Skipped:
    if view.from_host:
        return Skipped(
            "profile", f"no profile was given: the brand is the organisation of the From domain {view.from_host}"
        )
    return Skipped("profile", "no profile was given and there is no From domain: no domain counts as the brand's")


def _no_lists(view: MailView) -> str:
    known = ", ".join(LANGUAGE_NAMES[code] for code in LANGUAGES)
    language = f"“{view.language}”" if view.language else "an unknown language"
    return f"no word list for {language} (there are lists for {known}); only what is free of language was checked"


def _not_run(rule: Rule, check: Check) -> str:
    """Why a rule is not run, or in its words only in part; nothing where it is run whole."""
    if rule.needs_headers and check.view.mail is None:
        return NO_HEADERS
    if rule.words and check.view.lists is None:
        return _no_lists(check.view)
    return ""


def _run(rule: Rule, check: Check, findings: list[Finding], skipped: list[Skipped]) -> None:
    found: list[Seen] = []
    count = 0
    for result in rule.check(check):
        if isinstance(result, NotChecked):
            skipped.append(Skipped(rule.id, result.why))
            continue
        count += 1
        if count <= MAX_PER_RULE:
            found.append(result)
    if count > MAX_PER_RULE:
        last = found[-1]
        found[-1] = replace(last, what=f"{last.what}, and {count - MAX_PER_RULE} more of this kind")
    findings += [_finding(rule, seen, check.message_class) for seen in found]


def _finding(rule: Rule, seen: Seen, message_class: MessageClass) -> Finding:
    severity = seen.severity or rule.severity_for(message_class)
    gated = not rule.experimental or message_class in CARING
    what = seen.what[:1].upper() + seen.what[1:]
    return Finding(
        rule=rule.id,
        severity=severity if gated else severity.at_most(Severity.WARN),
        where=seen.where if seen.where.text or seen.where.line else Where(seen.where.part, 0, 0, seen.where.text),
        message=f"{what}.",
        why=rule.why,
        source=rule.source,
        breaks=seen.breaks or rule.breaks,
        fix=seen.fix or rule.fix,
        experimental=rule.experimental,
    )
