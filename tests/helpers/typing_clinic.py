"""A real program with a window, for tests that kill it. Somebody types into its forms; the next one says what it has.

python -m tests.helpers.typing_clinic STORE type     types until it is killed
python -m tests.helpers.typing_clinic STORE look     prints what the forms show, and ends
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bedside.clock import SystemClock
from bedside.composition import build
from bedside.settings import drafts_path
from bedside.ui import theme as themes
from bedside.ui.clinic_screen import ClinicScreen
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.note import NotePanel
from bedside.ui.session.form import SessionForm
from bedside.ui.session.plan_form import PlanForm
from bedside.ui.session.scale_form import ScaleForm
from bedside.ui.window_set import WindowSet
from bedside.vitals.care_commands import IdentifyPatient, SavePatient
from bedside.vitals.commands import STATION_BED
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import Actor, Role

BED = 1
PATIENCE_S = 60.0
NURSE = Actor(name="A. Moreno", role=Role.NURSE)
PATIENT = PatientRecord(
    id="7" * 32, simulated=False, family_name="Reyes", given_name="Marta", record_no="20418", weight_kg=70.0
)
DOSE, NOTE = "35,5", "looks calm and "


class Clinic:
    """The program, as composition and window put it together."""

    def __init__(self, store: Path) -> None:
        self.app = QApplication.instance() or QApplication(sys.argv[:1])
        self.services = build(store, remembered=False)
        windows = WindowSet(themes.load(themes.DEFAULT), remembers=False)
        self.window: MainWindow = windows.make(size=(1366, 768))
        self.screen = ClinicScreen(self.window, self.services, SystemClock(), windows)
        self.told: list[str] = []
        self.screen.drafts.told.connect(self.told.append)

    def until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < end, "it never came about"
            self.app.processEvents()
            time.sleep(0.005)

    def session(self) -> None:
        """The bed's session is there, and shown."""
        self.until(
            lambda: (
                BED in self.window.updates
                and self.window.updates[BED].session is not None
                and self.window.updates[BED].care is not None
            )
        )
        self.window.open_bed(BED)

    def form(self, name: str) -> SessionForm:
        self.window.bed_screen.open_session(name)
        self.until(lambda: self.window.bed_screen.session_page.form is not None)
        form = self.window.bed_screen.session_page.form
        assert form is not None
        self.until(lambda: bool(form._session))
        return form

    def note(self) -> NotePanel:
        self.window.desk.open("note", self.window.updates[BED])
        panel = self.window.desk.panel
        assert isinstance(panel, NotePanel)
        return panel

    def end(self) -> None:
        self.screen.stop()
        self.services.stop()


def typed(edit: QWidget, text: str) -> None:
    """As somebody does it, a key at a time."""
    if isinstance(edit, QLineEdit):
        edit.selectAll()
    for sign in text:
        QTest.keyClicks(edit, sign)


def on_disk() -> str:
    """All that is kept."""
    folder = drafts_path()
    files = folder.glob("*.json") if folder.exists() else ()
    return " ".join(file.read_text(encoding="ascii") for file in files)


def type_until_killed(clinic: Clinic) -> None:
    """Fill forms in by half; once they are kept, go on typing."""
    station = clinic.services.station
    station.submit(SavePatient(bed=STATION_BED, actor=NURSE, patient=PATIENT)).result(PATIENCE_S)
    saved = clinic.services.patients.record(PATIENT.id)
    assert saved is not None
    station.submit(IdentifyPatient(bed=BED, actor=NURSE, patient=saved)).result(PATIENCE_S)
    clinic.session()
    plan = clinic.form("plan")
    assert isinstance(plan, PlanForm)
    typed(plan.fields["dose_mg"].edit, DOSE)
    scale = clinic.form("scale:phq9")
    assert isinstance(scale, ScaleForm)
    for n, value in ((0, 1), (2, 3)):
        scale.grids["phq9"].answered.emit(n, value)
    note = clinic.note()
    typed(note.edit, NOTE)
    clinic.until(lambda: all(text in on_disk() for text in (DOSE, NOTE.strip(), "1,,3")))
    update = clinic.window.updates[BED]
    assert update.session is not None
    print(update.session.id, flush=True)
    while True:
        typed(note.edit, "on and ")
        clinic.app.processEvents()
        time.sleep(0.02)


def look(clinic: Clinic) -> None:
    """What the forms show."""
    clinic.session()
    clinic.until(lambda: bool(clinic.told))
    update = clinic.window.updates[BED]
    assert update.session is not None
    plan = clinic.form("plan")
    assert isinstance(plan, PlanForm)
    shown: dict[str, object] = {
        "session": update.session.id,
        "told": clinic.told,
        "dose": plan.fields["dose_mg"].text(),
        "plan": plan.before.said,
        "recorded": None if update.care is None or update.care.plan is None else repr(update.care.plan),
    }
    scale = clinic.form("scale:phq9")
    assert isinstance(scale, ScaleForm)
    shown["answers"] = list(scale.answers)
    note = clinic.note()
    clinic.app.processEvents()
    clinic.until(lambda: note.before is not None and bool(note.before.said))
    assert note.before is not None
    shown["note"] = note.edit.toPlainText()
    shown["note before"] = note.before.said
    note.before.throw_key.click()
    shown["note thrown away"] = note.edit.toPlainText()
    clinic.until(lambda: NOTE.strip() not in on_disk())
    shown["kept then"] = DOSE in on_disk()
    print(json.dumps(shown), flush=True)
    clinic.end()


if __name__ == "__main__":
    {"type": type_until_killed, "look": look}[sys.argv[2]](Clinic(Path(sys.argv[1])))
