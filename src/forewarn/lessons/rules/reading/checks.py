"""What no schema can say: every message has its words in every language, forms match, and no name is anybody's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from forewarn.lessons.rules.reading.bodies import links
from forewarn.lessons.rules.reading.exercise_checks import exercise_problems
from forewarn.lessons.rules.reading.placeholders import unknown_in
from forewarn.lessons.rules.reading.types import Problem
from forewarn.lessons.rules.reading.words import FORMS, GENUINE_IN_FORM, LINK, NO_LINK, PLAN
from forewarn.lessons.rules.reading.yaml_files import Document
from forewarn.lint.phish_scale import difficulties

RESERVED = (".example", ".test", ".invalid", ".localhost")  # RFC 2606: nobody can own such a name
_OURS = ("{domain}", "{safety}")
_HOST = re.compile(
    r"(?<![\w.@/{}-])(?:[\w{}-]+\.)+(?:[a-z]{2,24}|\{domain\})(?![\w-]|[\w.-]*@)|\{domain\}(?:\.[\w-]+)+", re.IGNORECASE
)
_NO_HOST = re.compile(r"[^\w{}.-]")
_IN_TARGET = re.compile(r"(?:https://|mailto:[^@]*@)(?P<host>[^/?#:\s)]+)")
FILES = {
    "html",
    "dat",
    "htm",
    "pdf",
    "zip",
    "exe",
    "iso",
    "img",
    "ics",
    "js",
    "lnk",
    "docx",
    "docm",
    "xlsx",
    "xlsm",
    "png",
    "jpg",
    "svg",
    "apk",
}
_KEEPS_MAIL = ("mail",)
_SHOW_LINKS = ("body", "shows")  # what a reader looks at; links there lead nowhere


def problems_between(plan: Document, items: Mapping[str, Document]) -> list[Problem]:
    """Problems of a lesson whose files are each well-formed."""
    found = [*_plan_problems(plan)]
    for document in items.values():
        found += _item_problems(plan, document)
        found += exercise_problems(plan, document)
        found += _text_problems(document)
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def _plan_problems(plan: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(plan.value["items"]):
        path = ("items", index)
        if item["id"] in seen:
            yield plan.problem((*path, "id"), f"“{item['id']}” is the id of two messages")
        seen.add(item["id"])
        if item["kind"] == "lure":
            yield from _difficulty_problem(plan, index, item)
    yield from _form_problems(plan)


def _difficulty_problem(plan: Document, index: int, item: Any) -> Iterator[Problem]:
    cues, premise = sum(item["cues"].values()), item["premise"]
    rating = sum(premise[:4]) - premise[4]
    allowed = difficulties(cues, rating)
    if item["difficulty"] not in allowed:
        said = f"{cues} cues and a premise of {rating} make it {' or '.join(allowed)}, not {item['difficulty']}"
        yield plan.problem(("items", index, "difficulty"), said)


def _form_problems(plan: Document) -> Iterator[Problem]:
    for form in FORMS:
        lures = [item for item in plan.value["items"] if item.get("form") == form]
        genuine = [item for item in plan.value["items"] if form in item.get("forms", ())]
        counted = Counter(item["difficulty"] for item in lures)
        for difficulty, wanted in PLAN.items():
            if counted[difficulty] != wanted:
                said = f"form {form} has {counted[difficulty]} lures marked {difficulty}; it needs {wanted}"
                yield plan.problem(("items",), said)
        if len(genuine) < GENUINE_IN_FORM:
            said = f"form {form} has {len(genuine)} genuine messages; it needs {GENUINE_IN_FORM}"
            yield plan.problem(("items",), said)
        if not any(item.get("odd") for item in genuine):
            yield plan.problem(("items",), f"form {form} needs a genuine message that looks odd (odd: true)")


def _item_problems(plan: Document, document: Document) -> Iterator[Problem]:
    plans = {item["id"]: item for item in plan.value["items"]}
    words = document.value["items"]
    for missing in plans.keys() - words.keys():
        yield Problem(document.file, document.line(("items",)), f"items.{missing}", "is missing")
    for extra in words.keys() - plans.keys():
        yield document.problem(("items", extra), "is not a message of lesson.yaml")
    for key in plans.keys() & words.keys():
        yield from _one_item(document, key, words[key], plans[key])


def _one_item(document: Document, key: str, item: Any, plan: Any) -> Iterator[Problem]:
    channel = plan.get("channel", "mail")
    if channel in _KEEPS_MAIL and "subject" not in item:
        yield Problem(document.file, document.line(("items", key)), f"items.{key}.subject", "is missing")
    if channel in _KEEPS_MAIL and not re.search(r"<[^<>@\s]+@[^<>@\s]+>", item["from"]):
        yield document.problem(("items", key, "from"), "needs a name and an address, as in: Name <mail@shop.example>")
    genuine = plan["kind"] == "genuine"
    for field in ("from", "reply_to", "sent_by", "subject", "body"):
        for host in _hosts(str(item.get(field, ""))):
            if genuine and not _is_ours(host):
                yield document.problem(("items", key, field), f"“{host}” is not the brand's own; use {{domain}}")
            elif not genuine and not (_is_reserved(host) or _is_ours(host)):
                yield document.problem(("items", key, field), _somebodys(host))
    if LINK in item["body"] and not links(item["body"]):
        yield document.problem(
            ("items", key, "body"), "a link is written as [shown words](https://address.example/page)"
        )


def _hosts(text: str) -> set[str]:
    """Every host in a text: of links, of addresses, and names with a dot in the words."""
    named = {name for name in _HOST.findall(text) if name.rpartition(".")[2].casefold() not in FILES}
    targets = {_NO_HOST.split(match["host"].rpartition("@")[2])[0] for match in _IN_TARGET.finditer(text)}
    addresses = set(re.findall(r"@([\w{}.-]+)", text))
    found = {host.strip(".>").casefold() for host in targets | addresses | named if "." in host or "{" in host}
    return found - {""}


def _is_reserved(host: str) -> bool:
    return host.endswith(RESERVED)


def _is_ours(host: str) -> bool:
    return host in _OURS or host.endswith(".{domain}") or host in ("{check}", "{care}")


def _text_problems(document: Document) -> Iterator[Problem]:
    for path, text in _texts(document.value, ()):
        for name in unknown_in(text):
            yield document.problem(path, f"{{{name}}} is not a known placeholder")
        if path[0] == "exercise" or path[-1] in ("wanted", "how", "tell"):
            yield from (document.problem(path, _somebodys(host)) for host in sorted(hosts_of_others(text)))
        if LINK in text and path[-1] not in _SHOW_LINKS:
            yield document.problem(path, NO_LINK)


def hosts_of_others(text: str) -> set[str]:
    """Hosts in a text that are neither the brand's own nor reserved for examples."""
    return {host for host in _hosts(text) if not (_is_reserved(host) or _is_ours(host))}


def _somebodys(host: str) -> str:
    return f"“{host}” could be somebody's; names that are made up end in {', '.join(RESERVED)}"


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*path, index))
