"""Forms of the office."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groups import founding, joining
from groups.models import Group, Invite, Seal
from moderation.models import Report
from moderation.reasons import WORDS_MOST_CHARS
from peernet.audit.actions import Action
from peernet.kit import words
from peernet.kit.seen import mark
from peernet.vault.fields import legible

MOST_AT_ONCE = 200
THE_ORGANISATION = "-"  # among the groups that a code may be for
ZONES = sorted(available_timezones() - {"localtime", "Factory"})


class LongSelect(forms.Select):
    """Django draws a template for each option: hundreds of them would take a second."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((k, mark_safe(" selected") if k == chosen else "", v) for k, v in self.choices),
        )
        drawn = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", drawn, options)


class GroupTexts(forms.Form):
    """A group's texts and rules. `seen` carries what the page showed, so that a second editor is
    told what changed meanwhile instead of writing over it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    about = forms.CharField(
        label=_("What it is for, in a few words"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    must_pass_on = forms.CharField(
        label=_("Who reads, what must be passed on and to whom"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody reads this before joining. Have your counsel read it first."),
    )  # fmt: skip
    agreement = forms.CharField(
        label=_("What the group agreed on"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("When you change it, everybody is shown it again."),
    )  # fmt: skip
    age_rule = forms.CharField(label=_("Age rule"), max_length=500)
    admission = forms.ChoiceField(
        label=_("Admission"),
        choices=Group.Admission.choices,
        help_text=_("Asked: a facilitator reads each request and decides."),
    )
    newcomer_messages = forms.IntegerField(
        label=_("First messages of a newcomer that a facilitator reads first"),
        min_value=0,
        max_value=10,
    )
    retention_days = forms.IntegerField(
        label=_("Days until words are destroyed"), min_value=1, max_value=365,
        help_text=_("Fewer days destroy what is older within the hour."),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("How the room is"), choices=Group.Mode.choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in ZONES], widget=LongSelect
    )
    rests = forms.BooleanField(
        label=_("The room rests when nobody facilitates: what is sent waits"), required=False
    )
    earlier_history = forms.BooleanField(
        label=_("Newcomers may read what was said before they came"), required=False
    )

    def clean_name(self) -> str:
        return words.one_line(self.cleaned_data["name"])

    def edit(self) -> founding.Edit:
        tidy: dict[str, Any] = {
            name: words.tidy(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        return founding.Edit(**tidy)

    def seen(self) -> str:
        return ".".join(self._marks().values())

    def changed_since(self, seen: str) -> list[str]:
        """The labels of what somebody else changed since the page was drawn."""
        marks = self._marks()
        then = dict(zip(marks, seen.split("."), strict=False))
        return [
            str(self.fields[name].label) for name, mark in marks.items() if then.get(name) != mark
        ]

    def _marks(self) -> dict[str, str]:
        return {name: mark(name, self.initial.get(name, "")) for name in self.fields}


def initial_of(group: Group) -> dict[str, Any]:
    newest = group.agreements.order_by("-version").first()
    names = [name for name in GroupTexts.base_fields if name != "agreement"]
    return {**{name: getattr(group, name) for name in names}, "agreement": newest.text if newest else ""}  # fmt: skip


def initial_of_new(must_pass_on: str) -> dict[str, Any]:
    return {
        "must_pass_on": must_pass_on,
        "agreement": founding.default_agreement(),
        "age_rule": founding.default_age_rule(),
        "admission": Group.Admission.ASKED,
        "newcomer_messages": 3,
        "retention_days": 30,
        "rests": True,
        "mode": Group.Mode.OPEN,
        "time_zone": "UTC",
    }


class Issue(forms.Form):
    group = forms.ChoiceField(label=_("For"), widget=LongSelect)
    role = forms.ChoiceField(
        label=_("Who comes by it"),
        choices=[("member", _("a member")), ("facilitator", _("a facilitator")),
                 ("administrator", _("an administrator"))],
    )  # fmt: skip
    count = forms.IntegerField(label=_("How many codes"), initial=1)
    uses = forms.IntegerField(label=_("Uses of each code"), initial=1, min_value=1, max_value=1000)
    days = forms.IntegerField(label=_("Days until it ends"), initial=7, min_value=1, max_value=365)
    phrase = forms.CharField(
        label=_("Spoken words that go with it, if you like"), max_length=joining.PHRASE_CHARS, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("They are not printed: say them to the person."),
    )  # fmt: skip
    label = forms.CharField(
        label=_("A label only this office sees"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("No names of people."),
    )  # fmt: skip

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(group.pk, legible(group, "name")) for group in groups if not group.archived_at]
        several = [("", _("Choose"))] if len(named) > 1 else []
        choices = [*several, *named, (THE_ORGANISATION, _("the organisation"))]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]
        self.fields["group"].required = False  # said in `clean`, in words that fit
        # What stands there first goes together: her one group, or one to choose, for a member.
        self.fields["group"].initial = choices[0][0]
        self.fields["role"].initial = "member" if named else "administrator"

    def clean_count(self) -> int:
        count = int(self.cleaned_data["count"])
        if not 1 <= count <= MOST_AT_ONCE:
            raise forms.ValidationError(
                _now("At most %(most)s codes at once, and at least one.") % {"most": MOST_AT_ONCE}
            )
        return count

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "role" not in given or "group" not in given:
            return given
        administers = given["role"] == Invite.Role.ADMINISTRATOR
        group = "" if given["group"] == THE_ORGANISATION else given["group"]
        if administers and group:
            self.add_error(
                "group", _now("An administrator's code is for the organisation: choose that.")
            )
        elif not administers and not group:
            self.add_error("group", _now("Choose the group that this person joins."))
        return {**given, "group": group}


class AskSeal(forms.Form):
    kind = forms.ChoiceField(label=_("What is to be opened"), choices=Seal.Kind.choices)
    subject = forms.RegexField(
        label=_("Its id"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9_-]{9,21}$",
        help_text=_("A facilitator finds it in the case; an invite's stands in the list."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideReport(forms.Form):
    outcome = forms.TypedChoiceField(
        label=_("What came of it"),
        choices=[("", _("Choose")), (Report.Outcome.ACTED.value, _("Something was done")),
                 (Report.Outcome.NOTHING.value, _("It stays as it is"))],
        coerce=Report.Outcome,
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why"), max_length=WORDS_MOST_CHARS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept with what was done, for administrators. No names of people."),
    )  # fmt: skip


class Filter(forms.Form):
    action = forms.ChoiceField(label=_("What"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("everything")), *Action.choices]  # type: ignore[attr-defined]
