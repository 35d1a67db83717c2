"""The second look: what in a text could harm, before it is sent. Pure functions."""

from __future__ import annotations

from .book import Rules, load
from .rulefile import RuleError
from .scan import Finding, scan

__all__ = ["Finding", "RuleError", "Rules", "load", "scan"]
