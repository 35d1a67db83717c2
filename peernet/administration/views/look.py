"""What follows when the second look sees something in this group; a text to try it on."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from groups import access, following, founding, lexicon
from groups.following import Follow
from groups.models import Group
from groups.safety.advice import ADVICE
from groups.safety.watched import id_in
from peernet.accounts.second_factor import second_factor_first
from peernet.kit import words
from peernet.kit.seen import mark

from .. import queries

TRY_MOST_CHARS = 4000
MOST_COUNTRIES = 12


class Following(forms.Form):
    """One choice a kind; for crisis and danger "nothing" is no choice (product h)."""

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        for kind in following.DEFAULTS:
            urgent = kind in following.URGENT
            choices = [c for c in Follow.choices if not (urgent and c[0] == Follow.NOTHING)]
            self.fields[kind] = forms.ChoiceField(
                label=following.KINDS[kind],
                choices=choices,
                initial=following.follow_of(group, kind),
            )
        self.fields["countries"] = forms.CharField(
            label=gettext_lazy("Countries whose phone numbers are known"),
            help_text=gettext_lazy("Two letters each, as in US MX GT. Numbers with + always are."),
            initial=group.countries,
            required=False,  # left out, it stays as it is
            max_length=80,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def clean_countries(self) -> str:
        given = re.split(r"[\s,;]+", self.cleaned_data["countries"].strip().upper())
        wanted = list(dict.fromkeys(one for one in given if one))
        unknown = [one for one in wanted if one not in phonenumbers.SUPPORTED_REGIONS]
        if unknown:
            raise forms.ValidationError(
                _("No country has these letters: %(letters)s") % {"letters": ", ".join(unknown)}
            )
        if len(wanted) > MOST_COUNTRIES:
            raise forms.ValidationError(_("At most %(most)s countries.") % {"most": MOST_COUNTRIES})
        return " ".join(wanted) or self.group.countries


@require_http_methods(["GET", "POST"])
@second_factor_first
def look(request: HttpRequest, gid: str) -> HttpResponse:
    """POST the choices, or `text` to try: nothing that is tried is kept."""
    appointment, group = access.office_group_of(request.user, gid)
    if request.method == "POST" and "text" in request.POST:
        return _tried(request, group, request.POST["text"][:TRY_MOST_CHARS])
    form = Following(request.POST or None, group=group)
    if request.method == "GET":
        return _page(request, group, form)
    if not form.is_valid():
        return _page(request, group, form, status=422)
    seen, follows = request.POST.get("seen", ""), dict(form.cleaned_data)
    countries = follows.pop("countries")

    def as_seen(row: Group) -> bool:  # asked again under the lock
        return seen in ("", _mark_of(row))

    try:
        founding.set_second_look(group.pk, follows, countries, by=appointment.pk, as_seen=as_seen)
    except founding.ChangedMeanwhile:
        _appointment, now = access.office_group_of(request.user, gid)
        return _page(request, now, form, status=422, changed=_differing(now, follows, countries))
    return redirect("administration:look", gid)


def _mark_of(group: Group) -> str:
    """What the page showed travels with the form: a second editor does not write over the first."""
    return mark(sorted(group.second_look.items()), group.countries)


def _differing(group: Group, typed: dict[str, str], countries: str) -> list[tuple[str, str]]:
    now = {kind: following.follow_of(group, kind) for kind in following.DEFAULTS}
    rows = [(str(following.KINDS[k]), str(now[k].label)) for k in now if now[k] != typed[k]]
    if group.countries != countries:
        rows.append((_("Countries whose phone numbers are known"), group.countries))
    return rows


def _tried(request: HttpRequest, group: Group, text: str) -> HttpResponse:
    """Looked at with everything that a message here would be."""
    text = text.replace("\r\n", "\n")
    words_now = lexicon.of(group)
    findings = words_now.look(text)
    names = access.words_named(id_in(f.rule) for f in findings if f.kind == following.WATCHED)
    found = [
        {
            "kind": following.KINDS[f.kind],
            "word": names.get(id_in(f.rule), ""),
            "rule": following.rule_of(f.rule),
            "piece": text[f.start : f.end],
            "advice": _(ADVICE[f.advice]),
            "follows": following.told(group, f),
        }
        for f in findings
    ]
    more: dict[str, Any] = {
        "found": found,
        "marked": words.pieces(text, [(f.start, f.end) for f in findings]),
        "note": words_now.note_for(findings),
        "told": "" if found else _("Nothing was seen in it."),
    }
    return _page(request, group, Following(group=group), text=text, **more)


def _page(
    request: HttpRequest, group: Group, form: Following, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "group": group,
        "organisation": group.organisation,
        "form": form,
        "seen": _mark_of(group),
        "doubts": queries.doubts(group.organisation_id, group.pk),
        **more,
    }
    return render(request, "administration/look.html", context, status=status)
