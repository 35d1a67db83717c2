"""Addresses of what helps."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "support"
urlpatterns = [path("", views.places, name="places")]
