"""Too many alarms: what to review, and when to group the list."""

from __future__ import annotations

import pytest

from bedside.alarms.flood import Grouped, Review, hints
from bedside.vitals.alarms import AlarmChange, Change, Kind, Presence, Priority
from bedside.vitals.parameters import Parameter


def onset(number: int, t: float, code: str = "SPO2-LOW", episode: int | None = None) -> AlarmChange:
    return AlarmChange(
        t=t,
        number=number,
        condition=number,
        change=Change.ONSET,
        presence=Presence.ON,
        present=True,
        code=code,
        kind=Kind.PHYSIOLOGICAL,
        priority=Priority.MEDIUM,
        words="oxygen saturation low",
        onset_t=t,
        parameter=Parameter.SPO2,
        episode=number if episode is None else episode,
    )


@pytest.mark.req("ALM-62")
def test_more_than_six_episodes_of_a_code_in_ten_minutes_ask_for_a_review() -> None:
    log = [onset(n, 100 + 80 * n) for n in range(1, 8)]
    assert hints(log[:6], 700) == ()
    assert hints(log, 700) == (
        Review(
            code="SPO2-LOW",
            words="oxygen saturation low",
            kind=Kind.PHYSIOLOGICAL,
            parameter=Parameter.SPO2,
            episodes=7,
        ),
    )


@pytest.mark.req("ALM-62")
def test_what_is_older_than_ten_minutes_or_not_yet_so_does_not_count() -> None:
    log = [onset(n, 80 * n) for n in range(1, 8)]
    assert len(hints(log, 679)) == 1
    assert hints(log, 680) == ()
    assert hints(log, 559) == ()


@pytest.mark.req("ALM-61", "ALM-62")
def test_a_value_that_trembles_is_one_episode_but_many_alarms() -> None:
    log = [onset(n, n, episode=1) for n in range(1, 12)]
    assert hints(log[:10], 100) == ()
    assert hints(log, 100) == (Grouped(alarms=11),)


@pytest.mark.req("ALM-62")
def test_grouping_comes_first_and_then_what_is_most_frequent() -> None:
    log = [onset(n, n, "PR-LOW" if n % 8 else "SPO2-LOW") for n in range(1, 65)]
    found = hints(log, 100)
    assert [type(hint).__name__ for hint in found] == ["Grouped", "Review", "Review"]
    assert [hint.code for hint in found if isinstance(hint, Review)] == ["PR-LOW", "SPO2-LOW"]


@pytest.mark.req("ALM-62")
def test_alarms_of_an_older_record_count_each_for_itself() -> None:
    log = [onset(n, n, episode=0) for n in range(1, 8)]
    assert len(hints(log, 100)) == 1
