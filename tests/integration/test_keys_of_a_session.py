"""The time budgets of the clinical notes (section 5), held by a person at the keys of a real window: the station runs,
devices measure, and what came of the keys is read from the record.

Of a time the program decides how many keys it takes. They are turned into seconds by the Keystroke-Level Model (Card,
Moran and Newell 1980): 0.28 s a key, 1.35 s before each thing that is done. What is said between people and the cuff's
minutes belong to neither.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bedside.clock import SystemClock
from bedside.composition import build
from bedside.ui import theme
from bedside.vitals.alarms import Change
from bedside.vitals.care_commands import (
    AllowEmergencyStart,
    DecideGo,
    GiveScore,
    IdentifyPatient,
    SavePatient,
    SetPlan,
)
from bedside.vitals.commands import (
    STATION_BED,
    Acknowledge,
    ChangeRate,
    MarkEvent,
    PauseInfusion,
    ResumeInfusion,
    StartInfusion,
    StopInfusion,
)
from bedside.vitals.devices import PortSearch, SearchState
from bedside.vitals.parameters import Parameter
from bedside.vitals.sessions import Role
from tests.helpers.cables import Cables
from tests.helpers.care_rooms import NURSE, PATIENT
from tests.helpers.keyed_clinic import BED, KEY_S, Keys, keyed_clinic, keyed_window, recorded, session_of

K = Qt.Key
STARTED = StartInfusion(
    bed=BED, actor=NURSE, rate_ml_h=52.5, concentration_mg_ml=1.0, planned_mg=35.0, planned_min=40.0
)
FALLING = """
title = "Falling"
summary = "The saturation falls at once and stays low."
[baseline]
spo2 = 94
[[effect]]
kind = "desaturation"
start_s = 0.5
nadir = 70
lag_s = 0
fall_per_s = 100
end_s = 900
"""


@pytest.fixture
def store(home: Path) -> Path:
    return home / "b.sqlite"


@pytest.fixture
def infusing(qtbot: QtBot, store: Path) -> Iterator[Keys]:
    """A bed whose infusion runs, on its screen; nothing of the session is open."""
    with keyed_clinic(qtbot, theme.load("dark"), store, NURSE, factor=1.0) as keys:
        keys.say(AllowEmergencyStart(bed=BED, actor=NURSE, reason="a test"), STARTED)
        keys.window.open_bed(BED)
        keys.anew()
        yield keys


def kept(keys: Keys, store: Path, kind: type) -> list:  # type: ignore[type-arg]
    """What the record has of these, once it has as many as the station."""
    keys.until(
        lambda: len([e for e in recorded(store) if isinstance(e.command, kind)]) >= len(keys.of(kind)) > 0
    )
    return [entry for entry in recorded(store) if isinstance(entry.command, kind)]


@pytest.mark.req("GATE-01", "DOSE-01")
def test_from_a_chosen_patient_to_the_recorded_start_are_42_keys_and_less_than_a_minute(
    qtbot: QtBot, store: Path
) -> None:
    """Every question of the screening, the risk screen, the prescriber's go, plan and start: no key but real ones."""
    with keyed_clinic(qtbot, theme.load("dark"), store, NURSE) as keys:
        keys.say(SavePatient(bed=STATION_BED, actor=NURSE, patient=replace(PATIENT, version=0)))
        keys.say(IdentifyPatient(bed=BED, actor=NURSE, patient=PATIENT))
        keys.window.open_bed(BED)
        keys.shown()
        keys.anew()
        keys.press(K.Key_F10)
        keys.press(*[K.Key_N] * 16)  # the health questions
        keys.press(K.Key_Y, K.Key_N, K.Key_L)  # consent, allergies, food, which takes words
        keys.type("06:30 toast")
        keys.press(K.Key_Return)
        keys.press(K.Key_1, K.Key_N, *[K.Key_Y] * 5)  # pregnancy test … resuscitation equipment
        keys.press(K.Key_Return, *[K.Key_N] * 3, K.Key_Return)  # the risk screen, opened, asked and kept
        keys.until(lambda: keys.window.bed_screen.session_page.name == "screening")
        keys.press(K.Key_Return)
        keys.type("S. Lund")
        keys.press(K.Key_Tab, K.Key_Return)  # go
        keys.type("35")
        keys.press(*[K.Key_Tab] * 3)
        keys.type("1")
        keys.press(K.Key_Return)
        keys.until(lambda: keys.of(SetPlan))
        keys.until(
            lambda: keys.update.care is not None and keys.update.care.gate.ready
        )  # the cuff's second reading
        keys.press(K.Key_F6)
        keys.type("52.5")
        keys.press(K.Key_Return)
        (start,) = kept(keys, store, StartInfusion)
        assert (start.command.rate_ml_h, start.command.concentration_mg_ml) == (52.5, 1.0)
        assert (start.command.planned_mg, start.command.planned_min, start.command.actor) == (
            35.0,
            40.0,
            NURSE,
        )
        (go,), (risk,) = kept(keys, store, DecideGo), kept(keys, store, GiveScore)
        assert (go.command.go, go.command.actor.role) == (True, Role.SUPERVISOR)
        assert (risk.command.scale, risk.command.total) == ("cssrs", 0)
        assert keys.pressed <= 42
        assert keys.seconds <= 60.0


@pytest.mark.req("EVT-01")
def test_an_event_is_in_the_record_within_three_seconds_by_five_keys_or_two_taps(
    infusing: Keys, store: Path
) -> None:
    infusing.press(K.Key_F5, K.Key_D, K.Key_I, K.Key_Z)
    before = infusing.update.now
    infusing.press_on(K.Key_2)
    (event,) = kept(infusing, store, MarkEvent)
    assert (event.command.event, event.command.severity) == ("dizziness", 2)
    assert infusing.pressed <= 5
    assert infusing.seconds <= 3.0
    assert before <= event.t <= before + 1.0, "its time is that of the key"
    infusing.press(K.Key_Escape)
    infusing.tap(infusing.window.bed_screen.keys.keys["event"])
    infusing.tap(infusing.window.desk.panel.keys["nausea", 1])
    infusing.until(lambda: len(infusing.of(MarkEvent)) == 2)
    assert [e.command.event for e in kept(infusing, store, MarkEvent)] == ["dizziness", "nausea"]
    assert infusing.taps <= 2


@pytest.mark.req("DOSE-02")
def test_rate_pause_resume_and_stop_are_two_keys_each_and_all_are_in_the_record(
    infusing: Keys, store: Path
) -> None:
    infusing.press(K.Key_F6)
    infusing.type("60")
    infusing.press(K.Key_Return)
    (change,) = kept(infusing, store, ChangeRate)
    assert change.command.rate_ml_h == 60.0
    assert infusing.pressed <= 2
    for letter, kind in ((K.Key_P, PauseInfusion), (K.Key_P, ResumeInfusion), (K.Key_S, StopInfusion)):
        infusing.anew()
        infusing.press(K.Key_F6, letter)
        assert len(kept(infusing, store, kind)) == 1
        infusing.shown()
        assert infusing.pressed <= 2


@pytest.mark.req("ALM-31")
def test_an_alarm_is_acknowledged_in_the_record_within_a_second_by_one_key(qtbot: QtBot, store: Path) -> None:
    play = store.with_name("falling.toml")
    play.write_text(FALLING)
    with keyed_clinic(qtbot, theme.load("dark"), store, NURSE, factor=1.0, play=str(play)) as keys:
        keys.until(lambda: [a for a in keys.update.alarms if a.change.code == "SPO2-LOW"])
        alarm = keys.update.alarms[0].change
        keys.until(lambda: "SpO2" in keys.window.alarm_bar.accessibleDescription())  # it can be seen
        before = keys.update.now
        keys.anew()
        keys.press(K.Key_F3)
        (taken,) = kept(keys, store, Acknowledge)
        assert (taken.command.condition, taken.command.actor) == (alarm.condition, NURSE)
        assert keys.pressed <= 1
        assert KEY_S + (taken.t - before) <= 1.0
        keys.until(lambda: any(c.change is Change.ACKNOWLEDGED for c in session_of(store).alarm_changes()))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no ptys on Windows")
def test_two_devices_are_connected_by_six_presses_in_less_than_a_minute_and_a_half(
    qtbot: QtBot, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An oximeter that speaks by itself, and a cuff that has to be asked, as they are plugged in."""
    cables = Cables(tmp_path)
    monkeypatch.setattr("bedside.link.ports.list_serial", cables.rows)
    services = build(store, remembered=False, watch_ports=True)
    clock = SystemClock()
    try:
        with keyed_window(qtbot, theme.load("dark"), services, clock, NURSE, (1366, 768)) as keys:
            began = clock.now()
            keys.tap(keys.window.rail.keys["devices"])
            devices = keys.window.devices
            for driver in ("nonin", "dinamap"):
                cables.add(driver)

            def named(driver: str) -> bool:
                row = devices.chosen_row
                return (
                    isinstance(row, PortSearch)
                    and row.driver == driver
                    and devices.doctor.keys.use.isVisible()
                )

            keys.until(lambda: named("nonin"))
            keys.tap(devices.doctor.keys.use)
            keys.until(
                lambda: keys.station.devices and keys.station.searches[0].state is not SearchState.LISTENING
            )
            keys.press(K.Key_Up)
            keys.until(devices.doctor.keys.ask.isVisible)  # the station may know sooner than the window shows
            keys.press(K.Key_Return, K.Key_Return)  # into its row, and “Ask it”
            keys.until(lambda: named("dinamap"))
            keys.tap(devices.doctor.keys.use)
            keys.until(lambda: len(keys.station.devices) == 2)
            keys.until(lambda: BED in services.station.updates and keys.update.session is not None)
            took = clock.now() - began
            assert keys.pressed + keys.taps <= 6
            assert keys.seconds + took <= 90.0
            keys.until(lambda: session_of(store).numerics(Parameter.SPO2)[0].size)
            linked = {
                changed.change.device.partition("@")[0] for changed in session_of(store).device_changes()
            }
            assert linked == {"nonin", "dinamap"}
    finally:
        services.stop()
        cables.stop()
