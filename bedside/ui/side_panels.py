"""Every side panel by the name of the key that opens it. Imported with the first panel, not with the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bedside.ui.help_panel import HelpPanel
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.panels.close_window import CloseWindowPanel, Closing
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.panels.event import EventPanel
from bedside.ui.panels.infusion_keys import pause_command, resume_command, stop_command
from bedside.ui.panels.note import NotePanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.ratings import RatingsPanel
from bedside.ui.theme import Theme

__all__ = [
    "PANELS",
    "CloseWindowPanel",
    "Closing",
    "NotePanel",
    "Panel",
    "pause_command",
    "resume_command",
    "stop_command",
]

PANELS: Final[Mapping[str, Callable[[Theme], Panel]]] = MappingProxyType(
    {
        "rate": RatePanel,
        "event": EventPanel,
        "ratings": RatingsPanel,
        "note": NotePanel,
        "patient": PatientPanel,
        "end": EndSessionPanel,
        "alarms": AlarmListPanel,
        "help": HelpPanel,
    }
)
