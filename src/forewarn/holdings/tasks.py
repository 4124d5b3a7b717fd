"""Background work of holdings."""

from __future__ import annotations

from datetime import datetime

from forewarn.foundation.background import background_task, enqueue
from forewarn.foundation.clock import now as current_time
from forewarn.holdings.flows.following import due, follow
from forewarn.holdings.manifests.loading import SILENT_AFTER, TakenAway, UnableToLoad, load_manifest
from forewarn.holdings.manifests.queries import delete_old_files, left_alone


@background_task
def load_upload(*, manifest_id: int) -> None:
    """Load a manifest that was uploaded."""
    try:
        load_manifest(manifest_id, clock=current_time)
    except (UnableToLoad, TakenAway):
        return  # somebody works at it, or it was thrown away


@background_task
def follow_flow(*, flow_id: int) -> None:
    """Look who joined and who left a flow."""
    follow(flow_id=flow_id, now=current_time())


def tick(now: datetime) -> None:
    """Follow the flows that are due, ask again for lost work, delete files that are too old to keep."""
    for flow in due(now=now):
        enqueue(follow_flow, flow_id=flow.pk)
    for manifest in left_alone(before=now - SILENT_AFTER):
        enqueue(load_upload, manifest_id=manifest.pk)
    delete_old_files(now=now)
