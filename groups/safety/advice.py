"""Advice for each finding in plain words: ids here, translation by whoever draws the page."""

from __future__ import annotations

from typing import Final


def gettext_noop(text: str) -> str:
    """Marks a sentence for the translators; changes nothing."""
    return text


ADVICE: Final[dict[str, str]] = {
    "contact": gettext_noop(
        "This looks like a way to reach somebody outside this group. "
        "Whoever has it can find you later, and you cannot take it back."
    ),
    "contact-address": gettext_noop(
        "This looks like a street address. Somebody who should not have it could come there."
    ),
    "contact-card": gettext_noop(
        "This looks like the number of a card or an account. Nobody here needs it; it can be used "
        "without you."
    ),
    "contact-link": gettext_noop(
        "This is a link or an address on another site. Opening it can show where somebody is."
    ),
    "identity": gettext_noop(
        "This could tell who or where somebody is. In this group we know each other by the names "
        "we chose here."
    ),
    "identity-asking": gettext_noop(
        "This asks for something that could tell who or where somebody is. "
        "Nobody here has to answer that."
    ),
    "identity-number": gettext_noop(
        "This looks like a government or immigration number. A helper you trust may need it; "
        "the group does not."
    ),
    "solicitation": gettext_noop(
        "This asks somebody to move away from the group. Away from here nobody can help when "
        "something goes wrong."
    ),
    "solicitation-meeting": gettext_noop(
        "This is about meeting. Talk it over with a facilitator first; a meeting alone is a risk."
    ),
    "solicitation-secret": gettext_noop(
        "This asks to keep something secret from the group or its facilitators. "
        "Secrets like that have been used to hurt people."
    ),
    "solicitation-pictures": gettext_noop(
        "This asks for pictures. A picture can be kept, shown to others, and used as pressure."
    ),
    "recruitment": gettext_noop(
        "This sounds like an offer of work, travel or money. Offers like that are how many people "
        "were deceived; a facilitator can look at it first."
    ),
    "crisis": gettext_noop(
        "It sounds as if it is very hard right now. You do not have to be alone with it: the help "
        "card has people to talk to, day and night."
    ),
    "danger": gettext_noop(
        "It sounds as if somebody is in danger right now. The help card says whom to call; "
        "a facilitator will see this first."
    ),
    "abuse": gettext_noop(
        "This could hurt somebody in the room. You may be angry for good reasons; "
        "try to say it without attacking a person."
    ),
    "watched": gettext_noop("This group looks twice at this word."),
}
