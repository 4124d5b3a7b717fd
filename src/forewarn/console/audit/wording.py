"""The log in words: each verb as a sentence part, details as short lines."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    "alert.begun": _("began the alert"),
    "alert.written": _("wrote the alert"),
    "alert.test_sent": _("sent a test of the alert"),
    "alert.submitted": _("handed in the alert"),
    "alert.withdrawn": _("took back the alert"),
    "alert.approved": _("approved the alert"),
    "alert.scheduled": _("scheduled the alert"),
    "alert.published": _("published the alert"),
    "alert.corrected": _("corrected the alert"),
    "alert.deleted": _("deleted the alert"),
    "alert.finding_waived": _("let a finding pass in the alert"),
    "vendor_change.planned": _("planned the change"),
    "vendor_change.edited": _("changed the plan of the change"),
    "vendor_change.deleted": _("deleted the plan of the change"),
    "vendor_change.submitted": _("handed in the notice of the change"),
    "vendor_change.approved": _("approved the notice of the change"),
    "vendor_change.published": _("made public the change"),
    "vendor_change.sent": _("sent the notice of the change"),
    "vendor_change.late": _("told customers who came later of the change"),
    "vendor_change.late_failed": _("could not find out who came later to the change"),
    "vendor_change.withdrawn": _("withdrew the change"),
    "vendor_change.objected": _("objected to the change"),
    "vendor_change.objection_answered": _("answered an objection to the change"),
    "vendor_change.objection_taken_back": _("took back an objection to the change"),
    "vendor_change.held": _("held the change back on its day"),
    "vendor_change.in_effect": _("put into effect the change"),
    "vendor_change.reminded": _("reminded staff of the proof for the change"),
    "vendor_change.proof_filed": _("filed the proof for the change"),
    "vendor_change.settings": _("changed how changes at vendors are announced by"),
    "alert.waiver_withdrawn": _("took back a waiver in the alert"),
    "promise.added": _("added the promise"),
    "promise.reworded": _("changed the promise"),
    "promise.withdrawn": _("ended the promise"),
    "promise.restored": _("took up again the promise"),
    "promise.moved": _("moved the promise"),
    "learner.agreed": _("asked us to remember the lessons of"),
    "learner.forgotten": _("made us forget the lessons of"),
    "lesson.changed": _("put own words over the lesson"),
    "lesson.reset": _("went back to the library in the lesson"),
    "lesson.kept": _("kept own words in the lesson"),
    "lesson.placed": _("gave a place to the lesson"),
    "lesson.moved": _("moved the lesson"),
    "lesson.message_begun": _("began a practice message from real mail"),
    "lesson.message_written": _("wrote at the practice message"),
    "lesson.message_handed_in": _("handed in the practice message"),
    "lesson.message_sent_back": _("sent back the practice message"),
    "lesson.message_used": _("let the practice message into the lesson"),
    "lesson.message_dropped": _("threw away the practice message"),
    "lessons.invited": _("wrote the invitation"),
    "programme.changed": _("changed the programme of"),
    "mailing.created": _("made the mailing"),
    "mailing.edited": _("changed the mailing"),
    "mailing.submitted": _("handed in the mailing"),
    "mailing.withdrawn": _("took back the mailing"),
    "mailing.approved": _("approved the mailing"),
    "mailing.published": _("published the page of the mailing"),
    "mailing.scheduled": _("scheduled the mailing"),
    "mailing.unscheduled": _("took back the date of the mailing"),
    "mailing.paused": _("paused the mailing"),
    "mailing.resumed": _("resumed the mailing"),
    "mailing.cancelled": _("cancelled the mailing"),
    "sighting.added": _("noted the scam"),
    "sighting.written": _("wrote the public words on the scam"),
    "sighting.confirmed": _("confirmed the scam"),
    "sighting.dismissed": _("dismissed the report"),
    "sighting.kept": _("kept the report dismissed"),
    "sighting.reopened": _("took back the decision on the scam"),
    "sighting.merged": _("merged the scam"),
    "sighting.took_in": _("merged another scam into"),
    "sighting.unmerged": _("took back the merger of the scam"),
    "sighting.gave_back": _("took back a merger into the scam"),
    "sighting.split": _("split off the scam"),
    "sighting.gave_away": _("split reports off the scam"),
    "campaign.classed": _("corrected the kind of the mail"),
    "campaign.user_text": _("said who can write into the mail"),
    "campaign.explained": _("recognised the listed vendor behind the mail"),
    "campaign.judged": _("said whose mail it is:"),
    "brand.created": _("made the brand"),
    "brand.changed": _("changed the brand"),
    "brand.logo_changed": _("changed the logo"),
    "brand.logo_removed": _("removed the logo"),
    "domain.added": _("added the sending domain"),
    "key.created": _("made the key"),
    "key.signing": _("began to sign with"),
    "key.retired": _("stopped signing with"),
    "key.compromised": _("marked as compromised"),
    "sender.added": _("added the sender"),
    "sender.changed": _("changed the sender"),
    "sender.removed": _("removed the sender"),
    "relay.added": _("added the relay"),
    "relay.changed": _("changed the relay"),
    "relay.removed": _("removed the relay"),
    "vendor.added": _("added the vendor"),
    "vendor.changed": _("changed the vendor"),
    "vendor.removed": _("took out the vendor"),
    "vendor.asked": _("made a link with questions for the vendor"),
    "vendor.asking_withdrawn": _("withdrew the questions to the vendor"),
    "vendor.answered": _("answered our questions for the vendor"),
    "vendor.answers_decided": _("decided on answers of the vendor"),
    "vendors.imported": _("imported vendors from"),
    "vendor.mail_posture_changed": _("saw other mail records at the vendor"),
    "holdings.transferred": _("recorded that data went to"),
    "holdings.deleted": _("recorded that data was deleted by"),
    "holdings.returned": _("recorded that data was returned by"),
    "holdings.expired": _("recorded that data expires at"),
    "holdings.corrected": _("corrected the record of"),
    "flow.added": _("added a flow of data to"),
    "flow.stopped": _("stopped a flow of data to"),
    "manifest.started": _("began to load the list"),
    "manifest.loaded": _("loaded the list"),
    "manifest.rejected": _("loaded nothing of the list"),
    "manifest.failed": _("could not read the list"),
    "manifest.without_unknown": _("let go on, without lines that name nobody here, the list"),
    "manifest.discarded": _("threw away the list"),
    "staff.created": _("made a sign-in for"),
    "staff.added": _("took in"),
    "staff.role_changed": _("changed the role of"),
    "staff.removed": _("removed"),
    "staff.invited": _("invited"),
    "staff.invitation_withdrawn": _("withdrew the invitation of"),
    "api_key.made": _("made the API key"),
    "api_key.withdrawn": _("withdrew the API key"),
    "staff.signed_in": _("signed in"),
    "staff.second_step_added": _("added a second step to the sign-in"),
    "staff.second_step_removed": _("took a second step from the sign-in"),
    "staff.recovery_codes_renewed": _("made new recovery codes"),
    "staff.password_changed": _("changed the password"),
}
AREAS: dict[str, str | Promise] = {
    "alert": _("Alerts"),
    "brand": _("Brand"),
    "customer": _("Customers"),
    "domain": _("Domains"),
    "flow": _("Flows of data"),
    "holdings": _("Who holds what"),
    "import": _("Imports"),
    "key": _("Keys"),
    "mailing": _("Mailings"),
    "manifest": _("Lists for vendors"),
    "promise": _("Promises"),
    "relay": _("Relays"),
    "segment": _("Segments"),
    "sender": _("Senders"),
    "staff": _("Staff"),
    "vendor": _("Vendors"),
}
FIELD_LIMIT = 120  # characters of one value in a line of the log


def in_words(verb: str) -> str:
    """What was done, as it stands between who and what; a verb without words of its own is spelled out."""
    area, _dot, done = verb.partition(".")
    return str(VERBS.get(verb) or f"{done.replace('_', ' ')} {area.replace('_', ' ')}".strip())


def choices(verbs: list[str]) -> list[tuple[str, str]]:
    """What the filter offers: whole areas first, then single verbs that occur."""
    areas = sorted({verb.partition(".")[0] for verb in verbs})
    named = [(f"{area}.", str(AREAS.get(area, capfirst(area.replace("_", " "))))) for area in areas]
    return [*named, *((verb, f"· {in_words(verb)}") for verb in sorted(verbs))]


def details(data: dict[str, Any]) -> list[str]:
    """The stored details as lines; a pair of values is shown as before and after."""
    return [f"{name.replace('_', ' ')}: {_value(value)}" for name, value in data.items()]


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{_short(value[0])} → {_short(value[1])}"
    return _short(value)


def _short(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(entry) for entry in value)
    if isinstance(value, dict):
        value = ", ".join(f"{key} {entry}" for key, entry in value.items())
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    text = "–" if value in ("", None) else str(value)
    return text if len(text) <= FIELD_LIMIT else f"{text[: FIELD_LIMIT - 1]}…"
