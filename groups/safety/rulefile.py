"""A rule file as it was parsed, which knows the line of whatever is wrong in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LINE = re.compile(r"at line (\d+)")


class RuleError(Exception):
    """A rule file cannot be used; the words name the file and the line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a rule file: the whole of it, a class of words, a rule, a frame."""

    path: Path
    lines: tuple[str, ...]
    content: dict[str, Any]
    first: int = 0  # its own first line, counted from 0
    name: str = ""  # what the errors call it

    def error(self, why: str, near: str = "") -> RuleError:
        """A refusal at the first line from here on that holds `near`, else at the table's first."""
        tail = enumerate(self.lines[self.first :], self.first)
        line = next((n for n, text in tail if near and near in text), self.first)
        named = f"{self.name}: {why}" if self.name else why
        return RuleError(f"{self.path.name}, line {line + 1}: {named}")

    def only(self, keys: Collection[str]) -> None:
        """Refuse the first key that is none of these: a slip of the pen must not go unheard."""
        for key in self.content:
            if key not in keys:
                raise self.error(f"{key!r} is not known here; known: {', '.join(keys)}", key)

    def text(self, key: str, otherwise: str | None = None) -> str:
        value = self.content.get(key, otherwise)
        if isinstance(value, str):
            return value
        raise self.error(f"{key} must be a text", key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = self.content.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.error(f"{key} must be a list of texts", key)

    def number(self, key: str) -> int:
        """A whole number, 0 where there is none."""
        value = self.content.get(key, 0)
        if type(value) is int and value >= 0:
            return value
        raise self.error(f"{key} must be a number", key)

    def table(self, key: str) -> Part:
        """The table `[key]`, empty where there is none."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(f"{key} must be a table, [{key}]", key)
        return Part(self.path, self.lines, value, self._line_of(f"[{key}]"))

    def tables(self, key: str) -> list[Part]:
        """The tables `[[key]]`, at least one; each knows its own line."""
        value = self.content.get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(f"there must be tables [[{key}]]", key)
        if not value:
            raise self.error(f"there is no [[{key}]]", key)
        starts = [n for n, text in enumerate(self.lines) if text.strip() == f"[[{key}]]"]
        if len(starts) != len(value):  # written in another way that TOML knows
            starts = [self.first] * len(value)
        pairs = zip(value, starts, strict=True)
        return [Part(self.path, self.lines, item, start) for item, start in pairs]

    def called(self, key: str) -> Part:
        """The same table, named in errors by what stands at `key`."""
        return Part(self.path, self.lines, self.content, self.first, self.text(key))

    def _line_of(self, heading: str) -> int:
        return next((n for n, text in enumerate(self.lines) if text.strip() == heading), self.first)


def read_file(path: Path) -> Part:
    """A whole file; RuleError where it cannot be opened, is no UTF-8 or no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
        return Part(path, tuple(text.splitlines()), tomllib.loads(text))
    except OSError as no:
        raise RuleError(f"{path.name}, line 1: cannot be opened") from no
    except UnicodeDecodeError as no:
        raise RuleError(f"{path.name}, line 1: is not UTF-8") from no
    except tomllib.TOMLDecodeError as no:
        line = _LINE.search(str(no))
        raise RuleError(f"{path.name}, line {line[1] if line else 1}: {no}") from no
