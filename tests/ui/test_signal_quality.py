"""How good the oximeter finds its signal stands beside the saturation, always."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bedside.ui.pleth_panel import PlethPanel
from bedside.ui.theme import Theme
from tests.helpers.hosting import host
from tests.helpers.updates import reyes

LEVELS = {
    4: "Signal good",
    3: "Signal fair",
    2: "Signal weak",
    1: "Signal poor",
    0: "No signal",
    None: "No finger",
}


@pytest.mark.req("ALM-56")
def test_every_level_has_its_bars_and_its_words(qtbot: QtBot, look: Theme) -> None:
    panel = PlethPanel(look)
    host(qtbot, panel, 1272, 216)
    pictures = []
    for level, words in LEVELS.items():
        panel.show_update(replace(reyes(), signal_level=level))
        assert panel.accessibleDescription() == words
        head = panel.grab().toImage().copy(0, 0, 400, 40)
        pictures.append(bytes(head.constBits()))
    assert len(set(pictures)) == len(LEVELS)
    panel.show_update(replace(reyes(), signal_level=4, waves={}))
    assert panel.accessibleDescription() == "No oximeter"
