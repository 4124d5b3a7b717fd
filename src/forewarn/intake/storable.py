"""Text of strangers, made fit for a column."""

from __future__ import annotations


def storable(text: str, length: int) -> str:
    """The text without what a database refuses (NUL, half characters), cut to so many characters."""
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return clean[:length]
