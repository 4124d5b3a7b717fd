"""Reading a mail that came in: once, by what its address is for; what it says is handed up as a signal."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from forewarn.intake.handlers import Reading, handler_for
from forewarn.intake.limits import MAX_ATTEMPTS
from forewarn.intake.models import ReceivedMail
from forewarn.intake.rules import Route, State
from forewarn.mail.reading.message import read_mail
