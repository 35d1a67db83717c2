"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from .views import (
    groups,
    invites,
    look,
    organisation,
    places,
    records,
    reports,
    returns,
    seals,
    words,
)

app_name = "administration"
urlpatterns = [
    path("", organisation.office, name="office"),
    path("a.svg", invites.address_picture, name="address-picture"),
    path("seals/", seals.seals, name="seals"),
    path("seals/<id:sid>/agree/", seals.agree, name="agree"),
    path("seals/<id:sid>/open/", seals.open_up, name="open"),
    path("g/<id:gid>/", groups.group, name="group"),
    path("g/<id:gid>/look/", look.look, name="look"),
    path("g/<id:gid>/words/", words.of_group, name="group-words"),
    path("g/<id:gid>/who/", groups.facilitators, name="facilitators"),
    path("g/<id:gid>/archive/", groups.archive, name="archive"),
    path("<id:oid>/", organisation.organisation, name="organisation"),
    path("<id:oid>/who/", organisation.administrators, name="administrators"),
    path("<id:oid>/words/", words.of_organisation, name="words"),
    path("<id:oid>/new/", groups.new, name="group-new"),
    path("<id:oid>/invites/", invites.invites, name="invites"),
    path("<id:oid>/invites/new/", invites.issue, name="issue"),
    path("<id:oid>/invites/revoke/", invites.revoke, name="revoke"),
    path("<id:oid>/invites/wrong-hands/", invites.wrong_hands, name="wrong-hands"),
    path("<id:oid>/returns/", returns.returns, name="returns"),
    path("<id:oid>/reports/", reports.reports, name="reports"),
    path("<id:oid>/reports/<id:rid>/", reports.report, name="report"),
    path("<id:oid>/places/", places.places, name="places"),
    path("<id:oid>/places/new/", places.new, name="place-new"),
    path("<id:oid>/places/own/", places.own, name="own-lines"),
    path("<id:oid>/places/<id:eid>/", places.place, name="place"),
    path("<id:oid>/places/<id:eid>/correct/", places.new, name="place-correct"),
    path("<id:oid>/places/<id:eid>/hide/", places.hide, name="place-hide"),
    path("<id:oid>/places/<id:eid>/checked/", places.checked, name="place-checked"),
    path("<id:oid>/places/<id:eid>/remove/", places.remove, name="place-remove"),
    path("<id:oid>/audit/", records.audit, name="audit"),
    path("<id:oid>/numbers/", records.numbers, name="numbers"),
    path("<id:oid>/numbers.csv", records.numbers_csv, name="numbers-csv"),
    path("<id:oid>/numbers/<slug:kind>.svg", records.numbers_picture, name="numbers-picture"),
]
