"""Lines of a forwarded head: label and value, in one cell or two."""

import pytest

from forewarn.mail.forwards.labels import labelled

LONG = 200_000  # characters; time that grows with their square would take minutes


@pytest.mark.parametrize(
    "line",
    ["| From | Alder <a@alder.example> |", "From | Alder <a@alder.example>", "  |From|Alder <a@alder.example>|  "],
)
def test_labels_in_cells(line):
    assert labelled(line) == ("From", "Alder <a@alder.example>")


@pytest.mark.parametrize(
    "line",
    [
        " " * LONG + "|",
        "a|" + " " * LONG + "b|c",
        " |" * LONG,
        "a" + " " * LONG + "b|c|d",
        "a" + " *" * LONG,
        "a" + " " * LONG,
    ],
)
def test_lines_of_white_space_are_read_in_linear_time(line):
    assert labelled(line) is None
