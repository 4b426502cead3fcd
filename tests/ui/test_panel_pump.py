"""A connected pump that says otherwise than the record is told in the rate panel and in the lane, and no more."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from bedside.monitor.pump_beside import pump_beside
from bedside.monitor.updates import MonitorUpdate
from bedside.ui.panels.rate import RatePanel
from bedside.ui.session_chart import SessionChart
from bedside.ui.theme import Theme
from bedside.vitals.parameters import Parameter
from tests.helpers.hosting import host
from tests.helpers.parts import numeric
from tests.helpers.story import NURSE
from tests.helpers.updates import reyes


def pump_gone(update: MonitorUpdate) -> MonitorUpdate:
    """Its pump was heard two minutes ago for the last time."""
    from bedside.monitor.updates import Age

    state = replace(
        numeric(Parameter.INFUSION_RATE, 55.0, update.now),
        t=update.now - 120.0,
        age=Age.GONE,
        reason="no data",
    )
    return replace(update, numerics={**update.numerics, Parameter.INFUSION_RATE: state})


def test_a_pump_that_is_not_heard_any_more_is_told_in_panel_and_lane(qtbot: QtBot, look: Theme) -> None:
    update = pump_gone(reyes())
    words = pump_beside(update).words
    assert words
    panel = RatePanel(look)
    host(qtbot, panel, 784, 568)
    sent: list[object] = []
    panel.command.connect(sent.append)
    panel.open_for(update, NURSE)
    assert panel._head.hint == words
    chart = SessionChart(look)
    host(qtbot, chart, 1272, 568)
    chart.show_update(update)
    assert chart.picture is not None and chart.picture.pump == words
    with_words = chart.grab().toImage()
    chart.show_update(replace(reyes(), now=update.now + 3.0))
    assert chart.picture.pump == ""
    assert chart.grab().toImage() != with_words
    assert sent == []
