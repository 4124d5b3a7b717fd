"""What the register says of a vendor once a change has set its facts there."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.mail.folding import folded
from forewarn.vendors.rules import Facts, merged


def as_set_by(register: Mapping[str, object], new: Mapping[str, object]) -> Facts:
    """The facts of the register with those of a change: of its suppliers, and of words in other languages, a change
    replaces only those that it names."""
    part = dict(new)
    if "chain" in part:
        part["chain"] = _chain(register, part)
    if "translations" in part:
        part["translations"] = _translations(register.get("translations"), part["translations"])
    return merged(register, part)


def suppliers_of(facts: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The companies of a chain, which facts of the register or of a change hold."""
    chain = facts.get("chain")
    return [row for row in chain if isinstance(row, Mapping)] if isinstance(chain, list) else []


def supplier_of(facts: Mapping[str, object]) -> Mapping[str, object] | None:
    """The company that a change brings to a vendor's chain; None where it brings none."""
    return next(iter(suppliers_of(facts)), None)


def listed_supplier(register: Mapping[str, object], name: object) -> Mapping[str, object] | None:
    """The company of that name in a vendor's chain, however it is written; None where there is none."""
    return next((row for row in suppliers_of(register) if _bare(row.get("name")) == _bare(name)), None)


def fields_seen(facts: Mapping[str, object]) -> frozenset[str]:
    """The fields that the company brought to the chain sees; none where the register does not say which."""
    listed = (supplier_of(facts) or {}).get("fields")
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def _chain(told: Mapping[str, object], new: Mapping[str, object]) -> list[Mapping[str, object]]:
    coming = {_bare(row.get("name")): row for row in suppliers_of(new)}
    kept = [coming.pop(_bare(row.get("name")), row) for row in suppliers_of(told)]
    return [*kept, *coming.values()]


def _translations(told: object, new: object) -> dict[str, object]:
    said: dict[str, object] = dict(told) if isinstance(told, Mapping) else {}
    for locale, words in new.items() if isinstance(new, Mapping) else ():
        before = said.get(locale)
        said[locale] = {**(before if isinstance(before, Mapping) else {}), **words}
    return said


def _bare(name: object) -> str:
    return folded(str(name or ""))
