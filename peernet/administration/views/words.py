"""Words that a group or an organisation watches: add, change, take out, put back, import, export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from groups import access, wording
from groups.models import WatchedWord
from groups.safety import tables
from groups.safety.watched import LONGEST, NOTE_LONGEST, BadRows, RefusedWord
from groups.safety.watched import WatchedWord as Word
from groups.wording import ChangedMeanwhile, Keeper, Scope
from peernet.accounts.second_factor import second_factor_first

from .. import queries
from ..files import TooLarge, reads_a_file, text_of

PAGE = 100
MOST_BYTES = 256 * 1024
TAKEN_OUT_SHOWN = 20
_NONE_TICKED = gettext_lazy("Tick the words first.")


class NewWord(forms.Form):
    word = forms.CharField(
        label=gettext_lazy("Word"), max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("* stands for any letters in one word: river* finds riverside too."),
    )  # fmt: skip
    follows = forms.ChoiceField(
        label=gettext_lazy("What happens"), choices=WatchedWord.Follows.choices
    )
    note = forms.CharField(
        label=gettext_lazy("For a fold: what the note says"), max_length=NOTE_LONGEST,
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class NewFollows(forms.Form):
    follows = forms.ChoiceField(
        label=gettext_lazy("From now on"), choices=WatchedWord.Follows.choices
    )
    note = NewWord.base_fields["note"]


@dataclass(frozen=True)
class Desk:
    """Whose words, and what the page about them shows besides."""

    keeper: Keeper
    context: dict[str, Any]
    more: dict[str, Any] = field(default_factory=dict)

    def page(self, request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
        rows = list(access.watched_words(self.keeper.owner))
        standing = sorted((r for r in rows if not r.removed_at), key=lambda r: r.word.casefold())
        out = sorted((r for r in rows if r.removed_at), key=lambda r: str(r.removed_at))
        page = Paginator(standing, PAGE).get_page(request.GET.get("page", "1"))
        context = {
            **self.context,
            "form": NewWord(),
            "changing": NewFollows(prefix="new"),
            "page": page,
            "rows": [{"row": row, "mark": wording.mark_of(row)} for row in page],
            "n": len(standing),
            "taken_out": out[: -TAKEN_OUT_SHOWN - 1 : -1],
            **more,
        }
        return render(request, "administration/words.html", context, status=status)


@reads_a_file
@require_http_methods(["GET", "POST"])
@second_factor_first
def of_group(request: HttpRequest, gid: str) -> HttpResponse:
    appointment, group = access.office_group_of(request.user, gid)
    if request.method == "POST" and group.archived_at:
        raise access.NotYours
    keeper = Keeper(Scope.GROUP, group.organisation_id, group.pk, appointment.pk)
    context = {"group": group, "organisation": group.organisation}
    return _answer(request, Desk(keeper, context))


@reads_a_file
@require_http_methods(["GET", "POST"])
@second_factor_first
def of_organisation(request: HttpRequest, oid: str) -> HttpResponse:
    appointment = access.appointment_of(request.user, oid)
    keeper = Keeper(Scope.ORGANISATION, oid, None, appointment.pk)
    context = {"organisation": appointment.organisation, "doubts": queries.doubts(oid)}
    return _answer(request, Desk(keeper, context))


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "GET":
        return desk.page(request)
    do = DOES.get(request.POST.get("do", ""))
    try:
        answer = do(request, desk) if do else desk.page(request, 422)
    except ChangedMeanwhile:
        now = _("Somebody else changed some of these words meanwhile. This is how they stand now.")
        return desk.page(request, 422, no=now)
    except RefusedWord as no:
        return desk.page(request, 422, no=told(no))
    return answer or redirect(request.get_full_path())


def told(no: RefusedWord) -> str:
    """Why a word was refused, in the reader's language."""
    return _(no.sentence) % no.values if no.values else _(no.sentence)


def _add(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    form = NewWord(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        word = Word(given["word"], given["follows"], str(desk.keeper.scope), given["note"])
        try:
            wording.add(desk.keeper, [(1, word)])
        except BadRows as no:
            form.add_error(
                "note" if given["note"] and "note" in str(no) else "word", told(no.rows[0][1])
            )
        else:
            return None
    return desk.page(request, 422, form=form)


def _change(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    form = NewFollows(request.POST, prefix="new")
    ticked = request.POST.getlist("word")
    if not ticked:
        return desk.page(request, 422, changing=form, no=_NONE_TICKED)
    if form.is_valid():
        follows, note = form.cleaned_data["follows"], form.cleaned_data["note"]
        wording.change(desk.keeper, ticked, follows, note)
        return None
    return desk.page(request, 422, changing=form, ticked=ticked)


def _take_out(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    ticked = request.POST.getlist("word")
    if not ticked:
        return desk.page(request, 422, no=_NONE_TICKED)
    wording.take_out(desk.keeper, ticked)
    return None


def _put_back(request: HttpRequest, desk: Desk) -> None:
    wording.put_back(desk.keeper, request.POST.get("word", ""))


def _import(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    """A file, or what was pasted; a table with one bad row is not taken, and stays in the box."""
    try:
        table = text_of(request, "file", MOST_BYTES) or request.POST.get("table", "")
    except TooLarge:
        return desk.page(request, 422, no_table=_("This file is too large for a list of words."))
    if not table.strip():
        return desk.page(request, 422, no_table=_("Choose a file or paste a table."))
    try:
        wording.add(desk.keeper, *tables.sorted_out(table, str(desk.keeper.scope)))
    except BadRows as no:
        bad = [(number, told(why)) for number, why in no.rows]
        return desk.page(request, 422, table=table, bad=bad)
    return None


def _export(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows = access.watched_words(desk.keeper.owner).filter(removed_at=None)
    words = [Word(row.word, row.follows, str(desk.keeper.scope), row.note) for row in rows]
    table = "\ufeff" + tables.export_csv(words)  # so that spreadsheets read it as UTF-8
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="words.csv"'
    return answer


DOES: dict[str, Callable[[HttpRequest, Desk], HttpResponse | None]] = {
    "add": _add,
    "change": _change,
    "take_out": _take_out,
    "put_back": _put_back,
    "import": _import,
    "export": _export,
}
