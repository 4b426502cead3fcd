"""Lines of the audit about what people change of the site: emergency PIN, protocols, profiles, own rules, lots.

Who did it stands in the command, when in the line; the words name nobody, since they also go into the log file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bedside.errors import RefusedError
from bedside.vitals.sessions import Role
from bedside.vitals.station_commands import TellChange

PIN_SET: Final = "pin_set"
PIN_CHANGED: Final = "pin_changed"
PIN_REMOVED: Final = "pin_removed"
PROTOCOL_APPROVED: Final = "protocol_approved"
PROFILE_APPROVED: Final = "profile_approved"
RULES_CHANGED: Final = "site_rules_changed"
LOT_ADDED: Final = "lot_added"
LOT_COUNTED: Final = "lot_counted"
LOT_REMOVED: Final = "lot_removed"
LOTS_LOOKED_THROUGH: Final = "lots_looked_through"
PROTOCOL_CHOSEN: Final = "choose_protocol"  # by a command of its own

OF_PIN: Final = (PIN_SET, PIN_CHANGED, PIN_REMOVED)
OF_PROTOCOLS: Final = (PROTOCOL_APPROVED, RULES_CHANGED, PROTOCOL_CHOSEN)
OF_LOTS: Final = (LOT_ADDED, LOT_COUNTED, LOT_REMOVED, LOTS_LOOKED_THROUGH)
_STAFF: Final = (Role.TECHNICIAN, Role.NURSE, Role.SUPERVISOR)

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PIN_SET: "the PIN of an emergency start was set",
        PIN_CHANGED: "the PIN of an emergency start was changed",
        PIN_REMOVED: "the PIN of an emergency start was removed",
        PROTOCOL_APPROVED: "{of} was approved",
        PROFILE_APPROVED: "the alarm profile {of} was approved",
        RULES_CHANGED: "the site rules of {of} were changed",
        LOT_ADDED: "lot {of} was added to the lots in use",
        LOT_COUNTED: "the vials of lot {of} were counted",
        LOT_REMOVED: "lot {of} was removed from the lots in use",
        LOTS_LOOKED_THROUGH: "the lots in use were looked through",
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
    if command.what in OF_LOTS:
        if command.actor.role not in _STAFF or not command.actor.named:
            raise RefusedError("The staff keep the list of lots: say who works here (Ctrl+O).")
    elif command.actor.role is not Role.SUPERVISOR or not command.actor.named:
        raise RefusedError(
            "Only a supervisor changes the site's protocols, profiles and its PIN: say who works here (Ctrl+O)."
        )
    return words.format(of=command.of)
