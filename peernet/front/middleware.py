"""One policy on every answer, and the cover that lies over the place for two hours after an exit."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .views import only_forms

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types peernet"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), usb=(), screen-wake-lock=()"
    ),
}
# The only addresses that answer while the cover lies over the place (contract 3, `/n/`).
DOORS = {
    "/",
    "/account/login/",
    "/account/2fa/authenticate/",
    "/account/recover/",
    "/leave/",
    "/n/",
    "/n/a.css",
    "/favicon.ico",
    "/robots.txt",
    "/healthz",
    "/readyz",
}


def under_policy(response: HttpResponse, *, static: bool = False) -> HttpResponse:
    """The contract's headers; nothing of ours is stored by a browser but static files."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not static:
        response.headers["Cache-Control"] = "no-store"
    return response


class Policy:
    """Outermost: health for the proxy, headers on every answer, 303 wherever something redirects."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before the Host header is looked at: a proxy asks by address.
        if request.path == "/healthz":
            response = HttpResponse("ok", content_type="text/plain")
        elif request.path == "/readyz":
            response = ready()
        else:
            response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response = only_forms(request, response)  # no way out on an empty page
        if response.status_code == 302:
            response.status_code = 303
        served = request.path.startswith(settings.STATIC_URL) and response.status_code in (200, 304)
        self._plain_cookies_for_onions(request, response)
        return under_policy(response, static=served)

    def _plain_cookies_for_onions(self, request: HttpRequest, response: HttpResponse) -> None:
        """An http:// origin that was named as public (an onion) cannot keep Secure cookies."""
        host = request.META.get("HTTP_HOST", "").lower()
        if settings.SECURE_COOKIES and f"http://{host}" in settings.ORIGINS:
            for cookie in response.cookies.values():
                cookie["secure"] = ""


def ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok" if _redis_answers() else "ok, redis away", content_type="text/plain")


def _redis_answers() -> bool:
    from peernet.kit import bus

    return not settings.REDIS_URL or bus.answers()


class Cover:
    """After an exit every address but the doors leads to the neutral site, until she signs in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        covered = request.COOKIES.get(settings.COVER_COOKIE_NAME) == "1"
        if covered and request.path not in DOORS and not request.path.startswith("/join/"):
            return HttpResponseRedirect("/n/")
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if request.path == "/leave/":
            return response
        if covered and user is not None and user.is_authenticated:
            response.delete_cookie(settings.COVER_COOKIE_NAME, samesite="Lax")
        return response
