"""Addresses of a member's side: report, what she was told."""

from __future__ import annotations

from django.urls import path

from .views import appeal, reporting

urlpatterns = [
    path("g/<id:gid>/m/<id:mid>/report/", reporting.message, name="report"),
    path("g/<id:gid>/p/<id:member_id>/report/", reporting.person, name="report-person"),
    path("account/notices/", appeal.mine, name="notices"),
]
