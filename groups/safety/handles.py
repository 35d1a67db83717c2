"""Handles elsewhere: a name beside the platform it is used on, or written as handles are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .words import Words

_MOST = 64
_SHORTEST_NAME = 5
_AT_NAME = re.compile(r"(?<![\w.])@[ ]?([a-z0-9_.]{2,30})")
# night#4821 on one platform, $night on another.
_TAGGED = re.compile(r"(?<![\w#$])(?:[a-z][\w.]{1,31}#\d{4}|\$[a-z][a-z0-9_-]{2,19})(?![\w$])")
_POINTING = re.compile(r"[-=]{0,8}[:=>@][>@ ]{0,3}")
_PLATFORM_STEMS = ("telegr", "instag", "snapch", "whats", "tikt", "faceb", "discor")
# Said of a name: it is theirs, or somebody should look for it.
_SEEKING = frozenset(
    "tele telly user usuario username handle dm find follow add look search soy estoy aparezco salgo "
    "buscame sigueme agregame escribeme encuentrame encuentras".split()
)
_NAME_WITH_MARKS = re.compile(r"(?<![\w@./])[a-z0-9]{1,24}(?:[._][a-z0-9]{1,24}){1,4}(?![\w@./])")
PLATFORMS = frozenset(
    "instagram whatsapp telegram snapchat signal discord facebook messenger tiktok twitter kik "
    "wechat viber skype line cashapp venmo zelle onlyfans reddit threads bumble tinder imo "
    "wickr xbox psn playstation roblox fortnite minecraft steam twitch wattpad pinterest tumblr "
    "bluesky mastodon linkedin youtube vsco bereal threema kakaotalk kakao badoo grindr yape nequi "
    "bizum paypal chime daviplata plin substack patreon vinted depop poshmark strava goodreads "
    "duolingo nextdoor bigo hangouts yt yutub wallapop".split()
)
_ON = frozenset({"on", "en", "in", "de", "por"})
# What stands between a platform and the name that is used there.
_POINTING_WORDS = frozenset(
    "is es i am me soy estoy como as at under user usuario username id handle name it arroba".split()
)
_MOST_POINTING = 3
_NAMING = frozenset("user usuario username handle".split())
_AMBIGUOUS = frozenset({"signal", "line", "threads", "imo", "steam", "chime"})
_PLATFORM_LEET = str.maketrans("013457$", "oieasts")
_LEET_STEMS = (*_PLATFORM_STEMS, "insta", "snap", "tele", "face")
# Written with a capital inside, and no name of anybody.
_BRANDS = frozenset(
    "iphone ipad ipod ebay mcdonald mcdonalds linkedin walmart youtube paypal imessage facetime doordash "
    "airbnb fedex icloud macbook airpods ptsd".split()
)


Place = tuple[int, int]


def find(words: Words) -> Iterator[Place]:
    """Their places in the reading."""
    text = words.reading.text
    if "@" in text:
        yield from _at_names(words)
    if "#" in text or "$" in text:
        yield from _tagged(words)
    yield from _named(words)
    yield from _marked(words)


def _at_names(words: Words) -> Iterator[Place]:
    """@name with a digit, dot or underscore, or any @name where a platform is named."""
    near = _names_a_platform(words) or not _SEEKING.isdisjoint(words.forms)
    for found in list(_AT_NAME.finditer(words.reading.text))[:_MOST]:
        name = found[1].rstrip(".")
        if near or not name.isalpha():
            yield found.start(), found.end()


def _tagged(words: Words) -> Iterator[Place]:
    """name#1234 anywhere; $name only where a way of paying is named."""
    pays = bool((PLATFORMS | {"money", "cash"}) & set(words.forms))
    for found in islice(_TAGGED.finditer(words.reading.text), _MOST):
        if pays or "#" in found.group():
            yield found.start(), found.end()


def _named(words: Words) -> Iterator[Place]:
    """insta: quiet_river, snap quiet.river22, quiet_river22 on insta."""
    last_word = len(words.forms) - 1
    for index, form in enumerate(words.forms):
        if form not in PLATFORMS and (form.isalpha() or not _is_platform(form)):
            continue
        first = _handle_before(words, index)
        if first is not None:
            yield words.starts[first], words.ends[index]
        if index == last_word or words.starts[index + 1] < words.ends[index]:
            continue
        last = _handle_after(words, index)
        if last is not None:
            yield words.starts[index], words.ends[last]


def _handle_before(words: Words, index: int) -> int | None:
    """The handle two words back, over an "on" or "en"."""
    at = index - 2
    if at < 0 or words.forms[index - 1] not in _ON or words.sentences[at] != words.sentences[index]:
        return None
    return at if _is_handle(words, at) else None


def _handle_after(words: Words, index: int) -> int | None:
    dotted = _dotted_after(words, index)
    if dotted is not None:
        return dotted
    gap = words.gap(index).strip()
    if _POINTING.fullmatch(gap) and words.forms[index] not in _AMBIGUOUS:
        return index + 1
    for later in range(index + 1, min(index + 5, len(words.forms))):
        if words.sentences[later] != words.sentences[index]:
            break
        if _is_handle(words, later):
            return later
    return index + 2 if _is_hyphened(words, index) else None


def _dotted_after(words: Words, index: int) -> int | None:
    """snap nightjar.zz, threads im marigold.writes, usuario de signal, nogal punto 18: the last word
    of a name with dots that stands right behind the platform, or behind words that point to it."""
    forms = words.forms
    at = index + 1
    while at < len(forms) and at - index <= _MOST_POINTING and forms[at] in _POINTING_WORDS:
        at += 1
    marks = (".", "-") if forms[at - 1] in _NAMING else (".",)
    last = at
    while last + 1 < len(forms) and words.gap(last) in marks:
        last += 1
    if last == at and forms[at + 1 : at + 2] in (["punto"], ["dot"]) and at + 2 < len(forms):
        last = at + 2
    is_one = words.sentences[at : at + 1] == words.sentences[index : index + 1]
    return last if is_one and last > at else None


def _is_hyphened(words: Words, index: int) -> bool:
    """tumblr daisy-chain"""
    if index + 2 >= len(words.forms) or words.forms[index] in _AMBIGUOUS:
        return False
    return words.gap(index) in (" ", ": ") and words.gap(index + 1) == "-"


def _is_handle(words: Words, index: int) -> bool:
    """A word with an underscore or a dot inside, or of letters and digits."""
    form = words.forms[index]
    written = words.reading.text[words.starts[index] : words.ends[index]]
    if "_" in written:
        return True
    if words.is_camel(index) and form not in PLATFORMS | _BRANDS:
        return True
    has_digits = any(letter.isdigit() for letter in form) and any(map(str.isalpha, form))
    return has_digits and len(form) >= 5 and form[0].isalpha()


def _marked(words: Words) -> Iterator[Place]:
    """A name with underscores, dots or digits where a platform is named anywhere."""
    text = words.reading.text
    if not ("_" in text or "." in text):
        return
    places = [one.span() for one in islice(_NAME_WITH_MARKS.finditer(text), _MOST)]
    places = [(start, end) for start, end in places if _is_marked(text[start:end])]
    if places and _names_a_platform(words):
        yield from places


def _is_marked(name: str) -> bool:
    marks = name.count(".") + 2 * name.count("_") + any(map(str.isdigit, name))
    return marks >= 2 and any(map(str.isalpha, name)) and len(name) >= _SHORTEST_NAME


def _names_a_platform(words: Words) -> bool:
    return any(map(_is_platform, words.forms))


def _is_platform(form: str) -> bool:
    if form in PLATFORMS or form.startswith(_PLATFORM_STEMS):
        return True
    if form.isalpha() or form.isdigit():
        return False
    return form.translate(_PLATFORM_LEET).startswith(_LEET_STEMS)
