"""`forewarn check-mail`: did the brand really send this? From files alone, offline by default."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from forewarn.cli.input_files import UnableToRead, read_file, walk
from forewarn.mail.profile import BrandProfile, UnableToReadProfile, derived_profile, read_profile
from forewarn.mail.reading.message import read_mail
from forewarn.mail.resolver import LiveResolver, Resolver, UnableToReadZone, ZoneResolver
from forewarn.mail.showing import harmless
from forewarn.verification.checking import Checker
from forewarn.verification.presenting import as_mapping

_COLOURS = {
    "sent_by_us": "green",
    "sent_by_us_altered": "red",
    "not_ours": "red",
    "cannot_tell": "yellow",
    "not_about_us": "cyan",
}


@click.command("check-mail")
@click.argument("files", nargs=-1, required=True)
@click.option("--profile", "profile_path", type=click.Path(path_type=Path), help="The brand's brand.toml.")
@click.option("--zone", "zone_path", type=click.Path(path_type=Path), help="A zone file (JSON) with the public keys.")
@click.option("--dns", is_flag=True, help="Ask the DNS for keys that the profile does not hold.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, one line per file.")
def command(
    files: tuple[str, ...], profile_path: Path | None, zone_path: Path | None, dns: bool, as_json: bool
) -> None:
    """Say of each mail in FILES whether the brand sent it, and why; folders are walked.

    Without a profile the brand is whoever the From address says, which only its published keys can prove.
    Exit 1 where a file could not be read, 2 where nothing could run.
    """
    paths = list(walk(files))
    if not paths:
        raise click.UsageError("no files there; name files, or folders that hold some")
    if zone_path and dns:
        raise click.UsageError("give --zone or --dns, not both")
    try:
        profile = read_profile(profile_path) if profile_path else None
        resolver = ZoneResolver.from_file(zone_path) if zone_path else LiveResolver() if dns else None
    except (UnableToReadProfile, UnableToReadZone) as error:
        raise click.UsageError(str(error)) from error
    failed = False
    for mapping in _answers(paths, profile, resolver):
        failed = failed or "error" in mapping
        if as_json:
            click.echo(json.dumps(mapping, ensure_ascii=False))
        else:
            _print(mapping)
    raise SystemExit(1 if failed else 0)


def _answers(paths: list[Path], profile: BrandProfile | None, resolver: Resolver | None) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for path in paths:
        try:
            data = read_file(path)
        except UnableToRead as error:
            yield {"file": str(path), "error": str(error)}
            continue
        checker = Checker(profile or _profile_of(data), resolver)
        yield {"file": str(path), **as_mapping(checker.check(data, now))}


def _profile_of(data: bytes) -> BrandProfile:
    """The profile of whoever the mail says it is from; of nobody where it does not say."""
    senders = read_mail(data).senders
    domain = senders[0].domain if senders else ""
    return derived_profile(domain or "invalid", senders[0].name if domain else "nobody")


def _print(mapping: dict[str, Any]) -> None:
    """One verdict for a person at a terminal."""
    if "error" in mapping:
        _say(f"{mapping['file']}: {mapping['error']}", fg="red")
        return
    original = mapping["original"]
    _say(f"{mapping['file']}: {mapping['verdict']}", fg=_COLOURS[mapping["verdict"]], bold=True)
    sender = f"{original['from']['name']} <{original['from']['address']}>".strip()
    _say(f"  {original['how']}: “{original['subject']}” from {sender}, {original['date'] or 'no date'}")
    for reason in mapping["reasons"]:
        _say(f"  · {reason['text']}  [{reason['code']}]")
    for sentence in mapping["facts"]["summary"]:
        _say(f"    {sentence}")
    _say(f"  → {mapping['next_step']}")


def _say(text: str, fg: str | None = None, bold: bool = False) -> None:
    click.secho(harmless(text), fg=fg, bold=bold)
