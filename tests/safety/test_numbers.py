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
        ("fivve fivve fivve zerro onne sevven threee", True),
        ("55x5555x01x95, quitale la x", True),
        ("٢١٣ ٥٥٥ ٠١٤٧ thats me", True),
        ("S5S-OlO4 read the letters as numbers", True),
        ("el numerito es 6OO OO OO I7", True),
        ("91 000 00 14 fijo de casa", True),
        ("call me at $555 234 9876", True),
        ("my number: €5552349876", True),
        ("text me 555 234 9876 dollars", True),
        ("he owes $5552349876 by now", False),
        ("the film had 5552349 views", False),
        ("our cat comes in at 5ish, 5l of soup, 2oz of milk", False),
        ("threee cheers and one for her, seven of us", False),
        ("si hay una emergencia marca 112 o 911 segun donde estes", False),
    ],
)
def test_numbers_in_disguise_and_numbers_for_help(text: str, is_number: bool) -> None:
    assert ("contact" in {finding.kind for finding in scan(text)}) == is_number


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("q u i e t @ e x a m p l e . c o m", True),
        ("q u i e t . c o m is mine", True),
        ("quiet\\@example\\.net without the slashes", True),
        ("quiet{a}example{d}com", True),
        ("snap nightjar.zz", True),
        ("im on threads, as marigold.writes", True),
        ("my signal user is quiet-river", True),
        ("signal, nogal punto 18", True),
        ("i left instagram. best thing i did", False),
        ("instagram is over-rated", False),
        ("a b c . d e f", False),
    ],
)
def test_names_and_addresses_in_disguise(text: str, reaches: bool) -> None:
    assert ("contact" in {finding.kind for finding in scan(text)}) == reaches
