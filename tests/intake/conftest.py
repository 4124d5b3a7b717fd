"""What the tests of the listener share."""

from __future__ import annotations

import pytest
from intake_builders import running_listener

from factories import make_brand


@pytest.fixture
def brand():
    return make_brand("lantern")


@pytest.fixture
def listener(brand):
    with running_listener() as listener:
        yield listener
