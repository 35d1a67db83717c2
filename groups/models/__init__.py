"""People in groups and what they say: one file a noun."""

from .application import Application
from .appointment import Appointment
from .block import Bar, Block
from .erasure import Erasure
from .finding import Finding
from .group import Agreement, Group, Hours
from .invite import Invite
from .membership import Membership
from .message import Message
from .moving import Return
from .organisation import Organisation
from .reaction import Reaction
from .seal import Seal
from .talk import TalkWord
from .tally import Tally
from .words import RuleDoubt, WatchedWord, WordList

__all__ = [
    "Agreement", "Application", "Appointment", "Bar", "Block", "Erasure", "Finding", "Group", "Hours",
    "Invite", "Membership", "Message", "Organisation", "Reaction", "Return",
    "RuleDoubt", "Seal", "TalkWord", "Tally", "WatchedWord", "WordList",
]  # fmt: skip
