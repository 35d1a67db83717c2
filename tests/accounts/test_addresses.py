"""Whose address counts for limits: the proxies that are trusted decide, nobody's header does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from peernet.kit import limits


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.1.1.1", "1.2.3.4"),
        (1, "", "unknown"),
        (1, "not an address", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_the_address_that_counts(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert limits.address_of(request) == address


def test_what_is_kept_of_it_is_a_digest_under_a_daily_key() -> None:
    key = limits._key("join-wrong", "10.0.0.9")
    assert "10.0" not in key and key == limits._key("join-wrong", "10.0.0.9")
    assert key != limits._key("join-wrong", "10.0.0.8")
