"""Forms of joining and of the room. What is typed is checked again by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from peernet.accounts.models import Account

from . import naming
from .joining import APPLICATION_CHARS
from .models import Group

PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
LONGEST = 200


class Code(forms.Form):
    code = forms.CharField(
        label=_("The code you were given"), max_length=LONGEST, widget=forms.TextInput(attrs=PLAIN)
    )
    phrase = forms.CharField(
        label=_("The spoken words that came with it, if there were any"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
    )


class Join(forms.Form):
    """What a new person fills in; fields that do not apply are left out by `for_whom`."""

    password = forms.CharField(
        label=_("A password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "10 characters or more. Three words that only you would put together are good."
        ),
    )
    pseudonym = forms.CharField(
        label=_("Your name in this group"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=_("Not your real name, nor one you use anywhere else. You can change it later."),
    )
    words = forms.CharField(
        label=_("A few words to the facilitators, if you like"),
        required=False,
        max_length=APPLICATION_CHARS,
        widget=forms.Textarea(attrs={**PLAIN, "rows": 3}),
        help_text=_("Up to 300 characters. Only this group's facilitators read them."),
    )
    agree = forms.BooleanField(
        label=_("I have read what this group agreed on, and its age rule, and agree.")
    )

    def __init__(
        self, *args: Any, group: Group | None, account: Account | None, handle: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.handle, self.account = handle, account
        if account is not None:
            del self.fields["password"]
        if group is None:
            for name in ("pseudonym", "words", "agree"):
                del self.fields[name]
        elif group.admission != Group.Admission.ASKED:
            del self.fields["words"]

    def clean_password(self) -> str:
        account = Account()
        account.handle = self.handle  # type: ignore[attr-defined]
        password_validation.validate_password(self.cleaned_data["password"], account)
        return str(self.cleaned_data["password"])

    def clean_pseudonym(self) -> str:
        try:
            return naming.checked(
                self.cleaned_data["pseudonym"], handle=self.handle, account=self.account
            )
        except naming.BadName as no:
            raise forms.ValidationError(str(no)) from None


class Name(forms.Form):
    pseudonym = forms.CharField(
        label=_("Your name in this group"), max_length=LONGEST, widget=forms.TextInput(attrs=PLAIN)
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_pseudonym(self) -> str:
        try:
            return naming.checked(self.cleaned_data["pseudonym"], account=self.account)
        except naming.BadName as no:
            raise forms.ValidationError(str(no)) from None
