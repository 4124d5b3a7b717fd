"""Practice as a visitor meets it: on a phone, by keyboard alone, without a script, without a network for a moment."""

from __future__ import annotations

import time
from typing import Any

import pytest
from looking import axe_findings, loaded, requests_of
from playwright.sync_api import expect

from forewarn.lessons.rules.adapting import library_lessons

pytestmark = pytest.mark.journey
LIMIT = 100_000  # bytes over the line of a page with all it loads
MINUTES = 5
# One lesson for each type of part there is.
KINDS: dict[str, tuple[str, str]] = {}
for _slug, _lesson in library_lessons().items():
    for _part in _lesson.exercise.parts:
        KINDS.setdefault(_part.type, (_slug, _part.id))


def begin(page: Any, address: str, slug: str = "check-with-us") -> None:
    page.goto(f"{address}/practice/{slug}/?lang=en")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector(".inbox")


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is on it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector} on {page.url}")


def accessible(page: Any, name: str) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{name} is {overflow} px too wide"
    cut = page.evaluate("[...document.querySelectorAll('.phone')].some(one => one.scrollWidth > one.clientWidth)")
    assert not cut, f"{name}: something is cut off at the edge of the phone"
    found = axe_findings(page)
    assert found.violations_count == 0, f"{name}:\n{found.generate_report()}"


def answer_by_keyboard(page: Any) -> str:
    """Answer the message that is open; returns the words of the link that leads on."""
    tab_to(page, "input[name=do]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=ours]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "form.answer button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict")
    assert page.evaluate("document.activeElement.id") == "verdict"
    tab_to(page, ".learned a.go")
    words: str = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")
    return words


def inbox_by_keyboard(page: Any) -> None:
    """Open the first message and go from one to the next until none is left."""
    tab_to(page, ".inbox a:not(.read)")
    page.keyboard.press("Enter")
    page.wait_for_selector("form.answer")
    while answer_by_keyboard(page) == "Next message":
        page.wait_for_selector("form.answer")


def hand_in_by_keyboard(page: Any) -> None:
    """Do a part of any type with Tab, arrows, Space and Enter."""
    if page.locator(".ladders a").count():
        tab_to(page, ".ladders a")
        page.keyboard.press("Enter")
        page.wait_for_selector(".stepsort")
        for place in range(page.locator(".stepsort select").count()):
            tab_to(page, ".stepsort select")
            page.keyboard.type(str(place + 1))
    for _ in range(12):
        if not page.locator(".replies button").count():
            break
        before = page.locator(".talk p").count()
        tab_to(page, ".replies button")
        page.keyboard.press("Enter")
        page.wait_for_function("n => document.querySelectorAll('.talk p').length > n", arg=before)
    if page.locator("a.go").count():
        return
    choices = page.locator("input[name=choice]").count()
    for turn in range(max(1, choices)):
        if choices:
            tab_to(page, "input[name=choice]")
            for _ in range(min(turn, 1)):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
        else:
            names = page.evaluate(
                "[...new Set([...document.querySelectorAll('.try input[type=radio]')].map(i => i.name))]"
            )
            for name in names:
                tab_to(page, f"input[name='{name}']")
                page.keyboard.press("Space")
            if page.locator("input[type=checkbox]").count():
                tab_to(page, "input[type=checkbox]")
                page.keyboard.press("Space")
        tab_to(page, ".try > button")
        page.evaluate("document.querySelector('#said')?.remove()")  # of the turn before
        page.keyboard.press("Enter")
        page.wait_for_selector("#said")
        if page.locator("a.go").count():
            return
    pytest.fail(f"the part was not finished: {page.url}")


def test_lesson_one_is_finished_by_keyboard_on_a_phone_within_minutes(page: Any, product: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    requests = requests_of(page)
    started = time.monotonic()
    begin(page, product.address)
    assert 0 < sum(loaded(requests).values()) < 2 * LIMIT  # two pages by now
    inbox_by_keyboard(page)
    page.wait_for_selector(".rule")
    for part in ("odd-mail", "odd-call", "do-it"):
        tab_to(page, "a.go")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/part/{part}/**")
        page.wait_for_selector(".try")
        hand_in_by_keyboard(page)
    tab_to(page, "a.go")
    page.keyboard.press("Enter")
    page.wait_for_selector(".inbox")
    inbox_by_keyboard(page)
    page.get_by_text("That was it. Thank you.").wait_for()
    assert time.monotonic() - started < MINUTES * 60
    assert page.context.cookies() == []
    text = page.locator("main").inner_text().lower()
    assert "score" not in text
    assert "points" not in text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_exercise_is_finished_by_keyboard_alone(page: Any, product: Any, kind: str) -> None:
    slug, part = KINDS[kind]
    page.set_viewport_size({"width": 320, "height": 700})
    begin(page, product.address, slug)
    address = page.url.partition("?")[0]
    page.goto(f"{address}part/{part}/?lang=en")
    accessible(page, f"{kind} before")
    hand_in_by_keyboard(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        accessible(page, f"{kind} after ({scheme})")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_and_state_is_accessible_at_320(page: Any, product: Any, scheme: str, language: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    lang = f"?lang={language}"
    for path in ("", "check-with-us/", "check-with-us/read/", "check-with-us/embed/", "progress/"):
        page.goto(f"{product.address}/practice/{path}{lang}")
        accessible(page, f"/practice/{path}")
    page.goto(f"{product.address}/practice/check-with-us/{lang}")
    page.locator("form.form button:not([name])").click()
    page.wait_for_selector(".inbox")
    accessible(page, "inbox")
    page.locator(".inbox a").first.click()
    page.wait_for_selector("form.answer")
    for summary in page.locator("details summary").all():
        summary.click()
    accessible(page, "message, everything open")
    page.locator("input[name=do]").first.check()
    page.locator("input[name=ours]").first.check()
    page.locator("form.answer button").click()
    page.wait_for_selector("#verdict")
    accessible(page, "what there is to learn")
    page.goto(f"{page.url.partition('/mail/')[0]}/lesson/{lang}")
    accessible(page, "the lesson on the way")


def test_a_lost_network_keeps_the_answer_and_sends_it_once_it_is_back(page: Any, product: Any) -> None:
    begin(page, product.address)
    page.locator(".inbox a").first.click()
    page.wait_for_selector("form.answer")
    page.locator("input[name=do][value=check]").check()
    page.locator("input[name=ours][value=no]").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Answer").click()
    page.locator("[data-offline]").wait_for(state="visible")
    assert page.locator("input[name=do][value=check]").is_checked()
    page.context.set_offline(False)
    page.wait_for_selector("#verdict")
    page.go_back()
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator("main")).to_contain_text("1 of 13 done")


def test_it_works_without_a_script(browser: Any, product: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{product.address}/practice/check-with-us/?lang=en")
    page.get_by_role("button", name="Begin").click()
    page.locator(".inbox a").first.click()
    page.locator("input[name=do][value=report]").check()
    page.locator("input[name=ours][value=no]").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator("#verdict")).to_be_visible()
    assert page.get_by_role("link", name="Next message").is_visible()
    context.close()


def test_staff_see_the_report_and_what_is_due(sign_in: Any, page: Any, product: Any) -> None:
    sign_in("viewer")
    for path in ("", "report/", "messages/", "lesson/check-with-us/"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(f"{product.address}/console/harbour-pine/lessons/{path}")
            accessible(page, f"lessons/{path} ({scheme})")
    page.goto(f"{product.address}/console/harbour-pine/lessons/report/")
    assert page.locator("svg.drawing").count() >= 2
    assert "Check with us, your way" in page.locator("main").inner_text()
