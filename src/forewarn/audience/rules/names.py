"""Names as they are looked for: from the first word and from the last."""

from __future__ import annotations

from forewarn.mail.folding import folded

KEY_LENGTH = 200  # characters, as the column holds


def name_keys(name: str) -> tuple[str, str]:
    """A name's two keys: as written, and with the last word first ("ana ortiz", "ortiz ana")."""
    key = folded(name)[:KEY_LENGTH]
    rest, _, last = key.rpartition(" ")
    return key, f"{last} {rest}" if rest else key
