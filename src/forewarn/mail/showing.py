"""Words from a mail as a terminal or a log may show them."""

from __future__ import annotations

import re

# Control characters (ESC and CSI steer a terminal, a line end forges a line), and those that turn the direction.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PICTURES = 0x2400  # Unicode's block of pictures for the control characters
_DELETE = 0x7F


def harmless(text: str) -> str:
    """The text with a visible sign in place of each character that would steer the screen instead of being shown."""
    return text if text.isprintable() else _UNSEEN.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == _DELETE:
        return "\u2421"
    return chr(_PICTURES + code) if code < 0x20 else "\N{REPLACEMENT CHARACTER}"
