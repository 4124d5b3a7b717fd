"""Case numbers in a sentence of the answer are not broken at their hyphen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forewarn.public_site.templatetags.public_site import whole_cases
from forewarn.verification.cases import around_cases, new_case, shown_case


def test_a_case_number_stays_in_one_line_and_the_rest_is_text():
    case = shown_case(new_case())
    shown = whole_cases(f"Mail 2: <b>not</b> from us. Its case number is {case}.")
    assert shown == f'Mail 2: &lt;b&gt;not&lt;/b&gt; from us. Its case number is <span class="whole">{case}</span>.'
    assert "whole" not in whole_cases("AIOU-2345 and a-b are no case numbers.")  # no vowels in them


@given(st.text())
def test_no_letter_of_a_text_is_lost(text):
    assert "".join(around_cases(text)) == text
