"""forewarn.toml: what a pipeline says once: profile, class, waivers, and what single mails are for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from forewarn.lint.context import NOTHING_KNOWN, LintContext, Purpose
from forewarn.lint.severity import MessageClass
from forewarn.lint.table import BY_ID
from forewarn.lint.waivers import UnableToReadWaiver, Waiver, waiver_from
from forewarn.mail.profile import BrandProfile

FILE = "forewarn.toml"
_KEYS = frozenset(("profile", "class", "waivers", "mails", "baseline"))
_MAIL_KEYS = frozenset(("match", "class", "purpose", "solicited", "notice_in_account"))


class UnableToReadConfiguration(Exception):
    """forewarn.toml is not usable; the text names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What is known of the files that match a pattern ("templates/reset*.html")."""

    match: str
    message_class: MessageClass | None = None
    purpose: Purpose | None = None
    solicited: bool = False
    notice_in_account: bool = False


@dataclass(frozen=True, slots=True)
class Configuration:
    """All of forewarn.toml; paths are relative to its folder."""

    profile: Path | None = None
    baseline: Path | None = None
    message_class: MessageClass | None = None
    waivers: tuple[Waiver, ...] = ()
    mails: tuple[MailSettings, ...] = field(default=())

    def for_file(self, file: str) -> tuple[MessageClass | None, LintContext]:
        """The class and context of a file; later patterns win."""
        message_class = self.message_class
        context = replace(NOTHING_KNOWN, file=file)
        for settings in self.mails:
            if fnmatch(file, settings.match) or fnmatch(file, f"*/{settings.match}"):
                message_class = settings.message_class or message_class
                context = replace(
                    context,
                    purpose=settings.purpose or context.purpose,
                    solicited=settings.solicited or context.solicited,
                    notice_in_account=settings.notice_in_account or context.notice_in_account,
                )
        return message_class, context


def read_configuration(path: Path, today: date) -> Configuration:
    """Read forewarn.toml. Raises UnableToReadConfiguration."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnableToReadConfiguration(
            f"{path}: cannot be read ({error.strerror}); give the path of a {FILE}"
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnableToReadConfiguration(f"{path}: not valid TOML: {error}; mend it there and run again") from error
    try:
        return _configuration(content, path.parent, today)
    except (UnableToReadConfiguration, UnableToReadWaiver) as error:
        raise UnableToReadConfiguration(f"{path}: {error}") from error


def refuse_unknown_rules(profile: BrandProfile, path: Path) -> None:
    """Raise UnableToReadConfiguration where a promise names a rule that there is not: nothing would keep it."""
    for number, promise in enumerate(profile.promises, 1):
        unknown = next((rule for rule in promise.rules if rule not in BY_ID), "")
        if unknown:
            raise UnableToReadConfiguration(
                f"{path}: promises[{number}].rules: there is no rule {unknown}; forewarn lint --rules lists them"
            )


def _configuration(content: dict[str, Any], folder: Path, today: date) -> Configuration:
    _refuse_unknown(content, _KEYS, "")
    waivers = tuple(waiver_from(row, f"waivers[{i}]", today) for i, row in enumerate(_tables(content, "waivers"), 1))
    for number, waiver in enumerate(waivers, 1):
        if waiver.rule not in BY_ID:
            raise UnableToReadConfiguration(
                f"waivers[{number}].rule: there is no rule {waiver.rule}; forewarn lint --rules lists them"
            )
    return Configuration(
        profile=_path(content, "profile", folder),
        baseline=_path(content, "baseline", folder),
        message_class=_class(content.get("class"), "class"),
        waivers=waivers,
        mails=tuple(_mail(row, f"mails[{i}]") for i, row in enumerate(_tables(content, "mails"), 1)),
    )


def _refuse_unknown(row: dict[str, Any], known: frozenset[str], before: str) -> None:
    unknown = sorted(set(row) - known)
    if unknown:
        raise UnableToReadConfiguration(f"{before}{unknown[0]}: not a setting; known are {', '.join(sorted(known))}")


def _path(content: dict[str, Any], key: str, folder: Path) -> Path | None:
    value = content.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise UnableToReadConfiguration(
            f'{key}: expected the path of a file, as in {key} = "{"brand.toml" if key == "profile" else "lint-baseline.json"}"'
        )
    return folder / value


def _flag(row: dict[str, Any], key: str, where: str) -> bool:
    value = row.get(key, False)
    if not isinstance(value, bool):
        raise UnableToReadConfiguration(f"{where}.{key}: expected true or false, without quotes")
    return value


def _tables(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = content.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnableToReadConfiguration(f"{key}: expected tables, each under [[{key}]]")
    return rows


def _class(value: object, where: str) -> MessageClass | None:
    if value is None:
        return None
    try:
        return MessageClass(str(value))
    except ValueError as error:
        names = ", ".join(MessageClass)
        raise UnableToReadConfiguration(f"{where}: {value!r} is no class; choose one of {names}") from error


def _mail(row: dict[str, Any], where: str) -> MailSettings:
    _refuse_unknown(row, _MAIL_KEYS, f"{where}.")
    match = row.get("match")
    if not isinstance(match, str) or not match:
        raise UnableToReadConfiguration(f'{where}.match: missing; write match = "templates/reset*.html"')
    purpose = row.get("purpose")
    try:
        chosen = Purpose(str(purpose)) if purpose is not None else None
    except ValueError as error:
        names = ", ".join(Purpose)
        raise UnableToReadConfiguration(f"{where}.purpose: {purpose!r} is none; choose one of {names}") from error
    return MailSettings(
        match=match,
        message_class=_class(row.get("class"), f"{where}.class"),
        purpose=chosen,
        solicited=_flag(row, "solicited", where),
        notice_in_account=_flag(row, "notice_in_account", where),
    )
