"""Who holds what: manifests in, questions answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from forewarn.api.keys import READS, RECORDS, actor_of, brand_of
from forewarn.audience.importing.actions import MAX_UPLOAD_BYTES, keep_upload
from forewarn.audience.queries.customers import customers_of
from forewarn.foundation.clock import now
from forewarn.foundation.reading.encodings import blocks
from forewarn.foundation.reading.tables import NAMED_DELIMITERS
from forewarn.holdings.actions.manifests import start_in_background
from forewarn.holdings.manifests.actions import Said, Source, take_up
from forewarn.holdings.manifests.queries import manifest_of
from forewarn.holdings.queries.customers import holders_of
from forewarn.holdings.queries.vendors import customers_by_field, customers_with
from forewarn.holdings.recording.transfers import UnableToRecord, checked_fields
from forewarn.holdings.rules import Window
from forewarn.vendors.data_fields import FIELDS
from forewarn.vendors.queries import vendor_of

if TYPE_CHECKING:
    from forewarn.brands.models import Brand
    from forewarn.holdings.models import Manifest
    from forewarn.vendors.models import Vendor

BLOCK = 1 << 16  # bytes that are read or sent at a time
TOO_LARGE = f"A manifest may have {MAX_UPLOAD_BYTES:,} bytes. Send it in parts."
NO_CUSTOMER = "No customer here has this number."

router = Router(tags=["holdings"])


class ManifestIn(Schema):
    """What a manifest says of all its customers, and how to read it."""

    vendor: Annotated[str, Field(description="The vendor's short name")]
    fields: Annotated[str, Field(description="Which fields went there, with commas: email,name")]
    at: Annotated[datetime, Field(description="When; without a zone it is in the brand's time zone")]
    keep_days: Annotated[int | None, Field(description="After how many days the vendor deletes it")] = None
    column: Annotated[str, Field(description="Which column names the customers, by name or number; else found out")] = (
        ""
    )
    encoding: Annotated[str, Field(description="Such as utf-8 or windows-1252; else found out")] = ""
    delimiter: Annotated[str, Field(description=f"One of {', '.join(NAMED_DELIMITERS)}; else found out")] = ""
    leave_out_unknown: Annotated[
        bool, Field(description="Record the others where all that is wrong are lines that name nobody here")
    ] = False
    name: Annotated[str, Field(description="What the list is called in the record")] = "manifest.csv"


class ManifestOut(Schema):
    """How far a manifest is. `state`: waiting, running, loaded, rejected (nothing recorded) or failed (with `problem`)."""

    id: int
    state: str
    vendor: str
    fields: list[str]
    at: datetime
    name: str
    column: str
    rows: int
    customers: int
    repeated: int
    unusable: int
    reasons: dict[str, int]
    problem: str
    rejects: str | None


class WhoOut(Schema):
    """How many customers' data a vendor held at some moment of the time: of each field, and of any of them."""

    vendor: str
    fields: dict[str, int]
    customers: int


class HeldOut(Schema):
    """A vendor holds or held a field from `since` until `until` (null: no end is known)."""

    vendor: str
    field: str
    category: str
    since: datetime
    until: datetime | None


@router.post("holdings/manifests", response={202: ManifestOut}, auth=RECORDS, summary="Bring a manifest")
def bring(request: HttpRequest, response: HttpResponse, said: Query[ManifestIn]) -> Status[ManifestOut]:
    """The body is a CSV of your numbers for customers, or of addresses. All of it is recorded, or nothing, unless you say
    to leave out lines that name nobody here; a worker does it, and the address in Location says how far it is."""
    brand = brand_of(request)
    vendor = _vendor(brand, said.vendor)
    if said.delimiter and said.delimiter not in NAMED_DELIMITERS:
        raise HttpError(422, f"delimiter: give one of {', '.join(NAMED_DELIMITERS)}.")
    if int(request.headers.get("Content-Length") or 0) > MAX_UPLOAD_BYTES:
        raise HttpError(413, TOO_LARGE)
    path = keep_upload(_body(request))
    try:
        manifest = take_up(
            vendor=vendor,
            source=Source(
                path, said.name, True, column=said.column, encoding=said.encoding,
                delimiter=NAMED_DELIMITERS.get(said.delimiter, ""), without_unknown=said.leave_out_unknown,
            ),
            said=Said(said.fields.split(","), _aware(said.at, brand), said.keep_days),
            by=actor_of(request),
            now=now(),
        )  # fmt: skip
        start_in_background(manifest=manifest, column=manifest.column, by=actor_of(request), now=now())
    except UnableToRecord:
        path.unlink(missing_ok=True)
        raise
    out = _shown(manifest)
    response["Location"] = reverse("api:manifest", args=[manifest.pk])
    return Status(202, out)


@router.get(
    "holdings/manifests/{number}", response=ManifestOut, auth=RECORDS, url_name="manifest", summary="How far it is"
)
def manifest(request: HttpRequest, number: int) -> ManifestOut:
    """One manifest of the brand."""
    return _shown(_manifest(brand_of(request), number))


@router.get(
    "holdings/manifests/{number}/rejects", auth=RECORDS, url_name="rejects", summary="Lines that cannot be used",
    openapi_extra={"responses": {200: {"description": "The lines, each with its number and the reason", "content": {"text/csv": {}}}}},
)  # fmt: skip
def rejects(request: HttpRequest, number: int) -> HttpResponseBase:
    """The lines of a rejected manifest as CSV, each with its number and the reason."""
    found = _manifest(brand_of(request), number)
    path = Path(found.rejects_path)
    if not found.has_rejects or not path.is_file():
        raise Http404("No rejects are kept of this manifest.")
    return StreamingHttpResponse(blocks(path), content_type="text/csv; charset=utf-8")


@router.get("holdings/who", response=WhoOut, auth=READS, summary="Whose data a vendor held")
def who(
    request: HttpRequest, vendor: str, fields: str = "", since: datetime | None = None, until: datetime | None = None
) -> WhoOut:
    """Counts only. `fields` with commas, all by default; from `since` until just before `until`, open by default."""
    brand = brand_of(request)
    found = _vendor(brand, vendor)
    begin, end = (None if moment is None else _aware(moment, brand) for moment in (since, until))
    if begin is not None and end is not None and end <= begin:
        raise HttpError(422, "until must be later than since.")
    codes = checked_fields(fields.split(",")) if fields else list(FIELDS)
    counts = customers_by_field(found, Window(begin, end), fields=codes)
    everybody = len(customers_with(found, codes, begin, end))
    return WhoOut(vendor=found.slug, fields={code: len(them) for code, them in counts.items()}, customers=everybody)


@router.get(
    "customers/{path:number}/holdings", response=list[HeldOut], auth=READS, summary="Who holds a customer's data"
)
def customer(request: HttpRequest, number: str, ever: bool = False) -> list[HeldOut]:
    """What vendors hold now of the customer with your number, or with `ever` all they ever held."""
    found = customers_of(brand_of(request)).filter(external_id=number).first()
    if found is None:
        raise Http404(NO_CUSTOMER)
    return [
        HeldOut(vendor=one.vendor.slug, field=one.field, category=one.category, since=one.since, until=one.end)
        for one in holders_of(found, None if ever else now())
    ]


def _vendor(brand: Brand, slug: str) -> Vendor:
    found = vendor_of(brand, slug)
    if found is None:
        raise HttpError(422, f"vendor: there is none called “{slug}”. /api/v1/vendors lists them.")
    return found


def _manifest(brand: Brand, number: int) -> Manifest:
    found = manifest_of(brand, number)
    if found is None:
        raise Http404("There is no such manifest.")
    return found


def _aware(moment: datetime, brand: Brand) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=brand.zone)


def _body(request: HttpRequest) -> Iterator[bytes]:
    """The request's body, never whole in memory. Raises HttpError 413 where it is too large."""
    size = 0
    while block := request.read(BLOCK):
        size += len(block)
        if size > MAX_UPLOAD_BYTES:
            raise HttpError(413, TOO_LARGE)
        yield block


def _shown(manifest: Manifest) -> ManifestOut:
    columns: list[Any] = manifest.dialect["columns"]
    return ManifestOut(
        id=manifest.pk,
        state=manifest.state,
        vendor=manifest.vendor.slug,
        fields=manifest.fields,
        at=manifest.at,
        name=manifest.file_name,
        column=columns[manifest.column],
        rows=manifest.position,
        customers=manifest.customers,
        repeated=manifest.repeated,
        unusable=manifest.rejected,
        reasons=manifest.reasons,
        problem=manifest.problem,
        rejects=reverse("api:rejects", args=[manifest.pk]) if manifest.has_rejects else None,
    )
