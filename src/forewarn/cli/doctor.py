"""`forewarn doctor`: what is misconfigured, with the fix."""

from __future__ import annotations

import json

import click

from forewarn.foundation.clock import now
from forewarn.foundation.health import problems


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(as_json: bool) -> None:
    """Say what is broken or missing and how to mend it. Exit code 1 where something must be mended."""
    from django.core.checks import ERROR, WARNING, run_checks

    found = [
        {"severity": "error" if m.level >= ERROR else "warning", "what": m.msg, "fix": m.hint or ""}
        for m in run_checks(include_deployment_checks=False)
        if m.level >= WARNING
    ]
    found += [{"severity": p.severity.value, "what": p.what, "fix": p.fix} for p in problems(now=now())]
    if as_json:
        click.echo(json.dumps({"problems": found}, ensure_ascii=False))
    for row in [] if as_json else found:
        click.echo(f"{row['severity']}: {row['what']}\n    {row['fix']}")
    if not found and not as_json:
        click.echo("Nothing to mend.")
    if any(row["severity"] == "error" for row in found):
        raise SystemExit(1)
