"""Which groups of a whole must stay hidden, so that no small group can be worked out from those that are shown."""

from __future__ import annotations

from collections.abc import Mapping

from forewarn.lessons.rules.detection import SMALLEST_COHORT


def hidden_groups(sizes: Mapping[str, int], smallest: int = SMALLEST_COHORT) -> frozenset[str]:
    """Groups under `smallest`, and the next larger ones until what is hidden is no small group itself.

    `sizes` are people by group, of a whole that is shown too: whole less shown groups is what the hidden ones hold.
    """
    hidden: set[str] = set()
    people = 0
    for name in sorted(sizes, key=lambda name: (sizes[name], name)):
        if sizes[name] >= smallest and (people == 0 or people >= smallest):
            break
        hidden.add(name)
        people += sizes[name]
    return frozenset(hidden)
