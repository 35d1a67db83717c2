"""What follows when the second look sees something in this group; a text to try it on."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from groups import access, following, founding, safety
from groups.following import Follow
from groups.models import Group
from peernet.accounts.second_factor import second_factor_first

KINDS = {
    "contact": gettext_lazy("ways to reach somebody elsewhere"),
    "identity": gettext_lazy("real names, places, schools, work"),
    "solicitation": gettext_lazy("moving elsewhere, meeting alone, secrets"),
    "recruitment": gettext_lazy("offers of work, travel, money"),
    "abuse": gettext_lazy("attacks on a person"),
    "crisis": gettext_lazy("wanting to die, hurting oneself"),
    "danger": gettext_lazy("somebody is in danger now"),
}
TRY_MOST_CHARS = 4000


class Following(forms.Form):
    """One choice a kind; for crisis and danger "nothing" is no choice (product h)."""

    def __init__(self, *args: object, group: Group, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for kind, label in KINDS.items():
            urgent = kind in following.URGENT
            choices = [c for c in Follow.choices if not (urgent and c[0] == Follow.NOTHING)]
            self.fields[kind] = forms.ChoiceField(
                label=label, choices=choices, initial=following.follow_of(group, kind)
            )


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
    founding.set_second_look(group.pk, dict(form.cleaned_data), by=appointment.pk)
    return redirect("administration:look", gid)


def _tried(request: HttpRequest, group: Group, text: str) -> HttpResponse:
    found = [
        {
            "kind": KINDS.get(f.kind, f.kind),
            "rule": f.rule,
            "piece": text[f.start : f.end],
            "follows": following.follow_of(group, f.kind).label,
        }
        for f in safety.scan(text)
    ]
    told = "" if found else _("Nothing was seen in it.")
    return _page(request, group, Following(group=group), text=text, found=found, told=told)


def _page(
    request: HttpRequest, group: Group, form: Following, status: int = 200, **more: object
) -> HttpResponse:
    context = {"group": group, "organisation": group.organisation, "form": form, **more}
    return render(request, "administration/look.html", context, status=status)
