"""What assistive technology is told of the painted widgets: a role for each, and a new alarm at once.

Keys, fields and lists are Qt's own kinds and have their roles from Qt. A painted QWidget has none; here it gets one, by
the name of its class, so that nothing has to be imported for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from bedside.ui import formats
from bedside.vitals.alarms import Presence, Priority
from bedside.vitals.commands import STATION_BED

if TYPE_CHECKING:
    from bedside.ui.alarm_list import BedAlarm

_Role = QAccessible.Role
ROLES: Final = MappingProxyType(
    {
        "AgainstBaseline": _Role.Chart,
        "AlarmBar": _Role.AlertMessage,
        "AlarmBorder": _Role.Indicator,
        "BedHeader": _Role.Grouping,
        "Card": _Role.Grouping,
        "ChartView": _Role.Chart,
        "BedScreen": _Role.Pane,
        "DevicesScreen": _Role.Pane,
        "FadingChart": _Role.Chart,
        "FaultPage": _Role.AlertMessage,
        "FirstBed": _Role.Grouping,
        "FirstStart": _Role.Pane,
        "IntendedUse": _Role.Grouping,
        "LimitSpan": _Role.Graphic,
        "FactRow": _Role.ListItem,
        "ModeFrame": _Role.Pane,
        "NibpTile": _Role.Grouping,
        "NoSoundStrip": _Role.AlertMessage,
        "NumberTile": _Role.StaticText,
        "OneLine": _Role.StaticText,
        "OpenRow": _Role.ListItem,
        "Painted": _Role.StaticText,
        "Panel": _Role.Pane,
        "PlethPanel": _Role.Graphic,
        "ProfilesScreen": _Role.Pane,
        "ProtocolScreen": _Role.Pane,
        "QuietPage": _Role.Pane,
        "Rail": _Role.ToolBar,
        "RawList": _Role.Document,
        "ReviewScreen": _Role.Pane,
        "SafetyCard": _Role.AlertMessage,
        "SessionChart": _Role.Chart,
        "SessionForm": _Role.Pane,
        "SessionOverview": _Role.Chart,
        "SessionPage": _Role.Pane,
        "SessionRail": _Role.ToolBar,
        "StationScreen": _Role.Pane,
        "StatisticsTable": _Role.Table,
        "StatusStrip": _Role.StatusBar,
        "StepList": _Role.List,
        "StepRow": _Role.ListItem,
        "SweepCanvas": _Role.Graphic,
        "SweepStrip": _Role.Graphic,
        "TileSlot": _Role.Button,
        "TriedTable": _Role.Table,
        "MainWindow": _Role.Window,
    }
)


class _Told(QAccessibleWidget):
    """A painted widget: its role is ours, its name and description are those of the widget."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget, role, "")


def role_of(widget: QObject) -> QAccessible.Role | None:
    """The role of a painted widget: that of its nearest class with one; None: Qt knows better."""
    for kind in type(widget).__mro__:
        if kind.__module__.startswith("bedside") and (role := ROLES.get(kind.__name__)) is not None:
            return role
    return None


def _made_for(_key: str, thing: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget):
        return None
    role = role_of(thing)
    return None if role is None else _Told(thing, role)


@cache
def install() -> None:
    """Let Qt ask here first. Once per process; costs nothing until assistive technology asks."""
    QAccessible.installFactory(_made_for)


class Announcer:
    """Says every new alarm to assistive technology, once, at the moment it comes; High interrupts what is being said.

    Args:
        say: what says it: words, and whether it breaks off what is being said.
    """

    def __init__(self, say: Callable[[str, bool], None]) -> None:
        self._say = say
        self._known: dict[tuple[int, int], tuple[Priority, int]] = {}

    def frame(self, alarms: Sequence[BedAlarm]) -> None:
        """Take the alarms that are shown, in display order. May be called for every frame."""
        known: dict[tuple[int, int], tuple[Priority, int]] = {}
        for item in alarms:
            change = item.alarm.change
            key, now = (item.bed, change.condition), (change.priority, change.times)
            known[key] = now
            if change.presence is Presence.ON and self._known.get(key) != now:
                self._say(spoken_alarm(item), change.priority is Priority.HIGH)
        self._known = known


def spoken_alarm(item: BedAlarm) -> str:
    """An alarm as it is said aloud: priority in words, bed, message."""
    change = item.alarm.change
    message = formats.alarm_message(change).lstrip("*! ")
    where = _tr("Station") if item.bed == STATION_BED else _tr("Bed {n}").format(n=item.bed_name)
    said = _tr("{priority} alarm, {place}: {message}")
    return said.format(priority=formats.priority_word(change.priority), place=where, message=message)


def _tr(text: str) -> str:
    return QCoreApplication.translate("accessible", text)


def announce(widget: QWidget, words: str, *, at_once: bool = False) -> None:
    """Let a screen reader say `words` now; `at_once` breaks off what it is saying."""
    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    polite = QAccessible.AnnouncementPoliteness
    event.setPoliteness(polite.Assertive if at_once else polite.Polite)
    QAccessible.updateAccessibility(event)
