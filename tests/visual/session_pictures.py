"""Draw the pictures of docs/session.md anew: `python -m tests.visual.session_pictures [FOLDER]`.

A session is rehearsed from the first question to the way home. Each phase is shown as the nurse saw it, with its page,
and the last picture is the whole timeline. Look at every one before it is kept.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bedside.alarms.profile_file import default_profile
from bedside.cli.parser import parser
from bedside.cli.rehearse_session import run_rehearse
from bedside.clock import Clock
from bedside.composition import build
from bedside.monitor.past import Past
from bedside.monitor.services import Services
from bedside.monitor.updates import MonitorUpdate
from bedside.replay.player import Player
from bedside.store.library import Library
from bedside.ui import theme
from bedside.ui.chart_record import ChartRecord
from bedside.ui.main_window import MainWindow
from bedside.vitals.sessions import Phase
from tests.helpers.alarming import HEARD
from tests.helpers.story import NURSE
from tests.helpers.updates import station

IMAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZE: Final = (1920, 1080)
QUALITY_PERCENT: Final = 80
EVERY_S: Final = 10.0  # of the rehearsed time, between two updates that are kept
SWEEP_S: Final = 9.0  # a little more than one sweep: the wave is painted as it comes
FRAME_S: Final = 0.1
SETTLED_MS: Final = 500  # real time: what is read from the record is there
AT: Final = {Phase.INFUSION: 0.6, Phase.RECOVERY: 0.6}  # part of a phase that is over; others: at its end


def rehearsed(store: Path) -> list[MonitorUpdate]:
    """What the bed showed in a rehearsed session, which is recorded in `store`.

    Raises:
        RuntimeError: the rehearsal was not as it should be.
    """
    shown: list[MonitorUpdate] = []

    def watch(update: MonitorUpdate) -> None:
        if update.session is not None and (not shown or update.now - shown[-1].now >= EVERY_S):
            shown.append(update)

    def watched(path: Path, clock: Clock) -> Services:
        services = build(path, clock=clock, remembered=False)
        services.station.on_bed = watch
        return services

    told = io.StringIO()
    if run_rehearse(
        parser().parse_args(["rehearse", "--store", str(store), "--speed", "600"]), told, watched
    ):
        raise RuntimeError(told.getvalue())
    return shown


def chosen(shown: Sequence[MonitorUpdate]) -> Iterator[tuple[Phase, MonitorUpdate]]:
    """One update of each phase."""
    for phase in Phase:
        of_it = [update for update in shown if update.session is not None and update.session.phase is phase]
        if of_it:
            yield phase, of_it[round((len(of_it) - 1) * AT.get(phase, 1.0))]


def draw(update: MonitorUpdate, player: Player, past: Past, page: bool, path: Path) -> None:
    """Show the seconds before `update` as they went by, then the bed, with the session's page or the chart."""
    window = MainWindow(theme.load("dark"))
    window.resize(*SIZE)
    window.show()
    ChartRecord(past, window.bed_screen.chart)
    frames = round(SWEEP_S / FRAME_S)
    for n in range(frames + 1):
        now = update.now - (frames - n) * FRAME_S
        player.seek(max(0.0, now)) if n == 0 else player.advance(FRAME_S)
        player.playing = True
        at = now - update.now
        seen = replace(update, now=now, station_now=update.station_now + at, waves=player.update().waves)
        assert update.session is not None
        whole = station(now, operator=NURSE, sound=HEARD, sound_answer="heard")
        whole = replace(
            whole,
            station_now=seen.station_now,
            utc=update.session.started_utc + timedelta(seconds=now),
            recording=replace(whole.recording, last_commit_t=seen.station_now - 0.4),
        )
        window.show_updates({update.bed: seen}, whole, seen.station_now)
        if n == 0:
            window.open_bed(update.bed)
            if page:
                window.bed_screen.open_session(update.session.phase.value)
        QApplication.processEvents()
    QTest.qWait(SETTLED_MS)
    window.grab().save(str(path), "WEBP", QUALITY_PERCENT)
    window._may_close = True
    window.close()
    window.deleteLater()


def main(folder: Path) -> None:
    """Write `session-<phase>.webp` and `session-whole.webp`."""
    app = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["BEDSIDE_HOME"] = str(Path(scratch) / "home")
        store = Path(scratch) / "rehearsed.sqlite"
        shown = rehearsed(store)
        library = Library(store)
        player = Player(library.open(library.sessions()[0].id), default_profile().limits())
        past = Past(library)
        for phase, update in chosen(shown):
            draw(update, player, past, page=True, path=folder / f"session-{phase.value}.webp")
        draw(shown[-1], player, past, page=False, path=folder / "session-whole.webp")
        past.stop()
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
