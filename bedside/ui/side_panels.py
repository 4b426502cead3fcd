"""Every side panel by the name of the key that opens it. Imported with the first panel, not with the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bedside.ui.help_panel import HelpPanel
from bedside.ui.panels.alarm_list import AlarmListPanel
from bedside.ui.panels.alarm_statistics import StatisticsPanel
from bedside.ui.panels.bolus import BolusPanel
from bedside.ui.panels.care_pause import CarePausePanel
from bedside.ui.panels.close_window import CloseWindowPanel, Closing
from bedside.ui.panels.defer import DeferPanel
from bedside.ui.panels.end_bedside import EndBedsidePanel
from bedside.ui.panels.end_session import EndSessionPanel
from bedside.ui.panels.entries import EntriesPanel
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.panels.event import EventPanel
from bedside.ui.panels.handover import HandoverPanel
from bedside.ui.panels.limits import LimitsPanel
from bedside.ui.panels.next_steps import NextStepsPanel
from bedside.ui.panels.nibp_history import NibpHistoryPanel
from bedside.ui.panels.no_sound import NoSoundPanel
from bedside.ui.panels.note import NotePanel
from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.panels.operator import OperatorPanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.plasma import PlasmaPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.ratings import RatingsPanel
from bedside.ui.panels.report import ReportPanel
from bedside.ui.panels.self_test import SelfTestPanel
from bedside.ui.panels.sound import SoundPanel
from bedside.ui.panels.station_panel import StationPanel
from bedside.ui.panels.vial import VialsPanel
from bedside.ui.theme import Theme

__all__ = [
    "PANELS",
    "STATION_PANELS",
    "CloseWindowPanel",
    "Closing",
    "NextStepsPanel",
    "NotePanel",
    "ReportPanel",
    "SelfTestPanel",
    "VialsPanel",
]

PANELS: Final[Mapping[str, Callable[[Theme], Panel]]] = MappingProxyType(
    {
        "rate": RatePanel,
        "event": EventPanel,
        "ratings": RatingsPanel,
        "note": NotePanel,
        "care": CarePausePanel,
        "patient": PatientPanel,
        "end": EndSessionPanel,
        "alarms": AlarmListPanel,
        "limits": LimitsPanel,
        "statistics": StatisticsPanel,
        "handover": HandoverPanel,
        "nibp-history": NibpHistoryPanel,
        "bolus": BolusPanel,
        "vials": VialsPanel,
        "observation": ObservationPanel,
        "defer": DeferPanel,
        "entries": EntriesPanel,
        "entry": EntryPanel,
        "plasma": PlasmaPanel,
        "report": ReportPanel,
    }
)
"""Panels about the bed that is shown."""

STATION_PANELS: Final[Mapping[str, Callable[[Theme], StationPanel]]] = MappingProxyType(
    {
        "operator": OperatorPanel,
        "sound": SoundPanel,
        "self-test": SelfTestPanel,
        "no-sound": NoSoundPanel,
        "help": HelpPanel,
        "next": NextStepsPanel,
        "end-bedside": EndBedsidePanel,
    }
)
"""Panels about the station itself; they open beside any screen."""
