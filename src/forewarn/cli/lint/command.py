"""`forewarn lint`: hold mail to what the brand teaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from forewarn.cli.lint.inputs import LintInput, inputs
from forewarn.lint.baseline import Baseline, UnableToReadBaseline, UnableToWriteBaseline, read_baseline
from forewarn.lint.configuration import (
    FILE,
    Configuration,
    UnableToReadConfiguration,
    read_configuration,
    refuse_unknown_rules,
)
from forewarn.lint.context import NO_NETWORK, Network, Purpose
from forewarn.lint.engine import lint_html, lint_mail
from forewarn.lint.findings import LintReport, Skipped
from forewarn.lint.rates import SetRates, rates_mapping, rates_table
from forewarn.lint.reporting.json_lines import report_mapping, unread_mapping
from forewarn.lint.severity import MessageClass
from forewarn.mail.profile import BrandProfile, UnableToReadProfile, read_profile
from forewarn.mail.reading.charsets import decode_text
from forewarn.mail.resolver import LiveResolver, UnableToReadZone, ZoneResolver
from forewarn.mail.showing import harmless

NO_CLASS = "no class was given: linted as transactional; give --class or a class in forewarn.toml"


class UnableToRun(click.ClickException):
    """Nothing could be linted; one line says why, exit code 2."""

    exit_code = 2


@dataclass(frozen=True)
class Run:
    """Everything that one run of the command has read before the first mail."""

    configuration: Configuration
    settings: str  # the path of forewarn.toml, as named; empty where there is none
    profile: BrandProfile | None
    message_class: MessageClass | None
    purpose: Purpose | None
    solicited: bool
    network: Network
    now: datetime
    baseline: Baseline | None

    def class_of(self, file: str) -> MessageClass:
        """The class a file is linted as."""
        return self.message_class or self.configuration.for_file(file)[0] or MessageClass.TRANSACTIONAL

    def lint(self, item: LintInput) -> LintReport:
        """Lint one file."""
        configured, context = self.configuration.for_file(item.file)
        message_class = self.message_class or configured
        context = replace(
            context, purpose=self.purpose or context.purpose, solicited=self.solicited or context.solicited
        )
        chosen = message_class or MessageClass.TRANSACTIONAL
        waivers = self.configuration.waivers
        if item.is_html:
            source, _, _ = decode_text(item.raw, html=True)
            report = lint_html(
                source,
                message_class=chosen,
                now=self.now,
                profile=self.profile,
                context=context,
                network=self.network,
                waivers=waivers,
            )
        else:
            report = lint_mail(
                item.raw,
                message_class=chosen,
                now=self.now,
                profile=self.profile,
                context=context,
                network=self.network,
                waivers=waivers,
            )
        if message_class is None:
            report = replace(report, skipped=(Skipped("class", NO_CLASS), *report.skipped))
        return report


@dataclass(frozen=True)
class Outcome:
    """One file after linting: its report without what the baseline knows, or why it could not be read."""

    file: str
    report: LintReport | None
    known: int = 0
    error: str = ""

    @property
    def fails(self) -> bool:
        """Whether this file makes the command exit with 1."""
        return self.report is None or not self.report.passes


def _outcomes(run: Run, files: tuple[str, ...]) -> Iterator[Outcome]:
    for item in inputs(files):
        if item.error:
            yield Outcome(item.file, None, error=item.error)
            continue
        report = run.lint(item)
        known = 0
        if run.baseline is not None:
            new, known = run.baseline.split(item.file, report.findings)
            report = replace(report, findings=tuple(new))
        yield Outcome(item.file, report, known)


@click.command("lint")
@click.argument("files", nargs=-1)
@click.option("--profile", type=click.Path(path_type=Path), help="The brand: a brand.toml.")
@click.option(
    "--class", "message_class", type=click.Choice([c.value for c in MessageClass]), help="The class of these mails."
)
@click.option(
    "--purpose", type=click.Choice([p.value for p in Purpose]), help="What they are for, where the class does not tell."
)
@click.option("--solicited", is_flag=True, help="The customer asked for this mail a moment ago.")
@click.option("--net", is_flag=True, help="Ask DNS and follow links on the network.")
@click.option("--zone", type=click.Path(path_type=Path), help="Ask this zone file (JSON) instead of DNS.")
@click.option("--config", type=click.Path(path_type=Path), help=f"Settings and waivers; else {FILE} here.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Known findings, which do not fail.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Write today's findings as the baseline.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge as if on this day (waivers, years).")
@click.option("--json", "form", flag_value="json", help="One JSON object per line and file.")
@click.option("--sarif", "form", flag_value="sarif", help="SARIF 2.1.0.")
@click.option("--github", "form", flag_value="github", help="GitHub annotations.")
@click.option("--all", "show_all", is_flag=True, help="Show every finding, and what was not run.")
@click.option("--rates", multiple=True, metavar="NAME=FOLDER", help="Per rule, how often it fires on each set.")
@click.option("--rules", is_flag=True, help="Print the reference page of all rules.")
def command(
    files: tuple[str, ...], form: str | None, show_all: bool, rates: tuple[str, ...], rules: bool, **given: object
) -> None:
    """Lint mails and HTML templates: FILES or folders of them.

    Exit 1 where a mail has a block or an unwaived error or could not be read, 2 where nothing could run.
    """
    if rules:
        from forewarn.lint.reporting.rules_page import rules_page

        click.echo(rules_page(), nl=False)
        return
    run = _prepare(given)
    if rates:
        _print_rates(run, (*rates, *files), form)  # `--rates a=one b=two` names two sets as well
        return
    if not files:
        raise click.UsageError("no files named; name mails, HTML files, or folders that hold some")
    writing = given["write_baseline"]
    raise SystemExit(_write_baseline(run, files, Path(str(writing))) if writing else _print(run, files, form, show_all))


def _prepare(given: dict[str, object]) -> Run:
    """Read profile, settings, zone and baseline; a bad one ends with one line and exit code 2."""
    try:
        config = given["config"] or (FILE if Path(FILE).is_file() else None)
        today = datetime.now(UTC).date()
        configuration = read_configuration(Path(str(config)), today) if config else Configuration()
        profile = given["profile"] or configuration.profile
        baseline = given["baseline"] or (None if given["write_baseline"] else configuration.baseline)
        brand = read_profile(Path(str(profile))) if profile else None
        if brand:
            refuse_unknown_rules(brand, Path(str(profile)))
        zone = given["zone"]
        resolver = ZoneResolver.from_file(Path(str(zone))) if zone else LiveResolver() if given["net"] else None
        as_of = given["as_of"]
        return Run(
            configuration=configuration,
            settings=str(config or ""),
            profile=brand,
            message_class=MessageClass(str(given["message_class"])) if given["message_class"] else None,
            purpose=Purpose(str(given["purpose"])) if given["purpose"] else None,
            solicited=bool(given["solicited"]),
            network=_network(resolver, bool(given["net"])),
            now=as_of.replace(tzinfo=UTC) if isinstance(as_of, datetime) else datetime.now(UTC),
            baseline=read_baseline(Path(str(baseline))) if baseline else None,
        )
    except (UnableToReadProfile, UnableToReadConfiguration, UnableToReadZone, UnableToReadBaseline) as error:
        raise UnableToRun(str(error)) from error


def _network(resolver: ZoneResolver | LiveResolver | None, net: bool) -> Network:
    if resolver is None:
        return NO_NETWORK
    if not net:
        return Network(resolver)
    from forewarn.cli.lint.prober import HttpProber

    return Network(resolver, HttpProber())


def _tell_expired(run: Run, form: str | None) -> None:
    """Say once which waivers no longer count: to GitHub beside the settings, else apart from the findings."""
    from forewarn.lint.reporting.github import expired_annotation

    for waiver in run.configuration.waivers:
        if not waiver.has_expired(run.now.date()):
            continue
        if form == "github":
            click.echo(expired_annotation(run.settings, waiver.rule, waiver.ended))
        else:
            click.echo(f"{run.settings}: {waiver.rule}: {waiver.ended}", err=True)


def _print(run: Run, files: tuple[str, ...], form: str | None, show_all: bool) -> int:
    """Lint and print in one form; the exit code."""
    _tell_expired(run, form)
    outcomes: list[Outcome] = []
    fails = seen = 0
    for outcome in _outcomes(run, files):
        seen += 1
        fails += outcome.fails
        if form == "sarif":
            outcomes.append(outcome)
        else:
            _print_one(outcome, run, form, show_all)
    if not seen:
        raise UnableToRun("no mails or HTML files there; name files, or folders that hold some")
    if form == "sarif":
        from importlib.metadata import version

        from forewarn.lint.reporting.sarif import sarif_log

        read = [(o.file, o.report) for o in outcomes if o.report is not None]
        unread = [(o.file, o.error) for o in outcomes if o.report is None]
        click.echo(json.dumps(sarif_log(read, unread, version("forewarn")), ensure_ascii=False, indent=1))
    if form is None and seen > 1:
        click.echo(f"{seen} files, {fails} of them fail")
    return 1 if fails else 0


def _print_one(outcome: Outcome, run: Run, form: str | None, show_all: bool) -> None:
    if form == "json":
        chosen = run.class_of(outcome.file).value
        mapping = (
            report_mapping(outcome.file, outcome.report, outcome.known)
            if outcome.report
            else unread_mapping(outcome.file, chosen, outcome.error)
        )
        click.echo(json.dumps(mapping, ensure_ascii=False))
    elif form == "github":
        from forewarn.lint.reporting.github import annotation, unread_annotation

        for finding in outcome.report.findings if outcome.report else ():
            click.echo(annotation(outcome.file, finding))
        if outcome.report is None:
            click.echo(unread_annotation(outcome.file, outcome.error))
    elif outcome.report is None:
        click.echo(harmless(f"{outcome.file}: {outcome.error}"))
    else:
        from forewarn.cli.lint.text import print_report

        print_report(outcome.file, outcome.report, outcome.known, show_all)


def _write_baseline(run: Run, files: tuple[str, ...], path: Path) -> int:
    baseline = Baseline(folder=path.parent)
    count = failed = 0
    for outcome in _outcomes(replace(run, baseline=None), files):
        if outcome.report is None:
            click.echo(harmless(f"{outcome.file}: {outcome.error}"), err=True)
            failed += 1
            continue
        baseline.add(outcome.file, outcome.report.findings)
        count += len(outcome.report.findings)
    try:
        baseline.write(path)
    except UnableToWriteBaseline as error:
        raise UnableToRun(str(error)) from error
    click.echo(f"{count} findings written to {path}; from now on only new ones fail")
    return 1 if failed else 0


def _print_rates(run: Run, rates: tuple[str, ...], form: str | None) -> None:
    sets: list[SetRates] = []
    for pair in rates:
        name, equals, folder = pair.partition("=")
        if not equals or not Path(folder).exists():
            raise UnableToRun(f"--rates {pair}: write NAME=FOLDER with a folder that is there")
        counted = SetRates(name)
        for outcome in _outcomes(run, (folder,)):
            if outcome.report is None:
                counted.unread += 1
            else:
                counted.add(outcome.report)
        sets.append(counted)
    click.echo(
        json.dumps(rates_mapping(sets), ensure_ascii=False) if form == "json" else rates_table(sets), nl=form == "json"
    )
