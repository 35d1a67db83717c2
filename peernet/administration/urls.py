"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "administration"
urlpatterns = [path("", views.office, name="office")]
