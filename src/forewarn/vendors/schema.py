"""The JSON Schema (draft 2020-12) of the published register, made from the table of facts."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.vendors.data_fields import CATEGORIES, FIELDS
from forewarn.vendors.fact_table import FACTS, TRANSLATED, Fact, Kind
from forewarn.vendors.rules import FOR_EVERYBODY, Facts, Ground

FORMAT = (
    2  # rises with every name that is added or means something else: a strict reader refuses names it does not know
)

_PLACE: Facts = {"type": "string", "pattern": "^[A-Z]{2}$"}
_DATE: Facts = {"type": "string", "format": "date"}
_MOMENT: Facts = {"type": "string", "format": "date-time"}
_SHA: Facts = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_LINK: Facts = {"type": "string", "format": "uri", "pattern": "^https?://"}
_WORDS: Facts = {"type": "string", "minLength": 1}


def _type_of(fact: Fact) -> Facts:
    match fact.kind:
        case Kind.LINES | Kind.HOSTS:
            return {"type": "array", "items": _WORDS}
        case Kind.FIELDS:
            return {"type": "array", "items": {"enum": list(FIELDS)}}
        case Kind.PLACES:
            return {"type": "array", "items": _PLACE}
        case Kind.PLACE:
            return _PLACE
        case Kind.URL:
            return _LINK
        case Kind.CHOICE:
            return {"enum": list(fact.choices)}
        case Kind.YES_OR_NO:
            return {"type": "boolean"}
        case Kind.DATE:
            return _DATE
        case Kind.NUMBER:
            return {"type": "integer", "minimum": 0}
        case Kind.ROWS:
            return {"type": "array", "items": _row_of(fact)}
        case _:
            return _WORDS


def _row_of(fact: Fact) -> Facts:
    columns = [column for column in fact.columns if column.public]
    properties = {column.code: _type_of(column) for column in columns}
    if fact.code in ("measures", "assurance"):
        properties["stale"] = {"type": "boolean"}
    required = [column.code for column in columns if column.required]
    return _object(properties, required)


def _object(properties: Mapping[str, object], required: list[str] | None = None) -> Facts:
    needed = list(properties) if required is None else required
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def schema(address: str) -> Facts:
    """The schema as it is published at this address."""
    states = {"enum": sorted(state.value for state in FOR_EVERYBODY)}
    facts = {code: _type_of(fact) for code, fact in FACTS.items() if fact.public}
    words = _object({code: _WORDS for code in TRANSLATED}, [])
    grounds = {"enum": [ground.value for ground in Ground]}
    version = {"version": {"type": "integer", "minimum": 1}, "updated": _MOMENT, "state": states,
               "changed": {"type": "array", "items": _WORDS}, "sha256": _SHA, "document": _LINK}  # fmt: skip
    told = _object(version | {"why": _WORDS, "ground": grounds}, list(version))
    vendor = _object(
        {
            "id": {"type": "string", "pattern": "^[a-z0-9_-]+$"},
            "version": {"type": "integer", "minimum": 1},
            "state": states,
            "updated": _MOMENT,
            "why": _WORDS,
            "ground": grounds,
            "sha256": _SHA,
            "document": _LINK,
            "page": _LINK,
            "data_categories": {"type": "array", "items": {"enum": list(CATEGORIES)}},
            **facts,
            "translations": {"type": "object", "additionalProperties": words},
            "history": {"type": "array", "items": told, "minItems": 1},
        },
        ["id", "version", "state", "updated", "sha256", "document", "page", "data_categories", "name", "history"],
    )
    field = _object({"category": {"enum": list(CATEGORIES)}, "label": _WORDS})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "Vendors of a brand that hold or see its customers' data",
        **_object(
            {
                "$schema": {"type": "string"},
                "format": {"const": FORMAT},
                "brand": _WORDS,
                "language": _WORDS,
                "as_of": _DATE,
                "basis": {"const": "own_statement"},
                "page": _LINK,
                "version": {"type": "integer", "minimum": 0},
                "updated": {"anyOf": [_MOMENT, {"type": "null"}]},
                "sha256": _SHA,
                "data_categories": {"type": "object", "additionalProperties": _WORDS},
                "data_fields": {"type": "object", "additionalProperties": field},
                "vendors": {"type": "array", "items": vendor},
            }
        ),
    }
