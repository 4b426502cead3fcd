"""Opens the side panels of the bed screen and carries what is asked in them to the station."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.lots import Lots
from bedside.ui.bed_screen import BedScreen
from bedside.ui.panels.infusion_keys import pause_command, resume_command, stop_command, turned_elsewhere
from bedside.ui.theme import Theme
from bedside.vitals.commands import Command, EndSession
from bedside.vitals.sessions import Actor

if TYPE_CHECKING:
    from bedside.ui.panels.panel import Panel

REPORT = "report"
SESSION = "session"  # no panel: it stands in the place of wave and chart


@dataclass(frozen=True)
class _Left:
    """A panel from which the session flow was opened, and what was typed in it."""

    name: str
    session: str
    typed: object | None

    def fits(self, name: str, update: MonitorUpdate) -> bool:
        """Whether this is that panel, in the same session."""
        return name == self.name and _session_of(update) == self.session


def _session_of(update: MonitorUpdate) -> str:
    return "" if update.session is None else update.session.id


class PanelDesk(QObject):
    """At most one panel at a time, beside the live numbers.

    Signals:
        command: a `Command` from a panel or a key without a panel.
        leave: a `Closing` other than keep running: the window may go.
        told: a sentence, where a key did nothing and there is no panel to say why.
        page_asked: a page of the settings, settings/lots; the panel stays where it is, with what was typed.
    """

    command = Signal(object)
    leave = Signal(object)
    told = Signal(str)
    page_asked = Signal(str)

    def __init__(self, theme: Theme, actor: Actor, screen: BedScreen) -> None:
        super().__init__(screen)
        self._theme = theme
        self._actor = actor
        self._screen = screen
        self._sent: Command | None = None  # by this window, last
        self.command.connect(self._keep_sent)
        self._drafts: MutableMapping[str, str] = {}  # unsaved notes by session id
        self._store: Path | None = None  # the record; None: there is none
        self._lots: Callable[[], Lots] = Lots
        self._left: _Left | None = None  # the panel to come back to
        screen.session_left.connect(self._come_back)

    def use_notes(self, drafts: MutableMapping[str, str]) -> None:
        """Unsaved notes are kept here, for all windows and the next start."""
        self._drafts = drafts

    def use_store(self, store: Path) -> None:
        """Reports of sessions are written from this record."""
        self._store = store

    def use_lots(self, read: Callable[[], Lots]) -> None:
        """The lots in use are offered to the vial panel; `read` gives them as they are now."""
        self._lots = read

    def set_actor(self, actor: Actor) -> None:
        """Who acts from now on, also in the panel that is open."""
        self._actor = actor
        if self.panel is not None:
            self.panel.set_actor(actor)

    @property
    def panel(self) -> Panel | None:
        """The open panel."""
        return cast("Panel | None", self._screen.panels.panel)

    def open(self, name: str, update: MonitorUpdate) -> None:
        """Open the panel of a key for the bed of `update`; "entry:12" is the panel "entry" about number 12."""
        kind, _, detail = name.partition(":")
        if kind == SESSION:
            self._turn_session(detail)
            return
        panel = self._made(kind)
        panel.aim(detail)
        self._host(kind, panel)
        panel.open_for(update, self._actor)
        self._screen.panels.settle()
        left, self._left = self._left, None
        if left is not None and left.fits(kind, update):
            panel.take_up(left.typed)

    def _made(self, kind: str) -> Panel:
        from bedside.ui.side_panels import (  # noqa: PLC0415 - bed screen first
            PANELS,
            NotePanel,
            ReportPanel,
            VialsPanel,
        )

        if kind == "note":
            return NotePanel(self._theme, drafts=self._drafts)
        if kind == REPORT:
            return ReportPanel(self._theme, self._store)
        if kind == "vials":
            return VialsPanel(self._theme, lots=self._lots)
        return PANELS[kind](self._theme)

    def press(self, name: str, update: MonitorUpdate) -> None:
        """Do what a key of the row means: record at once, open its panel, or close it again."""
        command: Command | None
        match name:
            case "pause":
                if done := turned_elsewhere(update, self._sent):
                    self.told.emit(done)
                    return
                command = resume_command(update, self._actor) or pause_command(update, self._actor)
            case "stop":
                command = stop_command(update, self._actor)
            case "end" if update.session is None and update.waiting:
                command = EndSession(bed=update.bed, actor=self._actor, next_patient=True)
            case _:
                if self._screen.panels.name == name.partition(":")[0]:
                    self.close()
                else:
                    self.open(name, update)
                return
        if command is not None:
            self.command.emit(command)

    def close(self) -> bool:
        """Close the open panel, or the session flow; False when there was none."""
        panel = self.panel
        if panel is None:
            return self._screen.close_session()
        panel.close_panel()
        return True

    def ask_closing(self, open_beds: Sequence[MonitorUpdate]) -> None:
        """Ask what is to become of the open sessions when the window goes."""
        from bedside.ui.side_panels import CloseWindowPanel  # noqa: PLC0415 - bed screen first

        panel = CloseWindowPanel(self._theme)
        panel.chosen.connect(self._close_chosen)
        self._host("close", panel)
        panel.open_for_sessions(open_beds, self._actor)

    def show_refusal(self, sentence: str) -> None:
        """Say in the open panel why the station refused."""
        panel = self.panel
        if panel is not None:
            panel.show_refusal(sentence)
        elif self._screen.session_open:
            self._screen.session_page.show_refusal(sentence)

    def _keep_sent(self, command: object) -> None:
        if isinstance(command, Command):
            self._sent = command

    def _turn_session(self, form: str) -> None:
        if self.panel is not None:
            self.panel.close_panel()
        if form or not self._screen.close_session():
            self._screen.open_session(form)

    def _host(self, name: str, panel: Panel) -> None:
        panel.command.connect(self.command)
        rate_typed = getattr(panel, "rate_typed", None)
        if rate_typed is not None:
            rate_typed.connect(self._screen.chart.set_preview_rate)
        asked = getattr(panel, "panel_asked", None)
        if asked is not None:
            asked.connect(self._open_instead)
        self._screen.panels.open(name, panel)

    def _open_instead(self, name: str) -> None:
        """Another panel in place of the one that asked for it; from the session flow the way leads back to it."""
        if "/" in name:
            self.page_asked.emit(name)
            return
        update, panel = self._screen.shown, self.panel
        if update is None:
            return
        left = None
        if panel is not None and name.partition(":")[0] == SESSION:
            left = _Left(self._screen.panels.name, _session_of(update), panel.typed_so_far())
        self.open(name, update)
        self._left = left

    def _come_back(self) -> None:
        """The session flow was closed: the panel that it was opened from goes on where it was."""
        update, left = self._screen.shown, self._left
        if update is not None and left is not None and left.fits(left.name, update):
            self.open(left.name, update)
        self._left = None

    def _close_chosen(self, choice: object) -> None:
        from bedside.ui.side_panels import Closing  # noqa: PLC0415 - bed screen first

        if choice is not Closing.KEEP_RUNNING:
            self.leave.emit(choice)
