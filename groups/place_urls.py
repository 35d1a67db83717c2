"""Addresses of the directory. Nothing in them says what it is for."""

from __future__ import annotations

from django.urls import path

from .views import places

app_name = "places"
urlpatterns = [
    path("", places.places, name="places"),
    path("saved/", places.saved, name="saved"),
    path("<id:eid>/", places.entry, name="entry"),
    path("<id:eid>/save/", places.save, name="save"),
    path("<id:eid>/room/", places.room, name="room"),
]
