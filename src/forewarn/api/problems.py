"""Errors as problem details (RFC 9457): every answer that is not a success says what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from forewarn.holdings.recording.transfers import UnableToRecord


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """One answer of type application/problem+json."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def tell_problems(api: NinjaAPI) -> None:
    """Register what each error becomes."""

    @api.exception_handler(AuthenticationError)
    def without_key(request: HttpRequest, error: Any) -> HttpResponse:
        answer = problem(
            401, "Send a key in use as “Authorization: Bearer fwk_…”. Keys are made in the console's settings."
        )
        answer["WWW-Authenticate"] = 'Bearer realm="Forewarn"'
        return answer

    @api.exception_handler(ValidationError)
    def badly_asked(request: HttpRequest, error: Any) -> HttpResponse:
        faults = [{"where": str(one["loc"][-1]), "what": one["msg"]} for one in error.errors]
        return problem(422, "; ".join(f"{one['where']}: {one['what']}" for one in faults), faults=faults)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status_code, str(error))

    @api.exception_handler(UnableToRecord)
    def not_recorded(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(422, str(error))

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(404, str(error) or "There is nothing at this address.")
