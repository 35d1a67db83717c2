"""Care for the group: cases, reports, what people are told, appeals, shifts, notes."""

from .appeal import Appeal
from .case import Case
from .note import Note
from .notice import Deed, Notice
from .report import Report
from .shift import Shift

__all__ = ["Appeal", "Case", "Deed", "Note", "Notice", "Report", "Shift"]
