"""What the commands share: a clear refusal, and which brand is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from forewarn.brands.queries import brand_by_slug, brands

if TYPE_CHECKING:
    from forewarn.brands.models import Brand


class Refused(click.ClickException):
    """One clear line, exit code 2, nothing half-done."""

    exit_code = 2


def chosen_brand(slug: str | None, *, or_name: bool = False) -> Brand:
    """The brand of this short name (or, where `or_name`, of this name); without one, the only brand. Raises Refused."""
    if slug:
        brand = brand_by_slug(slug)
        if brand is None and or_name:
            brand = next((b for b in brands() if b.name.casefold() == slug.casefold()), None)
        if brand is None:
            known = ", ".join(b.slug for b in brands()) or "none yet; run `forewarn init`"
            raise Refused(f"There is no brand “{slug}”. Brands here: {known}.")
        return brand
    few = list(brands()[:2])
    if len(few) != 1:
        raise Refused("Say which brand with --brand.")
    return few[0]
