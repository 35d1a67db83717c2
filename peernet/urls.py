"""Every address. None names a group, the network or what the place is for."""

from __future__ import annotations

from django.urls import include, path, register_converter

from peernet.front import views as front
from peernet.kit.ids import OpaqueId

register_converter(OpaqueId, "id")

urlpatterns = [
    path("", front.home, name="home"),
    path("leave/", front.leave, name="leave"),
    path("n/", front.blank, name="blank"),
    path("n/a.css", front.blank_style, name="blank-style"),
    path("favicon.ico", front.favicon),
    path("robots.txt", front.robots),
    path("language/", front.language, name="language"),
    path("account/", include("peernet.upkeep.urls")),
    path("account/", include("peernet.accounts.urls")),
    path("places/", include("groups.place_urls")),
    path("", include("moderation.member_urls")),
    path("desk/", include("moderation.urls")),
    path("office/", include("peernet.administration.urls")),
    path("", include("groups.urls")),
]
handler400 = "peernet.front.views.bad_request"
handler403 = "peernet.front.views.forbidden"
handler404 = "peernet.front.views.not_found"
handler500 = "peernet.front.views.broken"
