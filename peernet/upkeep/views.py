"""`/account/erase/` and `/account/export/`: everybody's rights over their own data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from peernet.accounts.second_factor import lately
from peernet.upkeep import erasure, export


@require_http_methods(["GET", "POST"])
@lately
def erase(request: HttpRequest) -> HttpResponse:
    """POST `words`: `left` or `taken`. Afterwards she is signed out everywhere."""
    if request.method == "GET":
        return render(request, "upkeep/erase.html")
    wanted = request.POST.get("words", "")
    if wanted not in erasure.Words.values:
        return render(request, "upkeep/erase.html", {"choose": True}, status=422)
    erasure.erase(request.user, erasure.Words(wanted))  # type: ignore[arg-type]
    request.session.flush()
    return redirect("home")


@require_http_methods(["GET", "POST"])
@lately
def own_words(request: HttpRequest) -> HttpResponseBase:
    """GET warns about the device; POST answers the file, once."""
    if request.method == "GET":
        return render(request, "upkeep/export.html")
    pieces = _one_by_one(export.pieces(export.gather(request.user)))  # type: ignore[arg-type]
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{export.FILE_NAME}"'
    return response


async def _one_by_one(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
