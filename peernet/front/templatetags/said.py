"""A moment and a wait as people say them; by script a moment stands in the reader's own zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from peernet.kit import clock

register = template.Library()


@register.filter
def said(moment: datetime, zone: str) -> SafeString:
    """`static/js/app.js` puts her own time in its place; nothing about her zone is sent."""
    there = formats.date_format(moment.astimezone(ZoneInfo(zone)), "j M, H:i")
    return format_html('<time datetime="{}">{} ({})</time>', clock.stamp(moment), there, zone)


@register.filter
def how_long(seconds: int) -> str:
    """Minutes, hours or days: nobody counts 86,400 seconds. Rounded up, never too soon."""
    now, unit = clock.now(), 60 if seconds < 86400 else 3600
    return timesince(now, now + timedelta(seconds=-(-seconds // unit) * unit))


@register.filter
def waited(since: datetime) -> str:
    """How long something has waited; nobody says "0 minutes"."""
    now = clock.now()
    return timesince(since, now) if now - since >= timedelta(minutes=1) else _("just now")
