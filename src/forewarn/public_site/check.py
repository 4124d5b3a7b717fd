"""“Did you really send this?”: paste a mail or upload it, and the answer stands on the page.

The empty page is the same for everybody and served from memory. What is sent to it is answered to the sender alone, kept
by no cache, without cookies and without a look at who is a customer. A forged request from another site can only ask a
question of its own; its answer is shown to nobody who could not ask it themselves.
"""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forewarn.public_site.requests import asker, for_everybody, for_one
from forewarn.public_site.site import Page, Site
from forewarn.verification.actions import UnableToAsk, ask_about_case, ask_on_page
from forewarn.verification.limits import MAX_TEXT, MAX_UPLOAD_BYTES

FORM_BYTES = 200_000  # of a request beside the file or the text: field names and boundaries
NOT_MAIL = (".pdf", ".png", ".jpg", ".jpeg", ".gif", ".heic", ".webp", ".docx", ".doc", ".zip", ".html", ".htm")
MEGABYTES = MAX_UPLOAD_BYTES // 1024**2


@for_everybody
def _empty(request: HttpRequest, site: Site) -> Page:
    return page(site)


@for_one
def _asked(request: HttpRequest, site: Site) -> Page:
    with translation.override(site.interface):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_UPLOAD_BYTES + FORM_BYTES:
            return _wrong(_too_large(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            if request.POST.get("step") == "case":
                return _case(request, site)
            return _question(request, site)
        except RequestDataTooBig:
            return _wrong(_text_too_long(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except (MultiPartParserError, TooManyFilesSent, SuspiciousOperation):
            return _wrong(_("Your browser did not send this whole. Please try again."))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """The page, or the answer to what was sent to it."""
    return _asked(request) if request.method == "POST" else _empty(request)


def page(site: Site) -> Page:
    """The empty page."""
    return Page("check.html", {"megabytes": MEGABYTES}, here="check")


def _question(request: HttpRequest, site: Site) -> Page:
    """A file where there is one, else what was pasted."""
    text = request.POST.get("text", "")
    file = request.FILES.get("file")
    if len(text) > MAX_TEXT:
        return _wrong(_text_too_long(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if file is not None and (file.size or 0) > MAX_UPLOAD_BYTES:
        return _wrong(_too_large(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
    name = (file.name or "").lower() if file else ""
    if name.endswith(NOT_MAIL):
        return _wrong(_not_a_mail(), text=text)
    data = file.read() if file else _bytes(text)
    try:
        answer = ask_on_page(brand=site.brand, data=data, source=asker(request), locale=site.locale, now=site.now)
    except UnableToAsk as error:
        return _unable(error, text)
    return Page("check_answer.html", {"answer": answer}, here="check")


def _case(request: HttpRequest, site: Site) -> Page:
    """What came of an earlier question; the number is all that is needed, and says nothing about whoever asked."""
    typed = request.POST.get("case", "")[:40]
    try:
        found = ask_about_case(brand=site.brand, typed=typed, source=asker(request), locale=site.locale, now=site.now)
    except UnableToAsk as error:
        return _unable(error, "")
    if found is None:
        words = _("We have no case with this number. Look for a slip of the finger. A number works for about a year.")
        return _page({"typed": typed, "case_wrong": words}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Page("check_case.html", {"case": found, "language": found.language}, here="check")


def _bytes(text: str) -> bytes:
    """A pasted mail as it stands in a file: lines end as in mail, and none is put in front."""
    return text.lstrip("\r\n\ufeff ").encode("utf-8", "replace")


def _unable(error: UnableToAsk, text: str) -> Page:
    match error.why:
        case "too_many":
            words = _(
                "Many questions came from your network in a short time. Wait a quarter of an hour, then try again."
            )
            return _wrong(words, HTTPStatus.TOO_MANY_REQUESTS, text)
        case "too_large":
            return _wrong(_too_large(), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        case "not_a_mail":
            return _wrong(_not_a_mail(), text=text)
        case _:
            return _wrong(_("There is nothing to check yet. Choose a file, or paste the message into the box."))


def _too_large() -> str:
    return _(
        "This file is too large. We can take %(megabytes)s MB. Save the mail without its attached files, or paste its words."
    ) % {"megabytes": MEGABYTES}


def _not_a_mail() -> str:
    return _("We cannot read this kind of file. Save the mail itself as a file (.eml or .msg), or paste its words.")


def _text_too_long() -> str:
    return _("This text is too long for the box. Save the mail as a file and choose that.")


def _wrong(words: str, status: int = HTTPStatus.UNPROCESSABLE_ENTITY, text: str = "") -> Page:
    """The form again, with what was wrong and what had been typed."""
    return _page({"wrong": words, "text": text}, status)


def _page(context: dict[str, object], status: int) -> Page:
    return Page("check.html", {"megabytes": MEGABYTES, **context}, here="check", status=status)
