"""Reading the environment: typed, strict, and with errors that say what to do."""

from __future__ import annotations

import os
from pathlib import Path


class UnableToReadEnvironment(Exception):
    """A variable is missing or cannot be understood; the text says which and what to write."""


def env_text(name: str, default: str | None = None) -> str:
    """The variable's text, or the content of the file that NAME_FILE points to, or the default.

    Raises UnableToReadEnvironment where there is none of them.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise UnableToReadEnvironment(f"{name}_FILE: {path} cannot be read ({error.strerror})") from error
    value = os.environ.get(name, default)
    if value is None:
        raise UnableToReadEnvironment(f"{name} is not set. Set it, or {name}_FILE to a file that holds it.")
    return value


def env_switch(name: str, default: bool = False) -> bool:
    """The variable as on or off; only true/false, yes/no, on/off, 1/0 are understood."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    lowered = value.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    raise UnableToReadEnvironment(f"{name}={value!r}: write true or false")


def env_number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except ValueError as error:
        raise UnableToReadEnvironment(f"{name}={value!r}: write a whole number") from error


def env_list(name: str, default: list[str] | None = None) -> list[str]:
    """The variable as a list, separated by commas."""
    value = os.environ.get(name)
    if value is None:
        return list(default or [])
    return [part.strip() for part in value.split(",") if part.strip()]
