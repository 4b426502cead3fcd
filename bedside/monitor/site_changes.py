"""Lines of the audit about what people change of the site: PIN of an emergency start, protocols, profiles, own rules.

Who did it stands in the command, when in the line; the words name nobody, since they also go into the log file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bedside.errors import RefusedError
from bedside.vitals.sessions import UNNAMED, Role
from bedside.vitals.station_commands import TellChange

PIN_SET: Final = "pin_set"
PIN_CHANGED: Final = "pin_changed"
PIN_REMOVED: Final = "pin_removed"
PROTOCOL_APPROVED: Final = "protocol_approved"
PROFILE_APPROVED: Final = "profile_approved"
RULES_CHANGED: Final = "site_rules_changed"
PROTOCOL_CHOSEN: Final = "choose_protocol"  # by a command of its own

OF_PIN: Final = (PIN_SET, PIN_CHANGED, PIN_REMOVED)
OF_PROTOCOLS: Final = (PROTOCOL_APPROVED, RULES_CHANGED, PROTOCOL_CHOSEN)

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PIN_SET: "the PIN of an emergency start was set",
        PIN_CHANGED: "the PIN of an emergency start was changed",
        PIN_REMOVED: "the PIN of an emergency start was removed",
        PROTOCOL_APPROVED: "{of} was approved",
        PROFILE_APPROVED: "the alarm profile {of} was approved",
        RULES_CHANGED: "the site rules of {of} were changed",
    }
)


def words_of(command: TellChange) -> str:
    """What the audit says.

    Raises:
        RefusedError: it is no such change, or nobody who may make one is named.
    """
    words = _WORDS.get(command.what)
    if words is None:
        raise RefusedError("There is no such change of the site: nothing was written down.")
    if command.actor.role is not Role.SUPERVISOR or command.actor.name == UNNAMED.name:
        raise RefusedError(
            "Only a supervisor changes the site's protocols, profiles and its PIN: say who works here (Ctrl+O)."
        )
    return words.format(of=command.of)
