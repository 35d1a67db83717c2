"""A model field that holds text in memory as a sealed token and opens it when read."""

from __future__ import annotations

import logging
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from . import keys

log = logging.getLogger("peernet.vault")


class SealedText(models.BinaryField):
    """Reads and writes `str`, stores bytes sealed under `row.sealed_under()` and bound to the row.

    The row's id, and whatever `sealed_under` reads, must be set before the text is. Empty text is
    stored as an empty value. Reading raises `keys.CannotOpen`; nothing is ever shown unopened.
    Where one row must not break the page of all, `legible` reads it.
    """

    # For django-stubs: what one sets and what one gets.
    _pyi_private_set_type: str | bytes  # type: ignore[assignment]
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Sealed(self, name))

    def get_default(self) -> bytes:
        return b""

    @property
    def get_placeholder(self) -> Any:
        """None of its own, unlike BinaryField's (which is for MySQL): a field that has one keeps
        PostgreSQL from inserting many rows as arrays (bench/README.md)."""
        raise AttributeError("get_placeholder")

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        return bytes(model_instance.__dict__.get(self.attname) or b"")

    def value_to_string(self, obj: models.Model) -> str:
        return bytes(obj.__dict__.get(self.attname) or b"").hex()


class _Sealed:
    def __init__(self, field: SealedText, name: str) -> None:
        self.field = field
        self.name = name

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        if self.name not in row.__dict__:
            row.refresh_from_db(fields=[self.name])
        token = row.__dict__[self.name]
        try:
            return keys.unseal(row.sealed_under(), self._place(row), token) if token else ""
        except keys.CannotOpen:
            log.warning("A sealed %s.%s does not open.", row._meta.db_table, self.name)
            raise

    def __set__(self, row: Any, value: Any) -> None:
        if isinstance(value, str):
            value = keys.seal(row.sealed_under(), self._place(row), value) if value else b""
        row.__dict__[self.name] = value

    def _place(self, row: Any) -> str:
        return f"{row._meta.db_table}.{self.name}|{row.pk}"


def legible(row: models.Model, name: str) -> str:
    """What a page may say of a sealed text that others' pages depend on: the text, or that it
    cannot be shown. Never to be stored again."""
    try:
        return str(getattr(row, name))
    except keys.CannotOpen:
        return _("This cannot be shown.")
