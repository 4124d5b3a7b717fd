"""`forewarn export-site`: the public pages as files."""

from __future__ import annotations

from pathlib import Path

import click

from forewarn.brands.queries import brand_by_slug, brands
from forewarn.foundation.clock import now
from forewarn.public_site.export import UnableToExport, export_site


class Refused(click.ClickException):
    """One clear line, exit code 2, nothing half-done."""

    exit_code = 2


@click.command()
@click.option("--brand", "slug", required=True, help="The brand's short name, as in the console's addresses.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(slug: str, folder: Path) -> None:
    """Write the brand's public pages into FOLDER, for a CDN. Run it again after every change.

    The CDN must pass /preferences/, /unsubscribe/, /vendor-answer/, /vendor-questions/ and /your-data/ on to this installation: those
    answer one customer or vendor.
    """
    brand = brand_by_slug(slug)
    if brand is None:
        known = ", ".join(b.slug for b in brands()) or "none yet; run `forewarn init`"
        raise Refused(f"There is no brand “{slug}”. Brands here: {known}.")
    try:
        written = export_site(brand, folder, now=now())
    except UnableToExport as error:
        raise Refused(str(error)) from error
    click.echo(f"{len(written)} files in {folder}.")
