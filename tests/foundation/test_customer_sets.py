"""Stored sets: what goes in comes out, and one customer never costs the crowd."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from factories import NOW, make_brand
from forewarn.audience.models import Segment, SegmentChunk
from forewarn.foundation import customer_sets

pytestmark = pytest.mark.django_db
ids = st.sets(st.integers(1, 2**32 - 1), max_size=60)


@pytest.fixture
def segment():
    return Segment.objects.create(brand=make_brand(), name="some", created_at=NOW)


@given(ids)
def test_splitting_loses_nothing_and_keeps_ranges_apart(members):
    parts = list(customer_sets.split(BitMap(members)))
    assert BitMap.union(BitMap(), *(part for _, part in parts)) == BitMap(members)
    assert [number for number, _ in parts] == sorted({member >> 16 for member in members})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(ids)
def test_stored_and_loaded(segment, members):
    assert customer_sets.store(SegmentChunk.objects.all(), members, segment=segment) == len(members)
    rows = SegmentChunk.objects.filter(segment=segment)
    assert customer_sets.load(rows) == BitMap(members)
    assert customer_sets.size(rows) == len(members)


def test_storing_again_replaces(segment):
    customer_sets.store(SegmentChunk.objects.all(), [1, 2, 70_000], segment=segment)
    customer_sets.store(SegmentChunk.objects.all(), [5], segment=segment)
    assert list(customer_sets.load(SegmentChunk.objects.filter(segment=segment))) == [5]


def test_asking_about_one_reads_one_chunk(segment):
    customer_sets.store(SegmentChunk.objects.all(), range(1, 400_000, 7), segment=segment)
    rows = SegmentChunk.objects.filter(segment=segment)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert customer_sets.contains(rows, 1 + 7 * 9_000)
        assert not customer_sets.contains(rows, 2)
        assert not customer_sets.contains(rows, 2**31)
    assert len(queries) == 3


def test_taking_one_out_rewrites_one_chunk(segment):
    customer_sets.store(SegmentChunk.objects.all(), [1, 2, 70_000], segment=segment)
    rows = SegmentChunk.objects.filter(segment=segment)
    with CaptureQueriesContext(connection) as queries:
        customer_sets.discard(rows, 2)
        customer_sets.discard(rows, 3)
    assert sum(q["sql"].startswith("UPDATE") for q in queries) == 1
    assert list(customer_sets.load(rows)) == [1, 70_000]
    assert customer_sets.size(rows) == 2
