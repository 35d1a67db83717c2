"""Filtering the directory. Names and values in the address say nothing of what is looked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .entries import SPOKEN, Country, Need, Wanted, language_name


class Filter(forms.Form):
    n = forms.ChoiceField(label=_("For what"), required=False)
    c = forms.ChoiceField(label=_("Where"), required=False)
    l = forms.ChoiceField(label=_("Language"), required=False)  # noqa: E741 (stands in an address)

    def __init__(self, *args: Any, country: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = country
        spoken = [(code, language_name(code)) for code in SPOKEN]
        self._choose("n", _("Anything"), Need.choices)
        self._choose("c", _("Everywhere"), Country.choices, initial=country)
        self._choose("l", _("Any language"), sorted(spoken, key=lambda one: str(one[1])))

    def _choose(self, name: str, nothing: Any, choices: list[Any], initial: str = "") -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]
        self.fields[name].initial = initial

    def wanted(self) -> Wanted:
        """What is not in the lists is as if it had not been chosen."""
        if not self.is_bound:
            return Wanted(country=self.known)
        self.is_valid()
        need = self.cleaned_data.get("n")
        return Wanted(
            int(need) if need else None,
            self.cleaned_data.get("c", ""),
            self.cleaned_data.get("l", ""),
        )
