"""What everybody may do with their own data, mounted under /account/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "upkeep"
urlpatterns = [
    path("erase/", views.erase, name="erase"),
    path("export/", views.own_words, name="export"),
]
