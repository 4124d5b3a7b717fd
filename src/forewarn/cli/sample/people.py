"""Made-up customers of the sample brand: the same every time, all in domains reserved for examples (RFC 2606)."""

from __future__ import annotations

import csv
import io

FIRST = [
    "Amara",
    "Ben",
    "Carla",
    "Dario",
    "Elif",
    "Fatou",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Kaia",
    "Luca",
    "Mei",
    "Nadia",
    "Omar",
    "Pilar",
    "Quinn",
    "Rosa",
    "Samir",
    "Tess",
    "Ugo",
    "Vera",
    "Wen",
    "Xenia",
    "Yara",
    "Zoe",
]
LAST = [
    "Abara",
    "Berg",
    "Castro",
    "Dunne",
    "Engel",
    "Flores",
    "Grant",
    "Haddad",
    "Ivanov",
    "Jensen",
    "Keller",
    "Lopez",
    "Moreau",
    "Novak",
    "Okafor",
    "Perez",
    "Quist",
    "Romero",
    "Silva",
    "Tanaka",
]
HOSTS = ("mailbox.example", "post.example", "correo.example", "people.example.net", "inbox.example.org")
PLACES = (("en", "GB"), ("en", "IE"), ("es", "ES"), ("en", "US"), ("es", "MX"), ("en", "GB"))
PLANS = ("basic", "garden", "family")


def customers_csv(count: int) -> str:
    """A CSV such as a shop system exports: number, email, name, locale, country, plan, and the care choice."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["customer id", "email", "name", "language", "country", "plan", "safety notes"])
    for n in range(count):
        first, last = FIRST[n % len(FIRST)], LAST[(n // len(FIRST)) % len(LAST)]
        locale, country = PLACES[n % len(PLACES)]
        address = f"{first.lower()}.{last.lower()}{n}@{HOSTS[n % len(HOSTS)]}"
        writer.writerow(
            [
                f"HP-{n + 1:05d}",
                address,
                f"{first} {last}",
                locale,
                country,
                PLANS[n % 3],
                "no" if n % 37 == 5 else "yes",
            ]
        )
    return out.getvalue()
