"""The site's own rule beside an alarm or a limit (PROT-01): its words, or that there is none. Never bedside's advice."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication

from bedside.alarms.profile import SIDES
from bedside.ui import formats
from bedside.vitals.alarms import AlarmChange, Direction, Kind, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import Protocol


def _tr(text: str) -> str:
    return QCoreApplication.translate("SiteRules", text)


def rule_key(change: AlarmChange) -> str:
    """The key of the site rule of an alarm: of its limit, or of its code and priority."""
    if change.parameter is not None and change.direction is not None and change.limit is not None:
        return limit_key(change.parameter, cell_of(change.direction, change.priority))
    return f"{change.code.lower().replace('-', '_')}.{change.priority.name.lower()}"


def limit_key(parameter: Parameter, cell: str) -> str:
    """ "nibp_sys.high_high"."""
    return f"{parameter.value}.{cell}"


def cell_of(direction: Direction, priority: Priority) -> str:
    """The limit cell of a side and a priority; a priority without a cell has the Medium one's."""
    medium = next(cell for cell, side in SIDES.items() if side == (direction, Priority.MEDIUM))
    return next((cell for cell, side in SIDES.items() if side == (direction, priority)), medium)


def rule_text(protocol: Protocol | None, key: str) -> str:
    """What the site wrote for this key; "" = nothing."""
    rules = () if protocol is None else protocol.rules
    return next((rule.text for rule in rules if rule.key == key), "")


def said_beside(protocol: Protocol | None, change: AlarmChange) -> str:
    """For the alarm list: which alarm, whose words they are, and the words."""
    name = formats.full_name(change.parameter) if change.parameter is not None else change.words
    about = f"{name} · {formats.priority_word(change.priority)}"
    return f"{about} · {rule_words(protocol, rule_key(change))}"


def rule_words(protocol: Protocol | None, key: str) -> str:
    """ "The site's own rule (Mood v2): …", or that there is none."""
    text = rule_text(protocol, key)
    if protocol is None or not text:
        return _tr("No site rule entered")
    return _tr("The site's own rule ({title} v{version}): {text}").format(
        title=protocol.title, version=protocol.version, text=text
    )


def of_patient(changes: Iterator[AlarmChange]) -> Iterator[AlarmChange]:
    """The alarms a site rule can be about."""
    return (change for change in changes if change.kind is Kind.PHYSIOLOGICAL)
