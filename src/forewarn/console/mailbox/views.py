"""The sample brand's local mailbox: mail as a customer would get it, without sending any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from forewarn.accounts.rules import May
from forewarn.console.access import StaffRequest, for_staff
from forewarn.console.mailbox.inert import FRAME_POLICY, inert_html
from forewarn.console.paging import PER_PAGE, page_of
from forewarn.mail.reading.message import read_mail
from forewarn.outbound.mailbox import MailLine, read_page, read_stored
from forewarn.outbound.queries import local_mailbox
from forewarn.outbound.relays import mailbox_folder

if TYPE_CHECKING:
    from pathlib import Path

    from forewarn.mail.reading.parts import ParsedMail

FORMS = ("phone", "desktop", "text", "headers")
SEARCH_LENGTH = 100  # characters; an address has at most 254, a search needs fewer


class _Lines:
    """The mailbox as a paginator reads it: one slice at a time, so that only a page of files is opened."""

    def __init__(self, folder: Path, search: str) -> None:
        self._folder, self._search = folder, search
        self._first = read_page(folder, start=0, count=PER_PAGE, search=search)

    def __len__(self) -> int:
        return self._first.total

    def __getitem__(self, wanted: slice) -> tuple[MailLine, ...]:
        start, stop = wanted.start or 0, wanted.stop or 0
        if not start:
            return self._first.lines
        return read_page(self._folder, start=start, count=stop - start, search=self._search).lines


@for_staff(May.LOOK)
def mailbox(request: StaffRequest) -> HttpResponse:
    """The stored mails, newest first; `?search=` is part of an address or a subject."""
    search = request.GET.get("search", "")[:SEARCH_LENGTH].strip()
    lines: Any = _Lines(_folder(request), search)
    page = page_of(request, lines)
    return render(request, "console/mailbox/list.html", {"page": page, "search": search})


@for_staff(May.LOOK)
def mail(request: StaffRequest, key: str) -> HttpResponse:
    """One mail: as on a phone, as on a wide screen, as text, or with its headers."""
    found = _mail(request, key)
    form = request.GET.get("as", "phone")
    context = {
        "key": key,
        "mail": found,
        "form": form if form in FORMS else "phone",
        "text": "\n\n".join(part.text for part in found.texts),
        "headers": [(header.name, header.text) for header in found.headers],
        "attachments": found.attachments,
    }
    return render(request, "console/mailbox/mail.html", context)


@for_staff(May.LOOK)
def frame(request: StaffRequest, key: str) -> HttpResponse:
    """The HTML part for the frame."""
    htmls = _mail(request, key).htmls
    if not htmls:
        raise Http404
    return HttpResponse(inert_html(htmls[0].text), headers={"Content-Security-Policy": FRAME_POLICY})


@for_staff(May.LOOK)
def source(request: StaffRequest, key: str) -> HttpResponse:
    """The mail's bytes, to keep or to check elsewhere."""
    raw = read_stored(_folder(request), key)
    if raw is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="mail.eml"'}
    return HttpResponse(raw, content_type="message/rfc822", headers=headers)


def _folder(request: StaffRequest) -> Path:
    relay = local_mailbox(request.brand)
    if relay is None:
        raise Http404
    return mailbox_folder(relay)


def _mail(request: StaffRequest, key: str) -> ParsedMail:
    raw = read_stored(_folder(request), key)
    if raw is None:
        raise Http404
    return read_mail(raw)
