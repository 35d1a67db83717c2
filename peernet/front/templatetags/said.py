"""A moment as people say it: in a named zone, and by script in the reader's own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from peernet.kit import clock

register = template.Library()


@register.filter
def said(moment: datetime, zone: str) -> SafeString:
    """`static/js/app.js` puts her own time in its place; nothing about her zone is sent."""
    there = formats.date_format(moment.astimezone(ZoneInfo(zone)), "j M, H:i")
    return format_html('<time datetime="{}">{} ({})</time>', clock.stamp(moment), there, zone)
