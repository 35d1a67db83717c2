"""Draws a member's words: escaped first, then a few marks, then bleach as a second wall."""

from __future__ import annotations

import re

import bleach
from django.utils.html import escape

TAGS = frozenset({"p", "br", "em", "strong", "ul", "li", "blockquote"})

# Each mark opens and closes beside a letter, within one line, and never nests in itself: linear.
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,500}?)(?<=\S)\*\*")
_EM = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,500}?)(?<=\S)\*(?![\w*])")
_cleaner = bleach.Cleaner(tags=TAGS, attributes={}, protocols=[], strip=False, strip_comments=True)


def draw(words: str) -> str:
    """HTML of the words: `p br em strong ul li blockquote`, no attributes, nothing else."""
    html = "".join(_block(kind, lines) for kind, lines in _blocks(words))
    # Words without any of these cannot have made a tag or an entity of their own; the wall
    # (slow, and no longer maintained: see the README) looks at all others.
    return _cleaner.clean(html) if any(mark in words for mark in "<>&\"'") else html


def draw_facts(words: str) -> str:
    """A title and facts ("label: value", a line each), escaped: no marks, no links."""
    title, *lines = words.split("\n")
    facts = [line.partition(": ")[::2] for line in lines]
    drawn = "".join(f"<dt>{escape(label)}</dt><dd>{escape(fact)}</dd>" for label, fact in facts)
    return f'<div class="facts"><b>{escape(title)}</b><dl class="kv tall">{drawn}</dl></div>'


def _blocks(words: str) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in words.split("\n"):
        kind, rest = _kind(line)
        if blocks and blocks[-1][0] == kind and kind != "gap":
            blocks[-1][1].append(rest)
        else:
            blocks.append((kind, [rest]))
    return [block for block in blocks if block[0] != "gap"]


def _kind(line: str) -> tuple[str, str]:
    bare = line.strip()
    if not bare:
        return "gap", ""
    if bare.startswith("> "):
        return "blockquote", bare[2:]
    if bare.startswith(("- ", "* ")):
        return "ul", bare[2:]
    return "p", line.rstrip()


def _block(kind: str, lines: list[str]) -> str:
    drawn = [_line(line) for line in lines]
    if kind == "ul":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in drawn) + "</ul>"
    return f"<{kind}>" + "<br>".join(drawn) + f"</{kind}>"


def _line(line: str) -> str:
    html = str(escape(line))
    if "*" not in html:
        return html
    return _EM.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html))
