"""What the actions of removals refuse, in words for whoever asked."""

from __future__ import annotations


class UnableToRemove(Exception):
    """It cannot be done like this; the text says why and what to do."""
