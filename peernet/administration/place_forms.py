"""Forms of the directory in the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peernet.kit import words
from peernet.support.directory import Facts
from peernet.support.entries import BY_INTERPRETER, SPOKEN, Card, Country, Need, Trace
from peernet.support.entries import language_name as _name

_LONG = forms.Textarea(attrs={"rows": 3})
_PLACES = [("", _("everywhere")), *Country.choices]


class ResourceFacts(forms.Form):
    """One entry. Only facts that were read or asked for; what is not known stays empty."""

    name = forms.CharField(label=_("Name"), max_length=120)
    offers = forms.CharField(
        label=_("What it offers"), max_length=600, required=False, widget=_LONG
    )
    needs = forms.TypedMultipleChoiceField(
        label=_("For what"), choices=Need.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    card = forms.ChoiceField(
        label=_("Is it a help line?"), choices=Card.choices, required=False,
        help_text=_("Help lines stand on the card that somebody in a crisis is shown."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), choices=_PLACES, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    speaks = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reach = forms.CharField(
        label=_("How to reach it"), max_length=400, widget=_LONG,
        help_text=_("Number, text, chat or address, as plain words. It never becomes a link."),
    )  # fmt: skip
    hours = forms.CharField(label=_("Hours"), max_length=300, required=False)
    cost = forms.CharField(label=_("Cost"), max_length=200, required=False)
    reports = forms.CharField(
        label=_("What it must or may pass on"), max_length=600, required=False, widget=_LONG,
        help_text=_("Left empty, the page says that it is not known and to ask."),
    )  # fmt: skip
    trace = forms.ChoiceField(
        label=_("Does calling leave a trace?"), choices=Trace.choices, initial=Trace.UNKNOWN
    )
    source = forms.CharField(
        label=_("Where you read or asked it"), max_length=300,
        help_text=_("No names of people."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(code, _name(code)) for code in (*SPOKEN, BY_INTERPRETER)]
        self.fields["speaks"].choices = spoken  # type: ignore[attr-defined]

    def facts(self) -> Facts:
        tidy: dict[str, Any] = {
            name: words.tidy(value).strip() if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }
        return Facts(**tidy)


class OwnLines(forms.Form):
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", _("not said")), *Country.choices], required=False,
        help_text=_("The help card shows the lines of this country."),
    )  # fmt: skip
    own_lines = forms.CharField(
        label=_("Your own line and its hours"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Shown on the help card, and wherever no line of a country is known."),
    )  # fmt: skip

    def clean_own_lines(self) -> str:
        return words.tidy(self.cleaned_data["own_lines"]).strip()
