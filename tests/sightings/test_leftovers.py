"""Readers that were written into real lures are gone from everything that leaves; what the lure leads to is not."""

from __future__ import annotations

import leftovers
import pytest

from corpora import corpora


@pytest.mark.corpora
@pytest.mark.django_db
def test_nothing_of_a_reader_is_left_and_the_lure_is_whole(monkeypatch):
    corpora("phish/phishing_pot")
    monkeypatch.setattr(leftovers, "PER_READER", 4)
    found = leftovers.measured()
    assert found.letters >= 50
    assert found.examples == []
    assert found.hosts[False] == 0
    assert found.words[True] >= 0.99 * sum(found.words.values())


def test_what_is_left_is_found():
    """The judge itself: it finds a secret in another spelling, and no word that the lure had before."""
    lure = leftovers.Lure(subject="Grove", text="The cedar tree")
    assert leftovers.is_left("07700 900461", "call 07700-900461 now", lure)
    assert leftovers.is_left("Ellison", "dear ellison,", lure)
    assert not leftovers.is_left("Cedar", "the cedar tree", lure)
    assert not leftovers.is_left("07700 900461", "[number]", lure)
