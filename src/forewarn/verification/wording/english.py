"""The verdict in English: short words for a tired person. The second text of a pair leaves out what the mail says."""

from __future__ import annotations

from forewarn.verification.reasons import Code, VerdictKind

HEADLINES = {
    VerdictKind.SENT_BY_US: "We sent this.",
    VerdictKind.SENT_BY_US_ALTERED: "We sent this, but your copy was changed.",
    VerdictKind.NOT_OURS: "This is not from us.",
    VerdictKind.NOT_ABOUT_US: "This is not from us, and it does not say that it is.",
    VerdictKind.CANNOT_TELL: "We cannot tell from this copy.",
}
NEXT_STEPS = {
    VerdictKind.SENT_BY_US: "If it asks you to do something, open our app or type our address yourself and do it there.",
    VerdictKind.SENT_BY_US_ALTERED: "Do not use the links or numbers in this copy. Type our address yourself.",
    VerdictKind.NOT_OURS: "Do not click, call or answer. Delete it. If you gave a password, change it now on our site.",
    VerdictKind.NOT_ABOUT_US: "Ask the company it names. Type that company's address yourself.",
    VerdictKind.CANNOT_TELL: "Do not act on it yet. Forward the mail as an attachment, or upload the saved file, and we look again.",
}
NEXT_STEP_AFTER_WORDS = (
    "Do not act on it yet. Send us the mail itself: forward it as an attachment, or save it as a file and upload it."
)
HEADLINE_NAMING_NOBODY = "This does not say that it is from us."
NEXT_STEP_NAMING_NOBODY = "If it names a company, ask there: type its address yourself. If you think that it is ours, send us the mail as a file."
NEXT_STEP_ALONE = "Do not act on it yet. Send us the mail alone: upload the saved file, or forward it as an attachment with nothing beside it."
REASONS: dict[Code, tuple[str, str]] = {
    Code.SIGNED_BY_US: (
        "It carries our digital signature ({domain}), and nothing in it was changed since we sent it.",
        "It carries our digital signature, and nothing in it was changed since we sent it.",
    ),
    Code.IN_OUR_RECORD: (
        "It is the same, link by link, as a mail in our records: “{purpose}”.",
        "It is the same, link by link, as a mail in our records.",
    ),
    Code.SIGNATURE_EXPIRED: (
        "It is an older mail: its signature was meant for a shorter time. It is still our signature.",
        "It is an older mail: its signature was meant for a shorter time. It is still our signature.",
    ),
    Code.INSIDE_ANOTHER: (
        "It reached you inside another mail. We did not write that one, and our answer is not about it.",
        "It reached you inside another mail. We did not write that one, and our answer is not about it.",
    ),
    Code.OTHER_RECIPIENT: (
        "It is addressed to somebody else ({address}) and was passed on.",
        "It is addressed to somebody else and was passed on.",
    ),
    Code.USER_SUPPLIED_TEXT: (
        "Our system sent it, but other people can put words into some of our mails. It names a phone number that is not "
        "on our list ({numbers}). Do not call it. Find our number on our site.",
        "Our system sent it, but other people can put words into some of our mails, such as a note or a phone number. "
        "Do not call a number in it. Find our number on our site.",
    ),
    Code.DATE_NOT_COVERED: (
        "The date shown was not covered by the signature. The mail may be older than it looks.",
        "The date shown was not covered by the signature. The mail may be older than it looks.",
    ),
    Code.BODY_CHANGED: (
        "The head of the mail is ours ({domain}), but the text below was changed after we sent it.",
        "The head of the mail is ours, but the text below was changed after we sent it.",
    ),
    Code.TEXT_APPENDED: (
        "We signed the first part of this mail ({domain}). Somebody added more text below it.",
        "We signed the first part of this mail. Somebody added more text below it.",
    ),
    Code.RECORD_DIFFERS: (
        "We did send this mail (“{purpose}”), but ours was different.",
        "We did send this mail, but ours was different.",
    ),
    Code.LINKS_DIFFER: (
        "It has a link that ours did not have. It leads to: {hosts}.",
        "It has a link that ours did not have.",
    ),
    Code.NUMBERS_DIFFER: (
        "It gives a phone number that ours did not give: {numbers}.",
        "It gives a phone number that ours did not give.",
    ),
    Code.SENTENCES_DIFFER: (
        "Some of its sentences were changed.",
        "Some of its sentences were changed.",
    ),
    Code.SUBJECT_DIFFERS: ("The subject was changed. Ours was: “{sent}”.", "The subject was changed."),
    Code.PARTS_DIFFER: (
        "Some words, a picture or a form in it were changed.",
        "Some words, a picture or a form in it were changed.",
    ),
    Code.KNOWN_SCAM: (
        "We know this scam. Others told us of it, and our people looked at it.",
        "We know this scam. Others told us of it, and our people looked at it.",
    ),
    Code.FROM_LOOKALIKE: (
        "The sender's address ends in {host}. It looks like ours. It is not ours.",
        "The sender's address looks like ours. It is not ours.",
    ),
    Code.FROM_ELSEWHERE: (
        "The sender's address ends in {host}. We do not send mail from there.",
        "The sender's address is not ours.",
    ),
    Code.FROM_MAILBOX_PROVIDER: (
        "The sender has a free address at {host}. Anybody can get one. It is not on our list.",
        "The sender has a free address that anybody can get. It is not on our list.",
    ),
    Code.NO_SENDER: ("The mail names no real sender.", "The mail names no real sender."),
    Code.SEVERAL_SENDERS: (
        "The mail names more than one sender. Ours never do.",
        "The mail names more than one sender. Ours never do.",
    ),
    Code.UNSIGNED_FROM_US: (
        "It shows our address, but it has no signature of ours. Since {date} we sign every mail.",
        "It shows our address, but it has no signature of ours. We sign every mail.",
    ),
    Code.NAME_ONLY: (
        "It uses our name (“{name}”). Anybody can write any name there.",
        "It uses our name as the sender. Anybody can write any name there.",
    ),
    Code.NAME_DISGUISED: (
        "It writes our name in odd letters (“{name}”), so that filters miss it.",
        "It writes our name in odd letters, so that filters miss it.",
    ),
    Code.LINK_LOOKALIKE: (
        "A link leads to {host}. That looks like {ours}, but it is not ours.",
        "A link leads to an address that looks like ours. It is not ours.",
    ),
    Code.LINK_SHOWS_OTHER: (
        "A link shows {shown} but leads to {host}.",
        "A link shows one address and leads to another.",
    ),
    Code.REPLY_TO_ELSEWHERE: ("Answers would go to {address}.", "Answers would go to somebody else."),
    Code.LINKS_ELSEWHERE: ("Its links lead to: {hosts}.", "Its links lead to places that are not ours."),
    Code.NUMBERS_ELSEWHERE: (
        "It gives phone numbers that are not on our list: {numbers}.",
        "It gives phone numbers that are not on our list.",
    ),
    Code.SIGNED_BY_OTHER: ("It was signed by {host}, not by us.", "It was signed by somebody else, not by us."),
    Code.RESEMBLES_OURS: (
        "It copies a mail of ours (“{purpose}”). A copy of our words is not a mail from us.",
        "It copies a mail of ours. A copy of our words is not a mail from us.",
    ),
    Code.SIGNATURE_BROKEN: (
        "It has a signature with our name that does not fit. The mail was changed on its way, or the signature is fake.",
        "It has a signature with our name that does not fit. The mail was changed on its way, or the signature is fake.",
    ),
    Code.KEY_UNKNOWN: (
        "It has a signature with our name, but we do not have the key to check it.",
        "It has a signature with our name, but we do not have the key to check it.",
    ),
    Code.KEY_UNREACHABLE: (
        "We could not look up the key to check its signature just now.",
        "We could not look up the key to check its signature just now.",
    ),
    Code.KEY_UNUSABLE: (
        "Its signature is of a kind that proves nothing today.",
        "Its signature is of a kind that proves nothing today.",
    ),
    Code.KEY_COMPROMISED: (
        "It was signed with a key of ours that was stolen. Such a signature proves nothing.",
        "It was signed with a key of ours that was stolen. Such a signature proves nothing.",
    ),
    Code.KEY_NOT_IN_USE: (
        "It was signed with a key that we did not use at that time.",
        "It was signed with a key that we did not use at that time.",
    ),
    Code.UNSIGNED: (
        "It shows our address, but it carries no signature. Anybody can write our address.",
        "It shows our address, but it carries no signature. Anybody can write our address.",
    ),
    Code.VENDOR_ONLY: (
        "It came through {vendor}, who sends mail for us and for many others. That alone does not prove it is ours.",
        "It came through a company that sends mail for us and for many others. That alone does not prove it is ours.",
    ),
    Code.HEADER_ADDED: (
        "Our signature holds, but somebody added something at the top of the mail ({fields}).",
        "Our signature holds, but somebody added something at the top of the mail.",
    ),
    Code.SUBJECT_NOT_COVERED: (
        "Our signature does not cover the subject. Somebody may have changed it.",
        "Our signature does not cover the subject. Somebody may have changed it.",
    ),
    Code.REPLY_TO_NOT_COVERED: (
        "Our signature does not cover where answers go, and they would go elsewhere.",
        "Our signature does not cover where answers go, and they would go elsewhere.",
    ),
    Code.HEADER_MALFORMED: (
        "The top of the mail is broken. Mail programs may show it in different ways.",
        "The top of the mail is broken. Mail programs may show it in different ways.",
    ),
    Code.BESIDE_ANOTHER: (
        "We found a mail of ours in what you sent. Other words, a picture or a file came with it, and we cannot speak for those.",
        "We found a mail of ours in what you sent. Other words, a picture or a file came with it, and we cannot speak for those.",
    ),
    Code.ONLY_WORDS: (
        "We see only its words. Words can be copied, and they do not show where links lead.",
        "We see only its words. Words can be copied, and they do not show where links lead.",
    ),
    Code.WORDS_ARE_OURS: (
        "We did send a mail with these words (“{purpose}”), but your copy does not show where its links go.",
        "We did send a mail with these words, but your copy does not show where its links go.",
    ),
    Code.WORDS_ARE_LIKE_OURS: (
        "It reads much like a mail of ours (“{purpose}”). We cannot see whether all of it is ours.",
        "It reads much like a mail of ours. We cannot see whether all of it is ours.",
    ),
    Code.OUTLOOK_FILE: (
        "Outlook's file does not keep the signature, so we cannot check it.",
        "Outlook's file does not keep the signature, so we cannot check it.",
    ),
    Code.UNREADABLE: ("We could not open this file.", "We could not open this file."),
    Code.NOT_A_MAIL: (
        "This is a file that we cannot read, such as a picture. It does not show us who sent the mail.",
        "This is a file that we cannot read, such as a picture. It does not show us who sent the mail.",
    ),
    Code.ONLY_IMAGE: (
        "It holds only a picture. We cannot read who sent it.",
        "It holds only a picture. We cannot read who sent it.",
    ),
    Code.EMPTY: ("There is nothing in it that we could check.", "There is nothing in it that we could check."),
    Code.NOT_NAMED: (
        "Its sender is not one of ours, and it does not use our name.",
        "Its sender is not one of ours, and it does not use our name.",
    ),
    Code.WORDS_NAME_NOBODY: (
        "We see only its words, and they do not name us. Words do not show who sent them.",
        "We see only its words, and they do not name us. Words do not show who sent them.",
    ),
    Code.MENTIONED_ONLY: (
        "It names us, but it does not say that it comes from us. We did not send it.",
        "It names us, but it does not say that it comes from us. We did not send it.",
    ),
    Code.CHECK_CLAIMED: (
        "It says that it was checked and passed. Anybody can write that, so we did not count it.",
        "It says that it was checked and passed. Anybody can write that, so we did not count it.",
    ),
    Code.NOT_ALL_READ: (
        "It is so large that we did not read all of it.",
        "It is so large that we did not read all of it.",
    ),
}

# Where several mails came with one report.
WHICH_MAIL = "This answer is about mail {place} of those that you attached."
OTHER_MAIL = "Mail {place}: {headline} Its case number is {case}."
MORE_MAILS = "We did not look at {count} more that came with them. Send those again, at most {most} at a time."

# What a mail of ours was, what it asks for and what it does not.
SUMMARY = {
    "what": "It is “{subject}”.",
    "purpose": "It is “{purpose}”.",
    "when": "We sent it on {date}.",
    "links": "It has links to: {hosts}.",
    "no_links": "It has no links.",
    "numbers": "It gives this phone number: {numbers}.",
    "no_numbers": "It gives no phone number.",
    "files": "It has attached files.",
    "no_files": "It has no attached file.",
    "no_secrets": "It does not ask for a password, a code or a card number.",
}
DATES = "en"  # the locale whose way of writing days it is
