"""The site's own rule beside an alarm or a limit (PROT-01), or that there is none. Never bedside's advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.profile import SIDES
from bedside.alarms.rates import KINDS
from bedside.alarms.rows import code_of
from bedside.alarms.sedation import CODE as SEDATION
from bedside.alarms.technical_rows import ROWS
from bedside.therapy.site_rules import rule_for
from bedside.ui import formats
from bedside.ui.spoken import spoken
from bedside.vitals.alarms import AlarmChange, Direction, Kind, Priority
from bedside.vitals.parameters import Parameter
from bedside.vitals.protocol import Protocol

_OF_THE_STATION: Final = ("T-AUDIO", "T-DISK", "T-CLOCK", "T-UI", "T-PWR", "T-WATCHDOG")
"""What no bed has: no protocol says anything of it."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("SiteRules", text)


def rule_key(change: AlarmChange) -> str:
    """The key of the site rule of an alarm: of its limit, or of its code and priority."""
    parameter, direction = change.parameter, change.direction
    if parameter is not None and direction is not None and change.code == code_of(parameter, direction):
        return limit_key(parameter, cell_of(direction, change.priority))
    return code_key(change.code, change.priority)


def code_key(code: str, priority: Priority) -> str:
    """ "spo2_fall.medium": of an alarm that is no limit's."""
    return f"{code.lower().replace('-', '_')}.{priority.name.lower()}"


def other_rules() -> dict[str, str]:
    """Keys of the patient alarms that are no limit's, each with what the alarm is called."""
    found = {
        code_key(kind.code, kind.priority): _tr("{code}, {priority}").format(
            code=kind.code, priority=formats.priority_word(kind.priority)
        )
        for kind in KINDS.values()
    }
    for priority in (Priority.MEDIUM, Priority.LOW):
        found[code_key(SEDATION, priority)] = _tr("Hard to wake, {priority}").format(
            priority=formats.priority_word(priority)
        )
    return found


def equipment_rules() -> dict[str, str]:
    """Keys of the equipment's alarms of a bed, each with what the alarm is called; one that rises has two."""
    found: dict[str, str] = {}
    for row in ROWS.values():
        if row.code in _OF_THE_STATION:
            continue
        rise = () if row.rise is None else (row.rise.priority,)
        for priority in dict.fromkeys((*rise, row.priority)):
            found[code_key(row.code, priority)] = _tr("{code} ({rule}), {priority}").format(
                code=row.code, rule=spoken(row.rule), priority=formats.priority_word(priority)
            )
    return found


def limit_key(parameter: Parameter, cell: str) -> str:
    """ "nibp_sys.high_high"."""
    return f"{parameter.value}.{cell}"


def cell_of(direction: Direction, priority: Priority) -> str:
    """The limit cell of a side and a priority; a priority without a cell has the Medium one's."""
    medium = next(cell for cell, side in SIDES.items() if side == (direction, Priority.MEDIUM))
    return next((cell for cell, side in SIDES.items() if side == (direction, priority)), medium)


def rule_text(protocol: Protocol | None, key: str) -> str:
    """What the site wrote for this key; "" = nothing."""
    rule = rule_for(protocol, key)
    return "" if rule is None else rule.text


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


def with_rule(protocol: Protocol | None, changes: Iterable[AlarmChange]) -> Iterator[AlarmChange]:
    """The alarms beside which a site rule stands, or that there is none: the patient's; equipment's that has one."""
    return (
        change
        for change in changes
        if change.kind is Kind.PHYSIOLOGICAL or rule_text(protocol, rule_key(change))
    )


def rule_in_brief(protocol: Protocol | None, change: AlarmChange) -> str:
    """The first line of the site's rule for this alarm, where it is shown in one line; "" = it has none."""
    text = rule_text(protocol, rule_key(change))
    return text.splitlines()[0] if text else ""
