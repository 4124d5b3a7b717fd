"""Over real lures that were labelled by hand: reports of one lure come together, and those of others stay apart."""

from __future__ import annotations

import clustering
import pytest
from campaigns import STORIES, labels

from corpora import corpora
from factories import make_brand


def test_no_mail_stands_in_two_stories():
    every = [number for templates in STORIES.values() for template in templates for number in template]
    assert len(every) == len(set(every))


@pytest.mark.corpora
@pytest.mark.django_db
def test_what_was_labelled_as_one_lure_is_one_and_the_rest_is_not():
    corpora("phish/phishing_pot")
    given = clustering.lures(*clustering.LABELLED)
    found = clustering.agreement(clustering.put_in(make_brand(), given), labels(list(given)))
    assert found.mails > 300
    assert found.templates > 100
    assert found.recall >= 0.95
    assert found.precision >= 0.7
