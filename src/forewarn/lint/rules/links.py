"""Links: where they lead, what they look like, what they ask for (FW-LK)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from forewarn.lint.findings import shorten
from forewarn.lint.rule import Check, NotChecked, Results, Seen
from forewarn.lint.sender_domains import has_senders_name
from forewarn.lint.severity import CARING, MessageClass, Severity
from forewarn.lint.view.links import ViewLink
from forewarn.lint.words.language_lists import everywhere
from forewarn.mail.domains import readable_host
from forewarn.mail.links import WebAddress, parse_link

MAX_ASKING_WORDS = 3  # of one part of a path
MAX_WORDS = 60  # characters of a link's words that are read as a call; longer ones are headlines
_MARKS = " .!¡:>»›→<«[]()*-–_👉➡️▶►"
MAX_PATH = 60  # characters a reader can take in (evidence E, FW-LK-09)
NAME_IT = "If the domain is the brand's too, name it in a profile (brand.toml); else link to the brand's own domain."
MAX_CHAINS = 30  # links of one mail that are followed on the network
_ALLOWED_LINKS = {
    MessageClass.CARE: 1,
    MessageClass.MANDATED: 1,
    MessageClass.TRANSACTIONAL: 5,
    MessageClass.OPERATIONAL: 5,
    MessageClass.MARKETING: 15,
    MessageClass.MIXED: 15,
}
_ASKING_WORDS = everywhere("asking_paths")
_ASKING = re.compile("|".join(map(re.escape, sorted(_ASKING_WORDS | everywhere("asking_segments")))))
_SPLIT = re.compile(r"[^A-Za-z0-9]+")
_ASKING_SEGMENTS = everywhere("asking_segments")
_ASKING_HOSTS = everywhere("asking_hosts")
_LONG_TOKEN = re.compile(r"[A-Za-z0-9_-]{24,}")
_HAS_DIGIT = re.compile(r"[0-9]")  # letters alone, as in “TrackConfirmAction_input”, are words


def asks_to_sign_in(check: Check) -> Results:
    """FW-LK-01: no link whose path, host or words mean sign-in, verify, unlock, pay, reset."""
    ways_out = {link.address.written for link in check.view.links if link.leaves and check.message_class not in CARING}
    for link in check.view.links:
        if link.leaves or link.hidden or link.address.scheme in ("mailto", "tel", "sms", "cid"):
            continue
        # The address of "Manage my subscriptions" leads there also from other words, whatever its path is called.
        path = "" if link.address.written in ways_out else _asking_path(link.address)
        why = path or _asking_words(check, link)
        if not why:
            continue
        severity = Severity.INFO if check.context.solicited and check.context.single_use else None
        if check.message_class is MessageClass.OPERATIONAL and check.owns(link.address.host):
            severity = Severity.INFO  # staff and vendors may be led to our own host (DESIGN, message classes)
        yield Seen(link.where, f"the link {link} asks to sign in, verify, unlock or pay: {why}", severity)


def _asking_words(check: Check, link: ViewLink) -> str:
    """What the words of a link ask for: one word that is all it says, or a phrase that is most of it."""
    lists = check.view.lists
    words = plain_words(link.words)
    if lists is None or not words or len(words) > MAX_WORDS or link.address.written.strip() in ("", "#"):
        return ""
    if lists.is_exactly("login_anchor_alone", words):
        return f"it says only “{words}”"
    hits = link.body.worded.within("login_anchor", link.start, link.start + len(link.text) + 2) if link.text else []
    hit = next((h for h in hits if not h.negated and len(h.words) * 3 >= len(words)), None)
    return f"its words “{shorten(hit.words, 60)}”" if hit else ""


def plain_words(text: str) -> str:
    """The words of a link in lower case, without marks and arrows around them."""
    return " ".join(text.casefold().replace("’", "'").split()).strip(_MARKS)


def _asking_path(address: WebAddress) -> str:
    if not address.is_web:
        return ""
    first = address.host.split(".")[0]
    if first in _ASKING_HOSTS:
        return f"its host begins with “{first}”"
    # Pages that are one program have the path behind the "#".
    inside = address.fragment.lstrip("!") if address.fragment.lstrip("!").startswith("/") else ""
    path = unquote(address.path + inside).lower()
    if not _ASKING.search(_SPLIT.sub("", path)):
        return ""
    for segment in path.split("/"):
        words = [word for word in _SPLIT.split(segment) if word]
        if len(words) == 1 and words[0] in _ASKING_SEGMENTS:  # "/pay/4471", but not "/reset-your-skin"
            return f"its path has “{words[0]}”"
        # The title of an article ("how-to-verify-a-seller") is long; there only its beginning asks.
        starts = range(len(words)) if len(words) <= MAX_ASKING_WORDS else range(1)
        for start in starts:
            for length in (1, 2, 3):
                word = "".join(words[start : start + length])
                if word in _ASKING_WORDS:
                    return f"its path has “{word}”"
    return ""


def _strangers(check: Check) -> Iterator[ViewLink]:
    for link in check.view.web_links:
        if not check.owns(link.address.host):
            yield link


def leads_off_brand(check: Check) -> Results:
    """FW-LK-02: every link host is under the brand's organisational domain."""
    if not check.profile.domains:
        yield NotChecked("no domain is known to be the brand's; give --profile brand.toml")
        return
    by_host: dict[str, list[ViewLink]] = {}
    for link in _strangers(check):
        if not link.leaves or check.message_class in CARING:
            by_host.setdefault(link.address.host, []).append(link)
    whose = (
        "sender's" if check.profile.derived else "brand's"
    )  # without a profile nobody knows the brand's other domains
    for host, links in by_host.items():
        count = f" ({len(links)} links)" if len(links) > 1 else ""
        # As grave as any other: a lure's host too may have the name of the brand it poses as.
        akin = has_senders_name(check, host)
        what = "has the sender's name, but is another domain" if akin else f"is not under the {whose} domain"
        yield Seen(
            links[0].where,
            f"a link leads to {readable_host(host)}, which {what}{count}",
            fix=NAME_IT if check.profile.derived else "",
        )


def has_many_links(check: Check) -> Results:
    """FW-LK-07: at most one link (c, m; the bare domain), five (t) or fifteen (k)."""
    counted: dict[str, ViewLink] = {}
    for link in check.view.web_links:
        if not link.leaves and not link.hidden:
            counted.setdefault(link.address.written.strip(), link)
    allowed = _ALLOWED_LINKS[check.message_class]
    links = list(counted.values())
    if len(links) > allowed:
        yield Seen(
            links[allowed].where, f"{len(links)} different links; at most {allowed} for {check.message_class} mail"
        )
    if check.message_class in CARING:
        for link in links[:allowed]:
            if not link.address.is_root:
                yield Seen(link.where, f"the link {link} leads further than the bare domain")


def has_generic_words(check: Check) -> Results:
    """FW-LK-08: no link that says only “click here” or “verify now”."""
    lists = check.view.lists
    if lists is None:
        return
    seen: set[str] = set()
    for link in check.view.links:
        words = plain_words(link.words) if link.text else ""
        if words and words not in seen and lists.is_exactly("generic_anchor", words) and not link.leaves:
            seen.add(words)
            yield Seen(link.where, f"a link says only “{shorten(link.text, 40)}”")


def is_hard_to_read(check: Check) -> Results:
    """FW-LK-09: the registrable domain early, a short readable path, no long tokens (ways out exempt)."""
    seen: set[str] = set()
    for link in check.view.web_links:
        address = link.address
        if link.leaves or address.host in seen:
            continue
        what = ""
        if address.host.count(".") - address.domain.count(".") > 2 or len(address.host) > 50:
            what = f"the owner {address.domain} stands late in the host"
        elif len(address.path) > MAX_PATH:
            what = f"its path has {len(address.path)} characters"
        elif any(map(_HAS_DIGIT.search, _LONG_TOKEN.findall(address.path))):
            what = "its path holds a long code"
        if what:
            seen.add(address.host)
            yield Seen(link.where, f"the link {link} is hard to read: {what}")


def breaks_on_the_way(check: Check) -> Results:
    """FW-LK-10: links resolve, stay with the brand, and their certificates are valid (asked on the network)."""
    prober = check.network.prober
    if prober is None:
        yield NotChecked("following links needs the network; run with --net in a staging step")
        return
    asked: dict[str, ViewLink] = {}
    for link in check.view.web_links:
        if "template" not in link.address.quirks:
            asked.setdefault(link.address.written.strip(), link)
    for url, link in list(asked.items())[:MAX_CHAINS]:
        if link.leaves:
            continue  # following a way out may take somebody off the list
        problem = _chain_problem(check, url if "://" in url else f"https://{link.address.host}{link.address.path}")
        if problem:
            yield Seen(link.where, f"the link {link} {problem}")
    if len(asked) > MAX_CHAINS:
        yield NotChecked(f"only the first {MAX_CHAINS} of {len(asked)} links were followed")


def _chain_problem(check: Check, url: str) -> str:
    steps = check.network.prober.follow(url) if check.network.prober else []
    for step in steps:
        host = parse_link(step.url).host
        if step.problem:
            return f"does not open: {step.problem} at {host}"
        if not check.owns(host):
            return f"passes through {host}, which is not the brand's"
    if steps and not 200 <= steps[-1].status < 400:
        return f"answers {steps[-1].status}"
    return ""
