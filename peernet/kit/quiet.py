"""Keeps people's words out of log lines: tracebacks lose their messages, requests their paths."""

from __future__ import annotations

import logging
import traceback


class NoDetails(logging.Filter):
    """An exception is logged as its type and places, never its text (it may quote a row).

    What a stranger sends wrongly (a megabyte, a thousand fields) is no fault of ours: its type only.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _error, trace = record.exc_info
            sent_wrongly = record.name.startswith("django.security")
            places = "" if sent_wrongly else "\n" + "".join(traceback.format_tb(trace))
            record.msg, record.args = f"{kind.__name__}{places}", None  # type: ignore[union-attr]
            record.exc_info = record.exc_text = None
        elif record.name.startswith("django.request"):
            record.msg, record.args = "a request failed", None
        return True
