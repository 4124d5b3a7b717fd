"""The judge: the same questions answered over rows of customer × transfer × field, one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta


def rows(transfers, endings):
    """(customer, vendor, field, from, until or None): one per customer, transfer and field; ends before they begin never
    happen, since an ending touches only what came before it."""
    found = []
    for given, customers in transfers:
        for customer in customers:
            for field in given.fields:
                ends = [given.ends_at] if given.ends_at else []
                for ended, leavers in endings:
                    concerned = ended.everybody or customer in leavers
                    right_field = not ended.fields or field in ended.fields
                    right_flow = ended.flow_id is None or ended.flow_id == given.flow_id
                    came_before = given.at < ended.before
                    if ended.vendor_id == given.vendor_id and concerned and right_field and right_flow and came_before:
                        ends.append(ended.at)
                found.append((customer, given.vendor_id, field, given.at, min(ends) if ends else None))
    return found


def who_had(all_rows, vendor, field, since, until):
    """The customers with a row of this vendor and field that shares a moment with [since, until)."""
    return {
        row[0]
        for row in all_rows
        if row[1] == vendor
        and row[2] == field
        and (until is None or row[3] < until)
        and (since is None or row[4] is None or row[4] > since)
    }


def held_now(all_rows, customer, moment: datetime):
    """(vendor, field) → since when without a gap, of what is held at this moment."""
    mine = [row for row in all_rows if row[0] == customer]
    answer = {}
    for vendor, field in {(row[1], row[2]) for row in mine}:
        at = moment
        pieces = [row for row in mine if (row[1], row[2]) == (vendor, field)]
        if not any(_covers(row, moment) for row in pieces):
            continue
        while True:  # walk back while something covers or touches the moment just reached
            reached = min(row[3] for row in pieces if row[3] <= at and (row[4] is None or row[4] >= at))
            if reached == at:
                break
            at = reached
        answer[(vendor, field)] = at
    return answer


def _covers(row, moment):
    return row[3] <= moment and (row[4] is None or moment < row[4])


DAY = timedelta(days=1)
