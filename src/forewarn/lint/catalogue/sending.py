"""Headers, privacy and focus (FW-HD, FW-PV, FW-FO), and what was not read (FW-IN)."""

from __future__ import annotations

from forewarn.lint.catalogue.lessons import CARE, PLAIN, STREAMS
from forewarn.lint.rule import Rule
from forewarn.lint.rules import focus, headers, privacy, unread
from forewarn.lint.severity import CARING, SELLING, MessageClass, severities

HEADERS = (
    Rule(
        id="FW-HD-01",
        title="One-click way out",
        checks="List-Unsubscribe with exactly one https address and a hard-to-guess code, List-Unsubscribe-Post, both signed, and a visible way out in the body.",
        severities=severities(k="block", c="error"),
        check=headers.offers_way_out,
        why="Who cannot leave reports the mail as spam.",
        source="RFC 8058; Gmail and Yahoo sender rules [S51]",
        breaks=STREAMS,
        fix="Add both headers and a sentence or link at the foot.",
        classes=SELLING | {MessageClass.CARE},
        words="part",
    ),
    Rule(
        id="FW-HD-02",
        title="No way out of notices the law requires",
        checks="A leak notice has no List-Unsubscribe and does not offer to stop such notices.",
        severities=severities("error"),
        check=headers.misleads_about_stopping,
        why="An offer that cannot be kept misleads.",
        source="M3AAWG mandated mail [S55]",
        breaks=PLAIN,
        fix="Take it out.",
        classes=frozenset({MessageClass.MANDATED}),
        words="part",
    ),
    Rule(
        id="FW-HD-03",
        title="List-Id and Feedback-ID per stream",
        checks="List-Id names the stream; Feedback-ID is a:b:c:SenderId with 5 to 15 characters and nothing of one person.",
        severities=severities("warn"),
        check=headers.has_stream_headers,
        why="Filters and reports can then tell care from marketing.",
        source="RFC 2919; Gmail Feedback-ID [S59]",
        breaks=STREAMS,
        fix="Add both.",
        classes=SELLING | {MessageClass.CARE},
        needs_headers=True,
    ),
    Rule(
        id="FW-HD-04",
        title="Automatic mail says so",
        checks="Automatic mail has Auto-Submitted; no Precedence header.",
        severities=severities("warn"),
        check=headers.is_marked_automatic,
        why="Mail loops and lost answers start here.",
        source="RFC 3834",
        breaks=STREAMS,
        fix="Add Auto-Submitted: auto-generated and drop Precedence.",
        needs_headers=True,
        experimental=True,
    ),
)

PRIVACY = (
    Rule(
        id="FW-PV-01",
        title="Nothing watches the reader",
        checks="No open pixel and no image from a third party; in care and mandated mail no image from the web at all.",
        severities=severities(c="block", m="block", k="warn"),
        check=privacy.tracks_opening,
        why="Care that watches is not care, and machines open most mail anyway.",
        source="M3AAWG on nonhuman interactions [S55]; product law 4",
        breaks=CARE,
        fix="Remove the pixel; serve images from the brand's domain.",
        experimental=True,
    ),
    Rule(
        id="FW-PV-02",
        title="No personal data in addresses or subject",
        checks="No email address, name or account number in link or image addresses, nor in the subject.",
        severities=severities("block"),
        check=privacy.gives_personal_data,
        why="Addresses are logged everywhere they pass.",
        source="GDPR Art. 5: data minimisation",
        breaks=CARE,
        fix="Use a random reference that means nothing elsewhere.",
    ),
    Rule(
        id="FW-PV-03",
        title="One recipient",
        checks="To and Cc together show exactly one address.",
        severities=severities("block"),
        check=privacy.shows_other_recipients,
        why="A visible list of customers is a leak by mail.",
        source="GDPR Art. 5: confidentiality",
        breaks=CARE,
        fix="Send one mail per recipient.",
        needs_headers=True,
    ),
)

FOCUS = (
    Rule(
        id="FW-FO-01",
        title="The class is what it says",
        checks="No promotion, prices or offers in care, mandated or transactional mail.",
        severities=severities(c="block", m="block", t="error"),
        check=focus.sells_in_disguise,
        why="People reject security advice that also sells, and the law then counts it as marketing.",
        source="16 CFR 316.3 [S76]; ICO [S77]; Redmiles et al. [S31]",
        breaks=CARE,
        fix="Take the offer out, or send it as marketing to those who want it.",
        classes=CARING | {MessageClass.TRANSACTIONAL, MessageClass.OPERATIONAL},
        words="all",
    ),
    Rule(
        id="FW-FO-02",
        title="Not too often",
        checks="Caps and quiet days hold; the customer's share of marketing stays under its limit.",
        severities=severities("warn"),
        check=focus.comes_too_often,
        why="Trust is spent by volume.",
        source="Focus measure, evidence F",
        breaks=CARE,
        fix="Wait, or leave this one out.",
    ),
    Rule(
        id="FW-FO-03",
        title="Promised dates are kept",
        checks="A promised lead time (a change of vendor) or clock (a removal) is met.",
        severities=severities("error"),
        check=focus.keeps_promised_date,
        why="Notice after the fact is no notice.",
        source="Promise ledger; evidence C",
        breaks="The promise of notice before a change",
        fix="Move the date, or say why it is urgent.",
    ),
)

UNREAD = Rule(
    id="FW-IN-01",
    title="Everything could be read",
    checks="Nothing in the file was broken, too large or too deep to be read; what was left out is named.",
    severities=severities("error"),
    check=unread.was_read_whole,
    why="What the linter cannot read, some mail programs cannot read either, and others show differently.",
    source="RFC 5322, RFC 2045; limits in mail/reading/limits.py",
    breaks="The linter's own promise to say what it did not see",
    fix="Mend the message so that every part can be read.",
)
