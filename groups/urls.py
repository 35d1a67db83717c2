"""Addresses of joining and of the room."""

from __future__ import annotations

from django.urls import path

from .views import about, going, joining, messages, returning, rooms, talk

app_name = "groups"
urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/new/", joining.new, name="join-new"),
    path("join/keep/", joining.keep, name="join-keep"),
    path("g/", rooms.mine, name="mine"),
    path("g/<id:gid>/", rooms.room, name="room"),
    path("g/<id:gid>/messages/", rooms.messages, name="messages"),
    path("g/<id:gid>/m/<id:mid>/react/", messages.react, name="react"),
    path("g/<id:gid>/m/<id:mid>/edit/", messages.edit, name="edit"),
    path("g/<id:gid>/m/<id:mid>/take-back/", messages.take_back, name="take-back"),
    path("g/<id:gid>/about/", about.about, name="about"),
    path("g/<id:gid>/talk/", talk.talk, name="talk"),
    path("g/<id:gid>/block/", talk.block, name="block"),
    path("g/<id:gid>/name/", about.name, name="name"),
    path("g/<id:gid>/read/", about.read, name="read"),
    path("g/<id:gid>/card/", rooms.card, name="card"),
    path("g/<id:gid>/return/", returning.ask, name="return"),
    path("g/<id:gid>/return/refuse/", returning.refuse, name="refuse-return"),
    path("g/<id:gid>/snooze/", going.snooze, name="snooze"),
    path("g/<id:gid>/leave/", going.leave, name="leave"),
]
