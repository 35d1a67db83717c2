"""`IN` for many values: on PostgreSQL they are one array.

However many there are, the statement stays the same, so that it is planned once and then only
carried out (psycopg prepares no statement of many parameters).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F
from django.db.models.lookups import In


class _OneOf(In):
    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        field = self.lhs.output_field
        values = [field.get_db_prep_value(value, connection, True) for value in self.rhs]
        return f"{column} = ANY(%s)", [*params, values]


def one_of(field: str, values: Collection[Any]) -> Any:
    """A condition for `filter`: this field has one of these values (none: nothing matches)."""
    return _OneOf(F(field), list(values))
