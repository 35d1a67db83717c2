"""Installed versions carry the fixes that safety.md names."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from packaging.version import Version

pytestmark = pytest.mark.house


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("Django", "5.2.19"),
        ("daphne", "4.2.3"),
        ("django-allauth", "65.21.1"),
        ("channels", "4.3.2"),
    ],
)
def test_installed_versions_are_at_or_above_their_floor(name: str, floor: str) -> None:
    assert Version(version(name)) >= Version(floor)
