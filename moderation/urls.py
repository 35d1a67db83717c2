"""Addresses of the facilitators' desk."""

from __future__ import annotations

from django.urls import path

from .views import case, codes, desk

app_name = "moderation"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("duty/", desk.go, name="duty"),
    path("room/<id:gid>/", desk.room, name="room"),
    path("room/<id:gid>/codes/", codes.codes, name="codes"),
    path("<id:case_id>/", case.case, name="case"),
]
