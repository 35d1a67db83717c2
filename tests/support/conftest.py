"""Entries of two houses, and the lines that come with the program."""

from __future__ import annotations

from typing import Any

import pytest

HOTLINE = "PjAVFHGFRv2M257v"
LIFELINE = "Cq0zK2YTwKX5ujOj"
EMERGENCY_US = "yk8PHPl0NZKB18Uy"


def kept(owner: Any, name: str, **facts: Any) -> Any:
    """An entry in the directory of an organisation."""
    from peernet.support import directory

    given = {"reach": "Call 555-0142", "source": "invented", "needs": [2], **facts}
    return directory.add(owner.pk, directory.Facts(name=name, **given))


@pytest.fixture
def clinic(organisation: Any) -> Any:
    return kept(
        organisation, "Lantern Street Clinic", country="US", speaks=["en"], hours="9 to 17",
        cost="free", reports="Tells you first.", trace="shows",
    )  # fmt: skip


@pytest.fixture
def hill(db: None) -> Any:
    """Another organisation."""
    from groups import founding

    return founding.found("Hill House")


@pytest.fixture
def hill_pantry(hill: Any) -> Any:
    return kept(hill, "Hill Pantry")
