"""Ways to reach somebody elsewhere: telephones, e-mail, links and handles, also in disguise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from . import accounts, phones, streets
from .numbers import WRITTEN_NUMBERS
from .phones import Found
from .words import Words

_MOST_CHUNKS = 64
_LONGEST_NAME = 64
_SHORTEST_NAME = 5
_CHUNK = re.compile(r"[^\s<>\"(){}\[\],;]+")
_AT_NAME = re.compile(r"(?<![\w.])@[ ]?([a-z0-9_.]{2,30})")
# night#4821 on one platform, $night on another.
_TAGGED = re.compile(r"(?<![\w#$])(?:[a-z][\w.]{1,31}#\d{4}|\$[a-z][a-z0-9_-]{2,19})(?![\w$])")
_POINTING = re.compile(r"[-=]{0,8}[:=>@][>@ ]{0,3}")
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
_PLATFORM_STEMS = ("telegr", "instag", "snapch", "whats", "tikt", "faceb", "discor")
_AT = frozenset({"at", "arroba", "aroba", "arrova", "arba"})
_DOT = frozenset({"dot", "punto", "pto", "d0t", "puntocom", "dotcom", "point"})
_LOOKING = frozenset("look looks looking looked mira mirar stare checked checking".split())
# Said of a name: it is theirs, or somebody should look for it.
_SEEKING = frozenset(
    "tele telly user usuario username handle dm find follow add look search soy estoy aparezco salgo "
    "buscame sigueme agregame escribeme encuentrame encuentras".split()
)
_DISGUISED = re.compile(
    r"(?<=[a-z0-9 ])[\[({] ?(?:\.|dot|punto) ?[\])}] ?[a-z]{2,12}"  # chat[.]example
    r"|(?<!\w)(?:hxxps?|https?) ?: ?/ ?/"
    r"|(?<!\w)(?:wa|t|fb|m|ig|bit) ?\. ?(?:me|ly) ?/"
)
_POST_BOX = re.compile(
    r"(?<!\w)(?:p ?\.? ?o ?\.? ?box|apartado(?: postal)?|casilla(?: postal)?) ?(?:no\.? ?)?#?"
    rf"(?:\d{{1,6}}|(?:{'|'.join(sorted(WRITTEN_NUMBERS | {'one', 'uno'}, key=len, reverse=True))})\b)"
)
_NAME_WITH_MARKS = re.compile(r"(?<![\w@./])[a-z0-9]{1,24}(?:[._][a-z0-9]{1,24}){1,4}(?![\w@./])")
_BEING = frozenset("was were is am are be been work works worked working job hired".split())
PLATFORMS = frozenset(
    "instagram whatsapp telegram snapchat signal discord facebook messenger tiktok twitter kik "
    "wechat viber skype line cashapp venmo zelle onlyfans reddit threads bumble tinder imo "
    "wickr xbox psn playstation roblox fortnite minecraft steam twitch wattpad pinterest tumblr "
    "bluesky mastodon linkedin youtube vsco bereal threema kakaotalk kakao badoo grindr yape nequi "
    "bizum paypal chime daviplata plin substack patreon vinted depop poshmark strava goodreads "
    "duolingo nextdoor bigo hangouts".split()
)
_ON = frozenset({"on", "en", "in", "de", "por"})
_AMBIGUOUS = frozenset({"signal", "line", "threads", "imo", "steam", "chime"})
_PLATFORM_LEET = str.maketrans("013457$", "oieasts")
_LEET_STEMS = (*_PLATFORM_STEMS, "insta", "snap", "tele", "face")
# Written with a capital inside, and no name of anybody.
_BRANDS = frozenset(
    "iphone ipad ipod ebay mcdonald mcdonalds linkedin walmart youtube paypal imessage facetime doordash "
    "airbnb fedex icloud macbook airpods ptsd".split()
)
_SPACED_LINK = re.compile(
    r"(?<![\w.@])[a-z0-9-]{2,40} \. ?(?:com|net|org|info|io|app|gg|xyz|co|me|link|site|example)(?!\w)"
)


def find(words: Words, countries: Sequence[str]) -> list[Found]:
    """Everything in a text that reaches outside, and numbers of a person's papers."""
    text = words.reading.text
    found = [*phones.find(words, countries), *_said_addresses(words)]
    if "." in text or "@" in text or "://" in text:
        found += [*_chunks(text), *_at_names(words)]
    if "@" in text:
        found += [
            _found("contact-mail", mail.start(), mail.end(), "contact")
            for shape in (_BARE_MAIL, _HALF_MAIL)
            for mail in islice(shape.finditer(text), _MOST_CHUNKS)
        ]
    if "#" in text or "$" in text:
        found += _tagged(words)
    found += [
        _found("contact-link", link.start(), link.end(), "contact-link")
        for link in islice(_DISGUISED.finditer(text), _MOST_CHUNKS)
    ]
    found += [
        _found("contact-link", link.start(), link.end(), "contact-link")
        for link in islice(_SPACED_LINK.finditer(text), _MOST_CHUNKS)
    ]
    found += [
        _found("contact-address", box.start(), box.end(), "contact-address")
        for box in islice(_POST_BOX.finditer(text), _MOST_CHUNKS)
    ]
    found += [
        _found("contact-address", start, end, "contact-address")
        for start, end in streets.find(words)
    ]
    found += [
        _found(rule, start, end, "contact-card" if rule == "contact-card" else "contact")
        for rule, start, end in accounts.find(words)
    ]
    return found + list(_named(words)) + list(_marked(words))


def _marked(words: Words) -> Iterator[Found]:
    """A name with underscores, dots or digits where a platform is named anywhere."""
    text = words.reading.text
    if not ("_" in text or "." in text) or not _names_a_platform(words):
        return
    for found in islice(_NAME_WITH_MARKS.finditer(text), _MOST_CHUNKS):
        name = found.group()
        marks = name.count(".") + 2 * name.count("_") + any(map(str.isdigit, name))
        if marks >= 2 and any(map(str.isalpha, name)) and len(name) >= _SHORTEST_NAME:
            yield _found("contact-handle", found.start(), found.end(), "contact")


def _names_a_platform(words: Words) -> bool:
    return any(map(_is_platform, words.forms))


def _is_platform(form: str) -> bool:
    if form in PLATFORMS or form.startswith(_PLATFORM_STEMS):
        return True
    if form.isalpha() or form.isdigit():
        return False
    return form.translate(_PLATFORM_LEET).startswith(_LEET_STEMS)


def _chunks(text: str) -> Iterator[Found]:
    judged = 0
    for chunk in _CHUNK.finditer(text):
        written = chunk.group().strip("'*_~.:!?")
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


def _at_names(words: Words) -> Iterator[Found]:
    """@name with a digit, dot or underscore, or any @name where a platform is named."""
    near = _names_a_platform(words) or not _SEEKING.isdisjoint(words.forms)
    for found in list(_AT_NAME.finditer(words.reading.text))[:_MOST_CHUNKS]:
        name = found[1].rstrip(".")
        if near or not name.isalpha():
            yield _found("contact-handle", found.start(), found.end(), "contact")


def _tagged(words: Words) -> Iterator[Found]:
    """name#1234 anywhere; $name only where a way of paying is named."""
    pays = bool((PLATFORMS | {"money", "cash"}) & set(words.forms))
    for found in islice(_TAGGED.finditer(words.reading.text), _MOST_CHUNKS):
        if pays or "#" in found.group():
            yield _found("contact-handle", found.start(), found.end(), "contact")


def _named(words: Words) -> Iterator[Found]:
    """insta: quiet_river, snap quiet.river22, quiet_river22 on insta."""
    last_word = len(words.forms) - 1
    for index, form in enumerate(words.forms):
        if form not in PLATFORMS and (form.isalpha() or not _is_platform(form)):
            continue
        first = _handle_before(words, index)
        if first is not None:
            yield _found("contact-handle", words.starts[first], words.ends[index], "contact")
        if index == last_word or words.starts[index + 1] < words.ends[index]:
            continue
        last = _handle_after(words, index)
        if last is not None:
            yield _found("contact-handle", words.starts[index], words.ends[last], "contact")


def _handle_before(words: Words, index: int) -> int | None:
    """The handle two words back, over an "on" or "en"."""
    at = index - 2
    if at < 0 or words.forms[index - 1] not in _ON or words.sentences[at] != words.sentences[index]:
        return None
    return at if _is_handle(words, at) else None


def _handle_after(words: Words, index: int) -> int | None:
    gap = words.gap(index).strip()
    if _POINTING.fullmatch(gap) and words.forms[index] not in _AMBIGUOUS:
        return index + 1
    for later in range(index + 1, min(index + 5, len(words.forms))):
        if words.sentences[later] != words.sentences[index]:
            break
        if _is_handle(words, later):
            return later
    return index + 2 if _is_hyphened(words, index) else None


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
