"""A lesson file against its published JSON Schema, in words that say what to write."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from forewarn.lessons.rules.reading.types import Problem
from forewarn.lessons.rules.reading.yaml_files import Document

SCHEMAS = Path(__file__).parents[2] / "library" / "schema"


def problems_of(document: Document, schema: str) -> list[Problem]:
    """Everything in the file that the schema (`lesson` or `items`) does not allow, in order of line."""
    found = [_problem(document, error) for error in _validator(schema).iter_errors(document.value)]
    return sorted(set(found), key=lambda problem: (problem.line, problem.field))


@lru_cache
def _validator(schema: str) -> Any:
    return Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text("utf-8")))


def _problem(document: Document, error: ValidationError) -> Problem:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return Problem(document.file, document.line(path), ".".join(map(str, (*path, missing))), "is missing")
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        allowed = error.schema.get("properties", {})
        extra = next(name for name in error.instance if name not in allowed)
        return document.problem((*path, extra), f"is not a known name here; known are: {', '.join(allowed)}")
    return document.problem(path, _words_of(error))


def _words_of(error: ValidationError) -> str:
    value = _short(error.instance)
    match error.validator:
        case "enum":
            return f"is {value}; it must be one of: {', '.join(map(str, error.validator_value))}"
        case "type":
            return f"is {value}; it must be {_KINDS.get(str(error.validator_value), error.validator_value)}"
        case "minLength" | "minItems" | "minProperties":
            return "is empty or has too few entries"
        case "pattern":
            return f"is {value}, which does not have the right form ({error.validator_value})"
        case None:
            return "does not belong to this kind of entry; take it out"
        case "oneOf":
            return "needs either replies or an end, and not both"
        case _:
            return str(error.message)[:200]


_KINDS = {
    "string": "text; put it in quotes",
    "integer": "a whole number",
    "array": "a list (lines that begin with -)",
    "object": "a group of named values",
    "boolean": "true or false",
}


def _short(value: object) -> str:
    text = str(value) if not isinstance(value, dict | list) else ("a list" if isinstance(value, list) else "a group")
    return f"“{text[:60]}”" if not isinstance(value, dict | list) else text
