"""Numbers that reach somebody, in disguise too; numbers for help, and cases that are none."""

from __future__ import annotations

import pytest

from groups.safety import scan


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("f i v e f i v e f i v e 0 1 2 6", True),
        ("5five5 oh1 three 9 you figure it out", True),
        ("heres my moms landline in case mine is off 555 0106", True),
        ("the case is 555 0106 at the court", False),
        ("ring me tmrw morning if the court thing goes bad, 5550171", True),
        ("si hay una emergencia marca 112 o 911 segun donde estes", False),
    ],
)
def test_numbers_in_disguise_and_numbers_for_help(text: str, is_number: bool) -> None:
    assert ("contact" in {finding.kind for finding in scan(text)}) == is_number
