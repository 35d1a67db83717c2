"""Pictures that the server draws: the QR of an address, bars of a month's numbers."""

from __future__ import annotations

import io
from datetime import date

import segno
from django.utils.html import escape

WIDTH, HEIGHT, GAP = 600, 160, 4


def qr_svg(text: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False)
    return drawn.getvalue()


def bars_svg(title: str, months: list[date], values: list[int | None]) -> str:
    """One bar a month; a hollow one where the number is not shown. The table says the same."""
    most = max([value or 0 for value in values] + [1])
    step = WIDTH / max(len(values), 1)
    bars = "".join(
        _bar(i * step, step - GAP, value, most, month)
        for i, (month, value) in enumerate(zip(months, values, strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>{bars}</svg>"
    )


def _bar(x: float, width: float, value: int | None, most: int, month: date) -> str:
    high = (HEIGHT - 10) * value / most if value is not None else HEIGHT / 8
    look = 'fill="#24777a"' if value is not None else 'fill="none" stroke="#8a8f94"'
    said = f"{month:%Y-%m}: {value if value is not None else '–'}"
    return (
        f'<rect x="{x:.1f}" y="{HEIGHT - high:.1f}" width="{width:.1f}" height="{high:.1f}" {look}>'
        f"<title>{said}</title></rect>"
    )
