"""Links that pass through others, hide their target, or have the form lures have (FW-LK-03 to 06)."""

from __future__ import annotations

import re

from forewarn.lint.findings import shorten
from forewarn.lint.rule import Check, Results, Seen
from forewarn.lint.sender_domains import has_senders_name
from forewarn.lint.severity import CARING, Severity
from forewarn.lint.view.links import ViewLink
from forewarn.lint.words.language_lists import everywhere
from forewarn.mail.domains import is_within, organisational_domain, readable_host
from forewarn.mail.links import WebAddress, destinations, is_click_tracker, is_shortener

_DOMAIN_IN_TEXT = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24})(?=[/:?#]|[^\w@.-]|\.?\Z|\.\s)(?!@)", re.IGNORECASE
)
# Endings of files and of names that are top-level domains as well; alone they are no address.
_NO_ADDRESS_ENDINGS = everywhere("file_endings")


def counts_clicks(check: Check) -> Results:
    """FW-LK-03: no third-party click tracking, no redirector with the destination in a parameter."""
    seen: set[tuple[str, bool]] = set()
    softer = None if check.message_class in CARING else Severity.ERROR
    for link in check.view.web_links:
        address = link.address
        own = check.owns(address.host)
        inside = [d for d in destinations(address) if d.domain != address.domain]
        tracker = not own and is_click_tracker(address)
        if (not tracker and not inside) or (address.host, tracker) in seen:
            continue
        if link.leaves and check.message_class not in CARING:
            continue  # the sender's own machinery keeps the list; nobody reads that address
        seen.add((address.host, tracker))
        if tracker:
            yield Seen(link.where, f"the link {link} passes through {address.host}, which counts clicks", softer)
        elif not (own and all(check.owns(d.host) for d in inside)) and not _only_mentions(address):
            yield Seen(
                link.where,
                f"the link {link} is a redirector: its real destination {readable_host(inside[0].host)} stands in a parameter",
                Severity.ERROR if own and check.message_class not in CARING else None,
            )


_SHARING_HOSTS = frozenset(
    (
        "facebook.com",
        "twitter.com",
        "x.com",
        "linkedin.com",
        "pinterest.com",
        "whatsapp.com",
        "xing.com",
        "t.me",
        "wa.me",
    )
)


def _only_mentions(address: WebAddress) -> bool:
    """Whether the address inside is what a share button passes on."""
    return address.domain in _SHARING_HOSTS and bool(re.search(r"share|intent|send|create", address.path))


def is_shortened(check: Check) -> Results:
    """FW-LK-04: no URL shorteners."""
    seen: set[str] = set()
    for link in check.view.web_links:
        host = link.address.host
        if host in seen or check.owns(host) or not is_shortener(host):
            continue
        if link.address.is_root:
            continue
        seen.add(host)
        yield Seen(link.where, f"the link {link} is shortened by {host}: nobody can see where it leads")


def shows_another_address(check: Check) -> Results:
    """FW-LK-05: visible text that looks like an address has the organisational domain of the target."""
    for link in check.view.web_links:
        shown = visible_domain(link.words)
        if not shown or _same(shown, link.address.host):
            continue
        passed_on = any(_same(shown, inside.host) for inside in destinations(link.address))
        softer = check.message_class not in CARING and (passed_on or is_click_tracker(link.address))
        yield Seen(
            link.where,
            f"the words show {shown}, the link leads to {readable_host(link.address.host)}",
            Severity.ERROR if softer else None,
        )
    for link in check.view.links:
        if link.address.scheme != "mailto" or "@" not in link.words:
            continue
        shown = link.words.rpartition("@")[2].partition("?")[0].strip(" >.)")
        target = link.address.path.partition("?")[0].rpartition("@")[2]
        if "." in shown and target and visible_domain(shown) and not _same(shown, target):
            yield Seen(
                link.where,
                f"the words show the address {shorten(link.text, 60)}, a reply goes to {shorten(target, 60)}",
            )


def _same(shown: str, host: str) -> bool:
    return organisational_domain(shown) == organisational_domain(host) or is_within(host, shown)


def visible_domain(text: str) -> str:
    """The first web address that a text shows, as a host in lower case; nothing where it shows none."""
    if "." not in text or len(text) > 500:
        return ""
    length = len("".join(text.split()))
    for found in _DOMAIN_IN_TEXT.finditer(text):
        host = found.group(1).lower()
        before = text[: found.start()]
        ending = host.rpartition(".")[2]
        if before.endswith("@") or before.endswith("."):
            continue
        full = found.group(0).lower()
        explicit = full.startswith(("http", "www."))
        if not explicit and (ending in _NO_ADDRESS_ENDINGS or not _known_suffix(host)):
            continue
        if not explicit and len(host) < MIN_SHARE * length:
            continue  # a name with a dot inside a sentence ("Moving to ASP.NET") is no address
        return str(host)
    return ""


def _known_suffix(host: str) -> bool:
    """Whether the name ends in a public suffix and has an owner's label before it that is a word of its own."""
    domain = organisational_domain(host)
    labels = host.split(".")
    return domain.count(".") >= 1 and len(labels[0]) > 1 and labels[-1] in _COMMON_ENDINGS


# Endings people write in running text; the whole list of top-level domains would make addresses of "Fin.In" and "A.M".
MIN_SHARE = 0.5  # of a link's words that a bare domain must make up to be read as its address
_COMMON_ENDINGS = everywhere("common_domain_endings")


def has_lure_form(check: Check) -> Results:
    """FW-LK-06: https only; no IP host, userinfo, odd port, punycode or mixed script, data: or javascript:."""
    plain_http: list[ViewLink] = []
    seen: set[str] = set()
    for link in check.view.links:
        what, severity = _lure_form(link.address, check)
        if what and what not in seen:
            seen.add(what)
            yield Seen(link.where, f"the link {link} {what}", severity)
        elif not what and link.address.scheme == "http" and not link.address.has_open_host:
            plain_http.append(link)
    if plain_http:
        count = f" ({len(plain_http)} links)" if len(plain_http) > 1 else ""
        # Plain http is careless, not a lure's mark; honest mail has it as often (docs/lint-trip-rates.md).
        softer = None if check.message_class in CARING else Severity.ERROR
        yield Seen(plain_http[0].where, f"the link {plain_http[0]} is http:, not https:{count}", softer)


_QUIRK_WORDS = {
    "odd_ip": "leads to a bare number instead of a name, written to hide it",
    "ip": "leads to a bare number instead of a name",
    "userinfo": "has a name before an @ in front of the real host",
    "mixed_script": "has a host that mixes letters of different alphabets",
    "encoded_host": "has a host with encoded letters",
    "backslash": "has backslashes where slashes belong",
    "broken": "is broken up by tabs or line ends",
    "port": "names an unusual port",
}


def _lure_form(address: WebAddress, check: Check) -> tuple[str, Severity | None]:
    """What is wrong with the form of an address, and the severity where it differs from the rule's."""
    if address.scheme in ("javascript", "data", "vbscript", "file", "blob", "intent", "view-source"):
        return f"is a {address.scheme}: address", None
    if address.scheme not in ("http", "https", "ftp") or address.has_open_host:
        return "", None
    if address.scheme == "ftp":
        return "is an ftp: address", None
    own = check.owns(address.host)
    for quirk, words in _QUIRK_WORDS.items():
        if quirk in address.quirks and not (quirk == "broken" and own):
            return words, None
    if "punycode" in address.quirks and not own and not has_senders_name(check, address.host):
        shown = readable_host(address.host)
        # Umlauts and accents of the mail's own language are how honest names are spelt; other letters imitate.
        spelt = set(shown) - _PLAIN_LETTERS <= _LETTERS.get(check.view.language, frozenset())
        softer = Severity.ERROR if spelt and check.message_class not in CARING else None
        return f"has a host in letters beyond ASCII, {shown}", softer
    return "", None


_PLAIN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_LETTERS = {
    "de": frozenset("äöüß"),
    "fr": frozenset("àâæçéèêëîïôœùûüÿ"),
    "es": frozenset("áéíóúüñ"),
    "pt": frozenset("áâãàçéêíóôõú"),
}
