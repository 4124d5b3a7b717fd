"""Words of the lessons' screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from forewarn.lessons.rules.programme import Due

DUE = {
    Due.DONE.value: (_("Told"), "good"),
    Due.WAITING.value: (_("Waits to be sent"), "info"),
    Due.DUE.value: (_("Due now"), "warn"),
    Due.LATE.value: (_("Late"), "bad"),
    Due.LATER.value: (_("Later"), "quiet"),
    Due.MISSED.value: (_("Missed"), "quiet"),
    Due.BEFORE.value: (_("Before you began"), "quiet"),
}
KINDS = {
    "lessons": _("Lessons of the quarter"),
    "alert": _("In the quarterly alert"),
    "held": _("The same, to those held out"),
    "refresh": _("Refresher"),
}
DIFFICULTIES = {"least": _("least"), "moderate": _("moderate"), "very": _("very")}
MADE_STATES = {
    "writing": (_("Being written"), "quiet"),
    "waiting": (_("Waits for a second person"), "warn"),
    "used": (_("In the lesson"), "good"),
}
RETIRE = {
    "too easy": _("nearly everybody is right: it teaches nothing more"),
    "too hard": _("nearly nobody is right: it may be unfair"),
}
