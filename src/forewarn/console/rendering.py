"""Showing forms: what was typed stays, and the answer says by its number whether it was taken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

UNTAKEN = 422  # Unprocessable Content (RFC 9110): well understood, but the values will not do


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent with the form; None where it was only asked for. An empty form that was sent counts as sent."""
    return request.POST if request.method == "POST" else None


def render_form(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """The page with the form; status 422 where what was typed was not taken."""
    status = UNTAKEN if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)


def render_confirmation(
    request: HttpRequest, *, title: str, text: str, action: str, back: str, **more: Any
) -> HttpResponse:
    """The page that asks before an action that cannot be taken back; `action` are the words of its button.

    `more` may hold `danger=False` for a calm button, and `form` with fields to fill in.
    """
    form = more.get("form")
    status = UNTAKEN if form is not None and form.is_bound and form.errors else 200
    context = {"title": title, "text": text, "action": action, "back": back, **more}
    return render(request, "console/confirm.html", context, status=status)
