"""The fixed words of lesson files: kinds, forms, difficulties, channels, answers and the 23 cues of the Phish Scale."""

from __future__ import annotations

KINDS = ("lure", "genuine")
FORMS = ("A", "B", "C")
DIFFICULTIES = ("least", "moderate", "very")
PLAN = {"least": 2, "moderate": 2, "very": 1}  # lures of each difficulty in every form (evidence D.3)
GENUINE_IN_FORM = 5
CHANNELS = ("mail", "text", "chat", "call", "page", "code")  # page: a pop-up or web page; code: a printed QR code
POSES_AS = ("brand", "other")

# What would you do? `act`: do what it asks, from inside it. `check`: look in the app or type the address.
# `report`: send it to the brand. `leave`: nothing, put it aside.
ANSWERS = ("act", "check", "report", "leave")
RIGHT_FOR = {"lure": ("check", "report", "leave"), "genuine": ("act", "check", "leave")}

EXERCISES = (
    "safe_path",
    "tap_sender",
    "find_owner",
    "mark_words",
    "branching_chat",
    "match_orders",
    "sort_shelf",
    "phone",
    "prompt_simulator",
    "facts_and_leaks",
    "first_hour",
)
PARTS = ("choose", "sort", "owner", "mark", "chat", "order", "checklist")

# NIST TN 2276 (2023), table 1: each cue with its type.
CUES = {
    "spelling_and_grammar": "error",
    "inconsistency": "error",
    "attachment_type": "technical",
    "sender_name_and_address": "technical",
    "url_hyperlinking": "technical",
    "domain_spoofing": "technical",
    "no_or_minimal_branding": "visual",
    "logo_imitation": "visual",
    "unprofessional_design": "visual",
    "security_indicators": "visual",
    "legal_language": "language",
    "distracting_detail": "language",
    "requests_sensitive_information": "language",
    "sense_of_urgency": "language",
    "threatening_language": "language",
    "generic_greeting": "language",
    "lack_of_signer_details": "language",
    "humanitarian_appeals": "tactic",
    "too_good_to_be_true": "tactic",
    "you_are_special": "tactic",
    "limited_time_offer": "tactic",
    "mimics_business_process": "tactic",
    "poses_as_authority": "tactic",
}
SECTIONS = ("rule", "objective", "story", "why", "myth", "closing", "action", "sheet")  # of a locale's .md file
NO_LINK = "holds a link; what we say ourselves has none, so write the address for people to type"
LINK = "]("  # as Markdown writes one
