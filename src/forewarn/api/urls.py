"""The API for the brand's own systems, described by OpenAPI at `/api/v1/openapi.json`."""

from __future__ import annotations

from ninja import NinjaAPI

from forewarn.api.holdings import router as holdings
from forewarn.api.problems import tell_problems
from forewarn.api.vendors import router as vendors

api = NinjaAPI(
    title="Forewarn",
    version="1",
    description="Say which customers' data went to which vendor, and ask who holds whose data. One key, one brand.",
    docs_url=None,  # its page loads scripts from elsewhere
    urls_namespace="api",
)
api.add_router("/vendors", vendors)
api.add_router("/", holdings)
tell_problems(api)
