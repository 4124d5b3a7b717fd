"""The sample brand's removals: how its vendors are asked, and a year of customers who asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forewarn.audience.queries.customers import customers_of
from forewarn.audit.rules import Actor
from forewarn.cli.sample.brand import BY
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.recording.keeping_out import say_left_out
from forewarn.removals.actions.answering import Answer, record_answer
from forewarn.removals.actions.asking import ask
from forewarn.removals.actions.refusals import UnableToRemove
from forewarn.removals.actions.settings import Way, set_channel
from forewarn.removals.queries.requests import tasks_of
from forewarn.removals.requesting import request_removal
from forewarn.removals.rules.states import Origin, Reason, Status, Via
from forewarn.vendors.queries import vendor_of, vendors

if TYPE_CHECKING:
    from forewarn.brands.models import Brand

# How many days ago each customer asked, and after how many days the vendors answered; None: not yet.
ASKED = ((170, 6), (140, 11), (118, 9), (95, 41), (77, 4), (60, 16), (34, None), (21, 8), (9, None), (2, None))
BY_MAIL = ("parcel-lane", "quillpost")  # the others are asked by hand
FIRST = 20  # of the customers: those before have their own stories


def add_removals(brand: Brand, *, now: datetime) -> None:
    """Vendors that are asked by mail and by hand, and requests that are done, open, late and refused; what goes to one
    vendor leaves out whoever was removed there, what goes to the others is still to be looked at."""
    begun = now - timedelta(days=200)
    for vendor in vendors(brand):
        by_mail = vendor.slug in BY_MAIL
        way = Way(Via.MAIL, address=f"privacy@{vendor.slug}.example", days=21) if by_mail else Way(Via.HAND)
        set_channel(vendor=vendor, way=way, by=BY, now=begun)
    people = iter(customers_of(brand).order_by("pk")[FIRST : FIRST + 200])
    for number, (ago, after) in enumerate(ASKED):
        asked = now - timedelta(days=ago)
        customer = next((one for one in people if holders_of(one, asked)), None)
        if customer is None:
            break
        by = Actor.customer(customer.pk)
        try:
            request = request_removal(customer=customer, vendors=None, origin=Origin.PAGE, by=by, now=asked)
        except UnableToRemove:
            continue
        tasks = list(tasks_of(request))
        for task in tasks:
            ask(task_id=task.pk, now=asked)
        for place, task in enumerate(tasks if after is not None else ()):
            done = Answer(Status.FULFILLED, proof="Confirmed on the page of the link")
            kept = Answer(
                Status.DENIED, Reason.CLAIM_NOT_COVERED, "Tax law makes us keep the delivery notes for six years."
            )
            answer = kept if number == 4 and place == 0 else done
            at = asked + timedelta(days=(after or 0) + place)
            record_answer(task=task, answer=answer, by=Actor.command(f"{task.vendor.name}: privacy team"), now=at)
    if quillpost := vendor_of(brand, "quillpost"):
        say_left_out(vendor=quillpost, by=BY, now=now)
