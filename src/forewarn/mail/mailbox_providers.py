"""Providers that give an address to anybody: an address there says nothing of whose it is."""

from __future__ import annotations

from forewarn.mail.profile import BrandProfile

_WELL_KNOWN = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "ymail.com",
        "rocketmail.com", "aol.com", "icloud.com", "me.com", "mac.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch",
        "web.de", "t-online.de", "freenet.de", "mail.com", "email.com", "proton.me", "protonmail.com", "pm.me", "tutanota.com",
        "tuta.io", "zoho.com", "zohomail.com", "fastmail.com", "hushmail.com", "mail.ru", "bk.ru", "list.ru", "inbox.ru",
        "yandex.ru", "yandex.com", "rambler.ru", "ukr.net", "qq.com", "163.com", "126.com", "sina.com", "naver.com",
        "daum.net", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "libero.it", "virgilio.it", "alice.it",
        "tiscali.it", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "wp.pl", "o2.pl", "onet.pl", "interia.pl",
        "seznam.cz", "centrum.cz", "btinternet.com", "sky.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net",
        "cox.net", "bellsouth.net", "earthlink.net", "rediffmail.com",
    )
)  # fmt: skip
_BY_COUNTRY = ("yahoo.", "hotmail.", "outlook.", "live.", "gmx.")


def gives_mailboxes(host: str, profile: BrandProfile) -> bool:
    """Whether anybody can have an address at this host."""
    return host in _WELL_KNOWN or host in profile.mailbox_domains or host.startswith(_BY_COUNTRY)
