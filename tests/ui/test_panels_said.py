"""What panels say beside their keys (cautions, prompts, what is left) is seen whole at every size and text size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from bedside.monitor.updates import MonitorUpdate
from bedside.ui import theme as themes
from bedside.ui.main_window import MainWindow
from bedside.ui.panels.check_box import CheckBox
from bedside.ui.panels.observation import ObservationPanel
from bedside.ui.panels.panel import Panel
from bedside.ui.panels.patient import PatientPanel
from bedside.ui.panels.rate import RatePanel
from bedside.ui.panels.vial import VialsPanel
from bedside.vitals.care_commands import AccountVial
from bedside.vitals.commands import GiveRating
from bedside.vitals.display import Appearance
from bedside.vitals.patients import VialUse
from tests.helpers.story import BED, NURSE, later, story
from tests.helpers.windows import feed, open_window
from tests.ui.test_panels_whole import LAYOUT_COUNT, Cut, complaints, open_panel

USE = VialUse(
    lot="A7", expiry="2027-04", strength_mg_ml=50, opened_mg=500, drawn_mg=50, given_mg=35, wasted_mg=0
)


def forgotten() -> MonitorUpdate:
    update = story("10:28:12")
    return replace(update, now=update.now + 3600.0)


def deep() -> MonitorUpdate:
    once = later(story("10:28:12"), 60.0, GiveRating(bed=BED, actor=NURSE, scale="moaas", value=3))
    return later(once, 1.0, GiveRating(bed=BED, actor=NURSE, scale="moaas", value=2))


def accounted() -> MonitorUpdate:
    return later(story("10:28:12"), 1.0, AccountVial(bed=BED, actor=NURSE, vial="1", use=USE))


def typed_pounds(panel: Panel) -> None:
    assert isinstance(panel, PatientPanel)
    panel.weight.edit.setText("154")


def as_it_is(_panel: Panel) -> None:
    """Nothing is typed."""


def boxes(panel: Panel) -> list[str]:
    """What stands in the boxes that are shown."""
    return [box.accessibleName() for box in panel.findChildren(CheckBox) if box.isVisibleTo(panel)]


def settle(window: MainWindow, update: MonitorUpdate, appearance: Appearance) -> None:
    """Frames enough for other news to be looked at, and every request for another layout answered."""
    for _ in range(2):
        feed(window, update, frames=4, appearance=appearance)
        for _ in range(LAYOUT_COUNT):
            QApplication.processEvents()


SAYS: dict[str, str] = {
    "rate": "no stop is recorded",
    "observation": "hard to wake",
    "vials": "450 mg left in it",
    "patient": "on record in pounds",
}
CASES: dict[str, tuple[type[Panel], Callable[[], MonitorUpdate], Callable[[Panel], None]]] = {
    "rate": (RatePanel, forgotten, as_it_is),
    "observation": (ObservationPanel, deep, as_it_is),
    "vials": (VialsPanel, accounted, as_it_is),
    "patient": (PatientPanel, lambda: story("10:28:12"), typed_pounds),
}


@pytest.mark.parametrize("text", (1.0, 2.0))
@pytest.mark.parametrize("size", ((640, 400), (1024, 640), (1366, 768)))
def test_what_a_panel_says_leaves_its_keys_and_fields_whole(
    qtbot: QtBot, size: tuple[int, int], text: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance = Appearance(reduced_motion=True, text_scale=text)
    cut = Cut(monkeypatch)
    window = open_window(qtbot, themes.of(appearance), size)
    settle(window, story("10:28:12"), appearance)
    window.open_bed(BED)
    wrong: list[str] = []
    for name, (kind, update, act) in CASES.items():
        settle(window, update(), appearance)
        host = open_panel(window, name, update(), appearance)
        panel = host.panel
        assert isinstance(panel, kind)
        act(panel)
        settle(window, update(), appearance)
        shown = [each for each in panel.findChildren(QLabel) if each.isVisibleTo(panel)]
        told = " ".join([each.text() for each in shown] + [panel._head.hint, *boxes(panel)])
        assert SAYS[name] in told, name
        if panel.height() > host.viewport().height() + host.verticalScrollBar().maximum():
            wrong.append(f"{name}: does not scroll to its end")
        wrong += [f"{name}: {said}" for said in complaints(panel, cut)]
        host.clear()
    assert not wrong, "\n".join(wrong)
