"""The same cast as the office has."""

from __future__ import annotations

from tests.administration.office_cast import ash, circle, elm, fern, house, oak, wren

__all__ = ["ash", "circle", "elm", "fern", "house", "oak", "wren"]
