"""A clock that is set while somebody types: every form keeps what stands in it, and the time it was seen at."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from bedside.clock import SystemClock
from bedside.ui import formats, theme
from bedside.ui.panels.entry_edit import EntryPanel
from bedside.ui.panels.when import When
from bedside.ui.session.scale_form import ScaleForm
from bedside.vitals.care_commands import AllowEmergencyStart, IdentifyPatient, SavePatient
from bedside.vitals.commands import MarkEvent, StartInfusion
from bedside.vitals.sessions import Actor, Role
from tests.helpers.care_rooms import PATIENT
from tests.helpers.two_windows import BED, Ward, ward_in

SOFIA = Actor(name="Sofia", role=Role.NURSE)
STEPS_S = (3600.0, -10.0, -3600.0, 10.0)  # forms take turns
PANELS = (
    "rate",
    "event",
    "note",
    "bolus",
    "vials",
    "observation",
    "defer:nibp",
    "limits",
    "end",
    "care",
    "entry",
)
FORMS = ("patient", "plan", "scale:phq9", "screening", "recovery", "advice", "protocol", "emergency")


class SetClock(SystemClock):
    """The machine's clock, whose wall somebody sets."""

    def __init__(self) -> None:
        super().__init__()
        self.set_by = timedelta()

    def utc(self) -> datetime:
        return super().utc() + self.set_by


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ward(qtbot: QtBot, home: Path, clock: SetClock) -> Iterator[Ward]:
    with ward_in(qtbot, theme.load("dark"), home / "b.sqlite", clock=clock) as made:
        made.works_here(SOFIA)
        saved = replace(PATIENT, version=0, simulated=False)
        start = StartInfusion(
            bed=BED, actor=SOFIA, rate_ml_h=52.5, concentration_mg_ml=1.0, planned_mg=35.0, planned_min=40.0
        )
        made.say(
            SavePatient(bed=0, actor=SOFIA, patient=saved),
            IdentifyPatient(bed=BED, actor=SOFIA, patient=replace(saved, version=1)),
            AllowEmergencyStart(bed=BED, actor=SOFIA, reason="a test"),
            start,
            MarkEvent(bed=BED, actor=SOFIA, event="nausea"),
        )
        made.until(lambda: BED in made.services.station.updates and made.update.infusion is not None)
        made.left.come()
        made.left.window.open_bed(BED)
        made.shown()
        yield made


def fields(form: QWidget) -> list[QLineEdit | QPlainTextEdit]:
    """What can be typed into."""
    found = [*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit)]
    return [each for each in found if each.isVisible() and each.isEnabled() and not each.isReadOnly()]


def texts(form: QWidget) -> list[object]:
    """What stands in them, the answers of a questionnaire too."""
    found: list[object] = [
        each.text() if isinstance(each, QLineEdit) else each.toPlainText()
        for each in (*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit))
    ]
    return [*found, list(form.answers)] if isinstance(form, ScaleForm) else found


def filled(ward: Ward, form: QWidget) -> None:
    """Half typed: a sign more in every field, and a time where one can be said."""
    session = ward.update.session
    assert session is not None
    for when in form.findChildren(When):
        if when.isVisible():
            when.open()
            when.write(0.0)
            when.field.edit.setText(formats.clock_at(session.started_utc, 1.0))
    if isinstance(form, ScaleForm):
        form.grids["phq9"].answered.emit(0, 2)
    for each in fields(form):
        if not each.parent() or not isinstance(each.parent().parent(), When):
            QTest.keyClicks(each, "7")
    QApplication.processEvents()


def times(form: QWidget) -> list[object]:
    """What the form would say of when it was seen; of an entry that is corrected too."""
    found: list[object] = [when.moment for when in form.findChildren(When)]
    if isinstance(form, EntryPanel):
        command, _ = form._read()
        found.append(getattr(command, "observed_t", None))
    return found


def stepped(ward: Ward, clock: SetClock, step_s: float) -> None:
    """Somebody sets the clock, and the windows show it."""
    clock.set_by += timedelta(seconds=step_s)

    def told() -> bool:
        station = ward.left.window.station
        return station is not None and abs(station.utc - clock.utc()) < timedelta(seconds=2)

    ward.until(told)
    QTest.qWait(60)  # some frames


def open_form(ward: Ward, name: str) -> QWidget:
    window = ward.left.window
    if name in FORMS:
        window.bed_screen.open_session(name)
        ward.until(lambda: ward.left.page.form is not None and ward.left.page.form.isVisible())
        QTest.qWait(60)
        return ward.left.form
    window.bed_screen.close_session()
    window.desk.open(name, ward.update)
    panel = window.desk.panel
    assert panel is not None
    QTest.qWait(60)
    return panel


@pytest.mark.req("EVT-01")
def test_every_form_keeps_its_words_and_its_times_while_the_clock_is_set(ward: Ward, clock: SetClock) -> None:
    """One station for all of them: some ten seconds instead of a minute."""
    typed_into = set()
    ward.until(lambda: ward.update.now > 2.0)  # what is typed as a time, 1 s of the session, has been
    for n, name in enumerate((*PANELS, *FORMS)):
        form = open_form(ward, name)
        filled(ward, form)
        stood, seen = texts(form), times(form)
        if any("7" in str(text) or text == [2] + [None] * 8 for text in stood):
            typed_into.add(name)
        for step_s in STEPS_S if name in ("rate", "entry") else STEPS_S[n % 4 :][:1]:
            stepped(ward, clock, step_s)
            assert texts(form) == stood, (name, step_s)
            assert times(form) == seen, (name, step_s)
    assert typed_into >= {"rate", "note", "bolus", "observation", "entry", "patient", "plan", "scale:phq9"}
    session = ward.update.session
    assert session is not None
    assert ward.update.infusion is not None
    assert ward.update.infusion.started_t < 60.0, "and no time in the record moved"
