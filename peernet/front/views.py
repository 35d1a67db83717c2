"""The neutral front page, the way out, and what errors look like."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from peernet.accounts.sessions import SessionStore

WRITTEN = ("body", "words", "details", "handover")  # boxes in which people write at length


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return (
        redirect("groups:mine")
        if request.user.is_authenticated
        else render(request, "front/home.html")
    )


@login_not_required
@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and its sockets, lay the cover, go on to a blank page.

    Exempt from the form check: leaving must work from a page that is hours old, and the worst that
    another site can do with it is to sign her out.
    """
    if request.method != "POST":
        return redirect("/")
    try:
        request.session.flush()
    except DatabaseError:  # the row ends by itself; her browser forgets it now (product c1)
        request.session = SessionStore()
    response = redirect("/n/")
    for name in (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    ):
        response.delete_cookie(name, samesite="Lax")
    response.set_cookie(
        settings.COVER_COOKIE_NAME,
        "1",
        max_age=settings.COVER_COOKIE_SECONDS,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_not_required
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    return render(request, "front/blank.html", {"exit_url": settings.EXIT_URL})


@login_not_required
@require_GET
def blank_style(request: HttpRequest) -> HttpResponse:
    """A stylesheet whose answer empties the browser's cache: the back-forward cache with it (F14)."""
    response = HttpResponse("html{background:Canvas}\n", content_type="text/css")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_ICON, content_type="image/svg+xml")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in the language's cookie, and on her account when signed in."""
    chosen = request.POST.get("language", "")
    response = redirect("home")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            secure=settings.SECURE_COOKIES,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
        translation.activate(chosen)
    return response


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's form check failed: usually a page left open while she signed out elsewhere.

    What she typed is shown again, so that nothing is lost.
    """
    given = [request.POST.get(name, "").strip() for name in WRITTEN]
    typed = "\n\n".join(words for words in given if words)
    return render(request, "front/form_too_old.html", {"typed": typed[:4000]}, status=403)


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"front/{status}.html", status=status)


def only_forms(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Reading an address that only takes forms: a reload after a refused one leads here."""
    response = _error(request, 405)
    response["Allow"] = refused.get("Allow", "POST")
    return response


@login_not_required
def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(request, 400)


@login_not_required
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(request, 404)


@login_not_required
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _error(request, 404)  # what is not yours does not exist


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Where the database is what broke, the page is drawn as for a visitor: asking who she is would
    break it again, and the server's own page has neither our policy nor the way out."""
    try:
        return _error(request, 500)
    except DatabaseError:
        request.user = AnonymousUser()
        return _error(request, 500)


_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="12" height="14" x="2" y="1" rx="1.5" fill="#7a8a8c"/>'
    '<path d="M5 5h6M5 8h6M5 11h4" stroke="#fff" stroke-width="1.2"/></svg>'
)
