"""The parts of the installation in words."""

from django.utils.translation import gettext_lazy as _

PARTS = {
    "worker": _("Background work: sending, importing, reading mail"),
    "tick": _("Periodic work: starting what is due, retrying"),
}
