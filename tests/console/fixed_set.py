"""The checks that every screen gets: it works, needs sign-in, needs a role, hides other brands, and GET changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from django.test import Client

from factories import make_brand, make_staff
from forewarn.brands.models import Brand

WEAKER = {"owner": "approver", "approver": "editor", "editor": "viewer", "viewer": None}


@dataclass(frozen=True)
class Screen:
    """A screen by its address below the brand's, and the weakest role that may open it; `post_only` has no GET."""

    address: str
    role: str = "owner"
    post_only: bool = False

    def path(self, brand: Brand) -> str:
        """The whole address."""
        return f"/console/{brand.slug}/{self.address}"

    def ask(self, client: Client, brand: Brand):
        """The screen's own method."""
        return client.post(self.path(brand)) if self.post_only else client.get(self.path(brand))


def check(screen: Screen, brand: Brand) -> None:
    """All five checks; `screen` must lead to something that exists for `brand`."""
    assert_needs_sign_in(screen, brand)
    assert_needs_role(screen, brand)
    assert_hidden_from_other_brands(screen, brand)
    if screen.post_only:
        assert_no_get(screen, brand)
    else:
        assert_works_and_changes_nothing(screen, brand)


def signed_in(brand: Brand, role: str) -> Client:
    """A browser in which somebody of that role is signed in."""
    client = Client()
    client.force_login(make_staff(brand, role))
    return client


def assert_needs_sign_in(screen: Screen, brand: Brand) -> None:
    answer = screen.ask(Client(), brand)
    assert answer.status_code == 302, screen
    assert answer["Location"].startswith("/console/account/login/"), screen


def assert_needs_role(screen: Screen, brand: Brand) -> None:
    weaker = WEAKER[screen.role]
    if weaker is None:
        return
    answer = screen.ask(signed_in(brand, weaker), brand)
    assert answer.status_code == 403, screen
    assert "Not for your role" in answer.content.decode(), screen


def assert_hidden_from_other_brands(screen: Screen, brand: Brand) -> None:
    other = make_brand()
    client = signed_in(other, "owner")
    answer = screen.ask(client, brand)
    assert answer.status_code == 404, screen
    assert brand.name not in answer.content.decode(), screen


def assert_no_get(screen: Screen, brand: Brand) -> None:
    assert signed_in(brand, screen.role).get(screen.path(brand)).status_code == 405, screen


def assert_works_and_changes_nothing(screen: Screen, brand: Brand) -> None:
    client = signed_in(brand, screen.role)
    before = everything()
    answer = client.get(screen.path(brand))
    assert answer.status_code == 200, screen
    assert everything() == before, screen
    assert "no-store" in answer["Cache-Control"], screen
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy or "sandbox" in policy, screen
    if answer["Content-Type"].startswith("text/html"):
        page = answer.content.decode()
        assert " style=" not in page or "sandbox" in policy, screen
        assert "<script>" not in page, screen


def everything() -> dict[str, list[str]]:
    """Every row of our own tables as the database has it, to compare."""
    tables = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("forewarn.")
        for model in config.get_models()
    ]
    found = {}
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found[model._meta.label] = sorted(map(str, cursor.fetchall()))
    return found
