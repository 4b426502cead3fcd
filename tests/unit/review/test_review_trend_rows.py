"""The rows of the trend table: where they stand, what their numbers mean, and why one is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bedside.monitor.trends import TrendView
from bedside.monitor.updates import MonitorUpdate
from bedside.review.trend_rows import Cell, Place, Row, RowKind, RowMaker, Values, Why, places
from bedside.vitals.alarms import Direction, Priority
from bedside.vitals.commands import StartNibp
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from tests.helpers.parts import change, determination
from tests.helpers.story import BED, NURSE, at, later, rating, series, story


class Memory:
    """Everything is known exactly."""

    def __init__(self, trends: dict[Parameter, TrendView]) -> None:
        self._trends = trends

    def between(
        self, parameter: Parameter, first: float, last: float
    ) -> tuple[np.ndarray, np.ndarray] | None:
        if parameter not in self._trends:
            return np.empty(0), np.empty(0)
        t, y = self._trends[parameter].rows()
        inside = (t > first) & (t <= last)
        return t[inside], y[inside]

    def extent(self, parameter: Parameter, first: float, last: float) -> tuple[float, float] | None:
        return None

    def known(self, parameter: Parameter) -> bool:
        return parameter in self._trends


def row_at(update: MonitorUpdate, t: float, **more: object) -> Row:
    place = Place(t=t, since=t - 300.0, kind=RowKind.INTERVAL)
    return RowMaker(update, Memory(dict(update.trends))).row(replace(place, **more))  # type: ignore[arg-type]


def spo2(values: list[float], *, step: float = 1.0) -> dict[Parameter, TrendView]:
    return {Parameter.SPO2: series(np.arange(len(values)) * step, np.array(values))}


def times(rows: tuple[Place, ...]) -> list[tuple[float, RowKind]]:
    return [(row.t, row.kind) for row in rows]


def test_a_row_stands_at_every_interval_and_one_at_every_cuff_reading() -> None:
    rows = places(
        anchor=0.0, interval_s=300.0, now=700.0, cuffs=[determination(400.0, 120, 80, 93)], live=False
    )
    assert times(rows) == [(300.0, RowKind.INTERVAL), (400.0, RowKind.CUFF), (600.0, RowKind.INTERVAL)]
    assert [row.since for row in rows[1:]] == [300.0, 400.0]


def test_a_cuff_reading_beside_an_interval_takes_its_place() -> None:
    rows = places(
        anchor=0.0, interval_s=300.0, now=320.0, cuffs=[determination(285.0, 120, 80, 93)], live=False
    )
    assert times(rows) == [(285.0, RowKind.CUFF)]


def test_the_newest_row_is_of_this_moment_while_the_session_runs() -> None:
    rows = places(anchor=-60.0, interval_s=300.0, now=300.0, cuffs=[], live=True)
    assert times(rows) == [(240.0, RowKind.INTERVAL), (300.0, RowKind.LIVE)]


@pytest.mark.parametrize("interval_s", [60.0, 150.0, 300.0, 600.0, 900.0, 1800.0])
def test_a_session_of_26_hours_has_all_its_rows(interval_s: float) -> None:
    rows = places(anchor=0.0, interval_s=interval_s, now=26 * 3600.0, cuffs=[], live=False)
    assert len(rows) == 26 * 3600 / interval_s


def test_a_session_of_five_seconds_has_the_row_of_this_moment() -> None:
    rows = places(anchor=-100.0, interval_s=300.0, now=5.0, cuffs=[], live=True)
    assert times(rows) == [(5.0, RowKind.LIVE)]


def test_a_number_is_the_median_of_the_minute_before_the_row() -> None:
    update = replace(story(200.0), trends=spo2([90.0] * 61 + [97.0] * 59 + [50.0]), alarm_log=())
    assert row_at(update, 120.0).cells[Parameter.SPO2] == Cell(value=97.0)
    assert row_at(update, 60.0).cells[Parameter.SPO2].value == 90.0


def test_a_number_that_stands_on_less_than_half_of_its_minute_is_doubtful() -> None:
    update = replace(story(200.0), trends=spo2([97.0] * 20 + [np.nan] * 40), alarm_log=())
    found = row_at(update, 59.0).cells[Parameter.SPO2]
    assert (found.value, found.doubtful) == (97.0, True)
    longer = replace(update, trends=spo2([97.0] * 40 + [np.nan] * 20))
    assert not row_at(longer, 59.0).cells[Parameter.SPO2].doubtful


def test_a_device_that_tells_its_number_every_ten_seconds_is_not_doubted_for_it() -> None:
    update = replace(story(200.0), trends=spo2([97.0] * 10, step=10.0), alarm_log=())
    assert not row_at(update, 60.0).cells[Parameter.SPO2].doubtful


def test_a_missing_value_is_never_zero_and_keeps_its_reason() -> None:
    update = story()
    off = row_at(replace(update, trends=spo2([np.nan] * 2400)), at("10:11:40"))
    assert (off.cells[Parameter.SPO2].value, off.cells[Parameter.SPO2].why) == (None, Why.ALARM)
    assert off.cells[Parameter.RR].why is Why.NEVER
    silent = row_at(replace(update, trends=spo2([np.nan] * 2400), alarm_log=()), at("10:11:40"))
    assert silent.cells[Parameter.SPO2].why is Why.NO_VALUE


def test_a_minute_in_which_the_program_did_not_run_says_so() -> None:
    update = replace(story(600.0), trends=spo2([97.0] * 100), alarm_log=())
    assert update.session is not None
    update = replace(update, session=replace(update.session, interrupted=((100.0, 300.0),)))
    row = row_at(update, 250.0)
    assert row.cells[Parameter.SPO2].why is Why.NOT_RUNNING
    assert row.interrupted


def test_a_limit_alarm_stands_in_the_cells_of_the_minutes_in_which_it_was_true() -> None:
    update = story("10:40:00")
    during = row_at(update, at("10:32:00")).cells[Parameter.SPO2]
    assert during.alarm is not None
    assert (during.alarm.priority, during.alarm.worst) == (Priority.HIGH, 86)
    assert row_at(update, at("10:31:00")).cells[Parameter.SPO2].alarm is None
    assert row_at(update, at("10:34:00")).cells[Parameter.SPO2].alarm is None
    assert row_at(update, at("10:35:00")).priority is Priority.HIGH, "it began since the row before"


def test_a_cuff_reading_has_its_own_alarm_and_not_the_one_before() -> None:
    high, fine = determination(600.0, 171, 80, 110), determination(900.0, 130, 80, 97)
    onset = change(
        1, Priority.MEDIUM, Parameter.NIBP_SYS, 601.0, direction=Direction.HIGH, value=171, limit=160
    )
    cleared = replace(onset, t=901.0, number=2, present=False)
    update = replace(story(1000.0), determinations=(high, fine), alarm_log=(onset, cleared))
    assert row_at(update, 600.0, kind=RowKind.CUFF, cuff=high).cells[Parameter.NIBP_SYS].alarm is not None
    assert row_at(update, 900.0, kind=RowKind.CUFF, cuff=fine).cells[Parameter.NIBP_SYS].alarm is None


def test_a_reading_that_was_asked_for_here_is_told_from_one_of_the_monitors_own() -> None:
    asked = later(story(580.0), 60.0, StartNibp(bed=BED, actor=NURSE))
    first, second = determination(620.0, 120, 80, 93), determination(700.0, 121, 80, 93)
    update = replace(asked, determinations=(first, second))
    assert row_at(update, 620.0, kind=RowKind.CUFF, cuff=first).cuff_by_hand
    assert not row_at(update, 700.0, kind=RowKind.CUFF, cuff=second).cuff_by_hand


def test_a_doubtful_cuff_reading_is_called_so() -> None:
    cuff = replace(determination(600.0, 120, 80, 93), quality=Quality.ARTEFACT)
    assert row_at(story(700.0), 600.0, kind=RowKind.CUFF, cuff=cuff).cuff_doubtful


def test_ratings_given_right_after_a_cuff_reading_stand_in_its_row() -> None:
    update = story("10:30:00")
    rows = places(anchor=0.0, interval_s=300.0, now=update.now, cuffs=update.determinations, live=False)
    maker = RowMaker(update, Memory(dict(update.trends)))
    found = {place.t: maker.row(place).ratings for place in rows}
    assert found[at("10:20")] == {"dissociation": 5, "anxiety": 2, "nausea": 1}
    assert found[at("10:25")] == {}


def test_a_rating_taken_back_is_in_no_row() -> None:
    update = later(story("10:28:12"), 5.0, rating("dissociation", 9))
    gone = replace(update.entries[-1], retracted=True)
    row = row_at(replace(update, entries=(*update.entries[:-1], gone)), update.now, kind=RowKind.LIVE)
    assert row.ratings.get("dissociation") != 9


def test_the_infusion_rate_of_a_row_is_the_one_that_ran_then() -> None:
    update = story("10:28:12")
    rates = [row_at(update, at(clock)).rate_ml_h for clock in ("10:00", "10:10", "10:20")]
    assert rates == [None, 45, 55]


def test_where_exact_values_are_gone_a_row_says_between_which_they_lay() -> None:
    class Old(Memory):
        def between(self, parameter: Parameter, first: float, last: float) -> None:
            return None

        def extent(self, parameter: Parameter, first: float, last: float) -> tuple[float, float] | None:
            return (94.0, 98.0) if parameter is Parameter.SPO2 else None

    old: Values = Old(dict(story().trends))
    row = RowMaker(story(), old).row(Place(t=900.0, since=600.0, kind=RowKind.INTERVAL))
    assert row.cells[Parameter.SPO2].extent == (94.0, 98.0)
    assert row.inexact


def test_rows_go_on_from_an_earlier_maker_without_folding_the_alarms_again() -> None:
    update = story("10:40:00")
    values = Memory(dict(update.trends))
    first = RowMaker(update, values)
    second = RowMaker(replace(update, now=update.now + 5), values, first)
    place = Place(t=at("10:35"), since=at("10:30"), kind=RowKind.INTERVAL)
    assert second.row(place) == first.row(place)
