"""Ways to reach somebody elsewhere: telephones, e-mail, links and handles, also in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from . import accounts, handles, phones, streets
from .numbers import WRITTEN_NUMBERS
from .phones import Found
from .words import Words

_MOST_CHUNKS = 64
_LONGEST_NAME = 64
_CHUNK = re.compile(r"[^\s<>\"(){}\[\],;]+")
_STRONG_ENDINGS = frozenset(
    "com net org edu gov info biz io app gg xyz online site chat dev link club shop page live "
    "group example ly uk mx ar cl co pe ve br fr ru cn eu tv cc ws ee mil int".split()
)
# Endings that are also words: a dot before them is more often a full stop without a space.
_WEAK_ENDINGS = frozenset(
    "me to us it is in at be am no my so do by es de la se si tu mi id ms st fm gl im ai ca "
    "art one fun top work life love world space bio media social network zone today tech cash pay ink "
    "cam video fans blog wiki cafe studio company".split()
)
_ENDINGS = _STRONG_ENDINGS | _WEAK_ENDINGS
_SHORTENERS = frozenset(
    "wa.me t.me fb.me m.me bit.ly ig.me youtu.be snap.me cash.me te.me whatsapp.me".split()
)
_SAFE_HOSTS = frozenset({"humantraffickinghotline.org"})
_PROVIDERS = frozenset(
    "gmail gmial gmal hotmail outlook yahoo icloud proton protonmail aol gmx live msn tutanota "
    "jotmail homail yopmail zoho fastmail".split()
)
_BARE_MAIL = re.compile(rf"[\w+-]{{2,64}}@(?:{'|'.join(sorted(_PROVIDERS))})\b(?!\.\w)")
# nandini22@okbank, daisy.chain@: no host, yet a name at somewhere; never amig@s.
_HALF_MAIL = re.compile(
    r"(?<![\w.@])(?:[a-z0-9._+-]{3,64}@[a-z]{4,20}(?![\w.@])"
    r"|(?=[a-z._-]{0,40}[0-9._-])[a-z0-9._-]{6,64}@(?!\w))"
)
_AT = frozenset({"at", "arroba", "aroba", "arrova", "arba"})
_DOT = frozenset({"dot", "punto", "pto", "d0t", "puntocom", "dotcom", "point"})
_SAYING = _PROVIDERS | _DOT
_LOOKING = frozenset("look looks looking looked mira mirar stare checked checking".split())
_DISGUISED = re.compile(
    r"(?<=[a-z0-9 ])[\[({] ?(?:\.|dot|punto) ?[\])}] ?[a-z]{2,12}"  # chat[.]example
    r"|(?<!\w)(?:hxxps?|https?) ?: ?/ ?/"
    r"|(?<!\w)(?:wa|t|fb|m|ig|bit) ?\. ?(?:me|ly) ?/"
    r"|[\[({] ?(?:at?|arroba) ?[\])}] ?[a-z0-9-]{2,30} ?[\[({] ?(?:d|\.|dot|punto) ?[\])}]"
)
# q u i e t @ e x a m p l e . c o m, q u i e t . c o m
_MAIL_APART = re.compile(r"(?<![\w.@-])(?:[a-z0-9] ){2,40}+@(?: [a-z0-9.-]){3,40}+")
_LINK_APART = re.compile(
    rf"(?<![\w.@-])(?:[a-z0-9] ){{3,40}}+\. (?:{'|'.join(map(' '.join, sorted(_STRONG_ENDINGS)))})(?!\w)"
)
_POST_BOX = re.compile(
    r"(?<!\w)(?:p ?\.? ?o ?\.? ?box|apartado(?: postal)?|casilla(?: postal)?) ?(?:no\.? ?)?#?"
    rf"(?:\d{{1,6}}|(?:{'|'.join(sorted(WRITTEN_NUMBERS | {'one', 'uno'}, key=len, reverse=True))})\b)"
)
_BEING = frozenset("was were is am are be been work works worked working job hired".split())
_SPACED_LINK = re.compile(
    r"(?<![\w.@])[a-z0-9-]{2,40} \. ?(?:com|net|org|info|io|app|gg|xyz|co|me|link|site|example)(?!\w)"
)
# With each shape something that every text of it holds: looking for that is cheap.
_SHAPES = (
    ("contact-mail", "contact", ("@",), _BARE_MAIL),
    ("contact-mail", "contact", ("@",), _HALF_MAIL),
    ("contact-mail", "contact", (" @ ",), _MAIL_APART),
    ("contact-link", "contact-link", (" . ",), _LINK_APART),
    ("contact-link", "contact-link", ("[", "(", "{", "/"), _DISGUISED),
    ("contact-link", "contact-link", (" .",), _SPACED_LINK),
    ("contact-address", "contact-address", ("box", "apartado", "casilla"), _POST_BOX),
)


def find(words: Words, countries: Sequence[str]) -> list[Found]:
    """Everything in a text that reaches outside, and numbers of a person's papers."""
    text = words.reading.text
    found = [*phones.find(words, countries), *_said_addresses(words), *_shaped(text)]
    if "." in text or "://" in text:
        found += _chunks(text)
    found += [
        _found("contact-address", start, end, "contact-address")
        for start, end in streets.find(words)
    ]
    found += [
        _found(rule, start, end, "contact-card" if rule == "contact-card" else "contact")
        for rule, start, end in accounts.find(words)
    ]
    named = handles.find(words)
    return found + [_found("contact-handle", start, end, "contact") for start, end in named]


def _shaped(text: str) -> Iterator[Found]:
    """What a shape alone tells."""
    for rule, advice, parts, shape in _SHAPES:
        if not any(part in text for part in parts):
            continue
        for one in islice(shape.finditer(text), _MOST_CHUNKS):
            yield _found(rule, one.start(), one.end(), advice)


def _chunks(text: str) -> Iterator[Found]:
    judged = 0
    for chunk in _CHUNK.finditer(text):
        written = chunk.group().replace("\\", "").strip("'*_~.:!?")
        if "." not in written and "://" not in written:
            continue
        judged += 1
        if judged > _MOST_CHUNKS:
            yield _found("contact-many-links", chunk.start(), chunk.end(), "contact-link")
            return
        if "@" in written and _is_mail(written):
            yield _found("contact-mail", chunk.start(), chunk.end(), "contact")
        elif _is_link(written):
            yield _found("contact-link", chunk.start(), chunk.end(), "contact-link")


def _found(rule: str, start: int, end: int, advice: str) -> Found:
    return "contact", rule, start, end, advice


def _is_mail(written: str) -> bool:
    name, _, host = written.rpartition("@")
    name = name.rpartition(":")[2]
    labels = host.split(".")
    if not name or len(labels) < 2 or not all(map(_is_label, labels)):
        return False
    return labels[-1].isalpha() and 2 <= len(labels[-1]) <= 12


def _is_label(label: str) -> bool:
    return 0 < len(label) <= 63 and label.replace("-", "a").replace("_", "a").isalnum()


def _is_link(written: str) -> bool:
    if "://" in written:
        host = _host(written)
        return host is not None and host.removeprefix("www.") not in _SAFE_HOSTS
    host, slash, path = written.partition("/")
    host = host.partition(":")[0]
    labels = host.split(".")
    if len(labels) < 2 or not all(map(_is_label, labels)):
        return False
    if host.removeprefix("www.") in _SAFE_HOSTS:
        return False
    if len(labels[-1]) == 2 and labels[-1].isalpha() and len(path) >= 3 and len(labels[-2]) >= 3:
        return True
    return host in _SHORTENERS or _is_domain(labels, bool(slash))


def _is_domain(labels: list[str], has_path: bool) -> bool:
    ending = labels[-1]
    if labels[0] == "www":
        return True
    if not any(letter.isalpha() for letter in labels[-2]) or len(labels[-2]) < 2:
        return False
    return ending in _STRONG_ENDINGS or (ending in _WEAK_ENDINGS and has_path)


def _host(written: str) -> str | None:
    """The host of a full address, None when there is none; "" when the parser balks."""
    try:
        return urlsplit("x://" + written.partition("://")[2]).hostname
    except ValueError:
        return ""


def _said_addresses(words: Words) -> Iterator[Found]:
    """name at gmail dot com, mi pagina punto com, river @ gmail . com."""
    text, forms = words.reading.text, words.forms
    if _SAYING.isdisjoint(forms) and "@" not in text and ("." not in text or _AT.isdisjoint(forms)):
        return
    reach = -1
    for index in range(1, len(words.forms)):
        if index <= reach:
            continue
        if words.forms[index] in _PROVIDERS and _ends_in_any(words, index + 1):
            reach = min(index + 2, len(words.forms) - 1)
            yield _found(
                "contact-mail", words.starts[max(0, index - 2)], words.ends[reach], "contact"
            )
        elif _is_said_mail(words, index):
            reach = _end_of_host(words, index)
            first = _first_of_name(words, index)
            yield _found("contact-mail", words.starts[first], words.ends[reach], "contact")
        elif _is_said_host(words, index):
            reach = index
            yield _found(
                "contact-link", words.starts[max(0, index - 2)], words.ends[index], "contact-link"
            )


def _is_said_mail(words: Words, index: int) -> bool:
    """Word `index` begins the host after an at."""
    if not _follows_at(words, index) or index < 1:
        return False
    if words.forms[index] in _PROVIDERS and not _dotted(words, index + 1):
        before = words.forms[max(0, index - 2)]
        is_a_place = words.forms[index - 1] in _AT and before in _BEING
        return before not in _LOOKING and not is_a_place
    return _dotted(words, index + 1)


def _ends_in_any(words: Words, index: int) -> bool:
    """protonmail punto me: after a provider any ending is one."""
    forms = words.forms
    return index + 1 < len(forms) and forms[index] in _DOT and forms[index + 1] in _ENDINGS


def _follows_at(words: Words, index: int) -> bool:
    if words.forms[index - 1] in _AT:
        return index >= 2
    return words.gap(index - 1).strip(" ()[]<>{}.") == "@"


def _dotted(words: Words, index: int) -> bool:
    """Words index and the next say "dot com", or "." stands alone before an ending."""
    forms = words.forms
    if index >= len(forms):
        return False
    if forms[index] in ("puntocom", "dotcom"):
        return True
    if forms[index] in _DOT:
        return index + 1 < len(forms) and forms[index + 1] in _ENDINGS
    return words.gap(index - 1).strip(" ()[]") == "." and forms[index] in _STRONG_ENDINGS


def _end_of_host(words: Words, index: int) -> int:
    while _dotted(words, index + 1):
        index += 2 if words.forms[index + 1] in _DOT and index + 2 < len(words.forms) else 1
    return min(index, len(words.forms) - 1)


def _first_of_name(words: Words, index: int) -> int:
    first = index - 2 if words.forms[index - 1] in _AT else index - 1
    return max(first, 0)


def _is_said_host(words: Words, index: int) -> bool:
    """Word `index` is the ending of "somewhere dot com"."""
    forms = words.forms
    if forms[index] in ("puntocom", "dotcom"):
        return True
    if forms[index - 1] not in _DOT or index < 2:
        return False
    return forms[index] in _STRONG_ENDINGS or (
        forms[index] in _ENDINGS and f"{forms[index - 2]}.{forms[index]}" in _SHORTENERS
    )
