"""Forms about the account itself."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from .covers import COVERS
from .models import Account

LONGEST = 200  # of any one-line field: a phrase or a password never needs more


class SignIn(LoginForm):
    """allauth's own, with labels of ours and without "remember me"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Sign-in name"), _("Password")
        login.max_length = password.max_length = LONGEST
        password.help_text = ""
        for field, hint in ((login, "username"), (password, "current-password")):
            field.widget.attrs = {
                "autocomplete": hint,
                "autocapitalize": "none",
                "spellcheck": "false",
            }


class Recover(forms.Form):
    handle = forms.CharField(label=_("Sign-in name"), max_length=LONGEST)
    phrase = forms.CharField(label=_("Your six words"), max_length=LONGEST)
    password = forms.CharField(
        label=_("A new password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10 characters or more."),
        strip=False,
    )

    def clean_password(self) -> str:
        account = Account()
        account.handle = self.cleaned_data.get("handle", "")  # type: ignore[attr-defined]
        password_validation.validate_password(self.cleaned_data["password"], account)
        return str(self.cleaned_data["password"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("handle", "phrase"):
            self.fields[name].widget.attrs = {"autocomplete": "off", "spellcheck": "false"}


class Settings(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    cover = forms.ChoiceField(
        label=_("What the browser's tab shows"),
        choices=[(cover.key, cover.title) for cover in COVERS.values()],
        required=False,
    )
    idle_minutes = forms.TypedChoiceField(
        label=_("Sign me out when I do nothing for"),
        choices=[(30, _("30 minutes")), (10, _("10 minutes"))],
        coerce=int,
    )

    class Meta:
        model = Account
        fields = ["language", "cover", "text_size", "idle_minutes", "enter_sends"]
        labels = {
            "text_size": _("Size of the text"),
            "enter_sends": _("On a keyboard, Enter sends (Shift and Enter makes a new line)"),
        }
