"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

CI = os.environ.get("CI") == "true"

# A machine that is busy fails no property. In CI the made-up inputs are the same in every run; elsewhere they are new.
settings.register_profile("forewarn", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=CI)
settings.load_profile("forewarn")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what works on the database: `-m database` leaves out what cannot tell one database from another."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """In CI a skip is a failure: only the shared corpora, which lie outside the repository, may be absent.

    Captured logs of hostile mail may hold half letters, which cannot travel between the processes of the tests.
    """
    report = yield
    report.sections = [(name, text.encode("utf-8", "replace").decode()) for name, text in report.sections]
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if not reason.startswith("corpora:"):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"
    return report
