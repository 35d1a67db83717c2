"""`/places/`: help lines and resources, after sign-in only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .lines import LINES

COUNTRIES = ("US", "CA", "UK")


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """All lines, or those of one country; no script is needed to filter."""
    country = request.GET.get("country", "")
    country = country if country in COUNTRIES else ""
    lines = [line for line in LINES if not country or country in line.country]
    context = {"lines": lines, "country": country, "countries": COUNTRIES}
    return render(request, "support/places.html", context)
