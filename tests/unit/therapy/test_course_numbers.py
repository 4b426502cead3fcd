"""A course of sessions, and what is written down after one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bedside.therapy.course import (
    AlarmCounts,
    Course,
    Rated,
    Score,
    SessionNumbers,
    Trend,
    against_earlier,
    course_of,
)
from bedside.therapy.follow_up import refusal_of_follow_up, visit_of
from bedside.vitals.patients import FollowUp


def session(day: int, phq9: int | None = None, **others: Any) -> SessionNumbers:
    utc = f"2026-11-{day:02d}T09:00:00+00:00"
    scores = () if phq9 is None else (Score(scale="phq9", utc=utc, total=phq9),)
    return SessionNumbers(id=f"session {day}", utc=utc, **{"scores": scores, **others})


def call(**others: Any) -> FollowUp:
    return FollowUp(session="session 7", utc="2026-11-28T10:00:00+00:00", **others)


def trend(course: Course, scale: str, item: int | None = None) -> Trend:
    return next(each for each in course.trends if (each.scale, each.item) == (scale, item))


def test_the_trend_goes_from_the_first_session_to_the_last_call() -> None:
    """The course of the picture: 21 at the first, 8 at the call."""
    totals = {3: 21, 7: 20, 11: 17, 14: 15, 18: 12, 21: 11, 25: 9}
    sessions = [session(day, total) for day, total in reversed(totals.items())]
    found = trend(course_of(sessions, [call(totals=(("phq9", 8),))]), "phq9")
    assert [point.value for point in found.points] == [21, 20, 17, 15, 12, 11, 9, 8]
    assert [point.session for point in found.points][-2:] == ["session 25", ""]
    assert (found.first, found.last, found.band, found.half_of_first) == (21, 8, "mild", 10.5)
    assert found.change_percent == pytest.approx(-61.9, abs=0.05)
    assert found.halved_on == "2026-11-25T09:00:00+00:00"


def test_one_score_is_no_change_and_none_is_no_trend() -> None:
    assert trend(course_of([session(3, 21)]), "phq9").change_percent is None
    assert course_of([session(3)]).trends == ()
    assert course_of([]) == Course()


def test_a_first_score_of_nothing_has_no_percent_and_no_half() -> None:
    found = trend(course_of([session(3, 0), session(7, 4)]), "phq9")
    assert (found.change_percent, found.half_of_first, found.halved_on) == (None, None, None)


def test_an_unfinished_questionnaire_is_no_point() -> None:
    unfinished = Score(scale="phq9", utc="2026-11-07T09:00:00+00:00", total=None, answers=(3, None))
    assert len(trend(course_of([session(3, 21), session(7, scores=(unfinished,))]), "phq9").points) == 1


def test_the_item_that_is_spoken_of_has_a_trend_of_its_own() -> None:
    scores = [
        Score(scale="phq9", utc=f"2026-11-0{day}T09:00:00+00:00", total=total, answers=(*[0] * 8, item))
        for day, total, item in ((3, 21, 1), (7, 20, 0))
    ]
    found = trend(course_of([session(3, scores=tuple(scores))]), "phq9", item=9)
    assert (found.first, found.last, found.half_of_first) == (1, 0, None)


def test_a_change_of_pcl5_is_named_by_its_own_rule() -> None:
    def scored(day: int, total: int) -> SessionNumbers:
        utc = f"2026-11-{day:02d}T09:00:00+00:00"
        return session(day, scores=(Score(scale="pcl5", utc=utc, total=total),))

    assert trend(course_of([scored(3, 52), scored(7, 46)]), "pcl5").change == "reliable"
    assert trend(course_of([scored(3, 52), scored(7, 40)]), "pcl5").change == "meaningful"


def test_only_scales_where_less_is_better_are_halved() -> None:
    utc = "2026-11-03T09:00:00+00:00"
    for scale, half in (("aldrete", None), ("cssrs", None), ("madrs", 4.0)):
        found = trend(
            course_of([session(3, scores=(Score(scale=scale, utc=utc, total=8 if half else 4),))]), scale
        )
        assert found.half_of_first == half


def test_times_are_put_in_order_whatever_offset_they_state() -> None:
    early = Score(scale="phq9", utc="2026-11-03T10:00:00+02:00", total=5)
    late = Score(scale="phq9", utc="2026-11-03T09:00:00", total=9)
    found = trend(course_of([session(3, scores=(late, early))]), "phq9")
    assert [point.value for point in found.points] == [5, 9]


def test_a_session_has_its_rise_and_its_share_of_the_plan() -> None:
    went = session(7, baseline_sys=118.0, peak_sys=145.0, mg_given=28.6, mg_planned=35.0)
    assert went.rise_mmhg == 27 and went.share_of_plan == pytest.approx(0.817, abs=0.001)
    bare = session(8)
    assert (bare.rise_mmhg, bare.share_of_plan, bare.alarms) == (None, None, AlarmCounts())
    assert session(9, mg_given=3.0, mg_planned=0.0).share_of_plan is None


def test_the_mean_rise_is_that_of_the_sessions_that_have_one() -> None:
    rises = [session(day, baseline_sys=118.0, peak_sys=118.0 + rise) for day, rise in ((3, 27.0), (7, 17.0))]
    assert course_of([*rises, session(11)]).mean_rise_mmhg == 22
    assert course_of([session(11)]).mean_rise_mmhg is None


def test_a_session_is_held_against_the_earlier_ones_only() -> None:
    earlier = [
        session(3, mg_given=35.0, lowest_spo2=93.0, highest_dissociation=7),
        session(7, mg_given=28.6, lowest_spo2=None, highest_dissociation=8),
    ]
    now = session(11, mg_given=35.0, lowest_spo2=86.0, highest_dissociation=7)
    later = session(14, mg_given=99.0, lowest_spo2=50.0)
    found = against_earlier(now, [later, now, *earlier])
    assert set(found) == {"mg_given", "lowest_spo2", "highest_dissociation"}
    mg = found["mg_given"]
    assert (mg.here, mg.low, mg.high, mg.sessions, mg.outside) == (35.0, 28.6, 35.0, 2, False)
    assert mg.mean == pytest.approx(31.8)
    assert found["lowest_spo2"].outside and found["lowest_spo2"].sessions == 1


def test_a_first_session_has_nothing_to_be_held_against() -> None:
    assert against_earlier(session(3, mg_given=35.0), []) == {}


def test_a_rating_goes_over_sessions_and_calls_with_before_and_right_after_told_apart() -> None:
    """S1: it stands after the questionnaires, is told in points, and nothing of it is halved."""

    def rated(day: int, hour: int, value: int, *, after: bool = False) -> Rated:
        return Rated(scale="pain", utc=f"2026-11-{day:02d}T{hour:02d}:00:00+00:00", value=value, after=after)

    first = session(3, 20, ratings=(rated(3, 9, 8), rated(3, 11, 2, after=True)))
    second = session(7, ratings=(rated(7, 9, 6), rated(7, 11, 3, after=True)))
    calls = [
        call(ratings=(("pain", 4), ("mood", 6))),
        FollowUp(session="session 3", utc="2026-11-04T10:00:00+00:00", ratings=(("pain", 5),)),
    ]
    course = course_of([second, first], calls)
    found = trend(course, "pain")
    assert [(point.value, point.after) for point in found.points] == [
        *((8, False), (2, True)),  # before, and right after
        (5, False),  # the next day
        *((6, False), (3, True), (4, False)),
    ]
    assert [each.scale for each in course.trends] == ["phq9", "pain"]
    assert (found.rated, found.half_of_first, found.halved_on, found.change) == (True, None, None, "")


# What is written down after a session.


NOON = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


def test_a_call_with_anything_in_it_may_be_kept() -> None:
    for said in (
        {"sleep": "slept well"},
        {"psychotherapy": "weekly"},
        {"support": "walks every day"},
        {"ratings": (("pain", 4), ("well_being", 7), ("mood", 6))},
        {"totals": (("phq9", 8), ("madrs", 12))},
        {"totals": (("of_a_newer_program", 500),)},
        {"next_visit": "2026-11-18"},
        {"next_visit": "2026-11-18 09:30"},
        {"words": "better mood", "next_visit": "2026-11-15"},
    ):
        follow_up = FollowUp(**{"session": "", "utc": "2026-11-15T10:00:00+00:00", **said})
        assert refusal_of_follow_up(follow_up, NOON) == ""


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({}, "The follow-up is empty"),
        ({"sleep": "  "}, "The follow-up is empty"),
        ({"ratings": (("pain", 11),)}, "A rating goes from 0 to 10"),
        ({"totals": (("phq9", 28),)}, "The total of PHQ-9 is a whole number from 0 to 27"),
        ({"totals": (("pain", 3),)}, "Pain is a rating and no questionnaire"),
        ({"totals": (("phq9", 8), ("phq9", 9))}, "PHQ-9 is entered twice"),
        ({"ratings": (("mood", 8), ("mood", 9))}, "mood is entered twice"),
        ({"next_visit": "in two weeks"}, "The next visit cannot be read"),
        ({"next_visit": "2026-11-14"}, "is before the follow-up itself"),
        ({"support": "x" * 2001}, "shorten it"),
        ({"sleep": "well", "utc": "yesterday"}, "The time of the follow-up cannot be read"),
        ({"sleep": "well", "utc": "2026-11-15T12:06:00+00:00"}, "lies in the future"),
    ],
)
def test_a_call_that_cannot_be_kept_is_refused_in_words(others: dict[str, Any], words: str) -> None:
    follow_up = FollowUp(**{"session": "", "utc": "2026-11-15T10:00:00+00:00", **others})
    assert words in refusal_of_follow_up(follow_up, NOON)


def test_a_next_visit_is_a_day_with_or_without_a_time() -> None:
    assert visit_of("2026-11-18") == (date(2026, 11, 18), "")
    assert visit_of(" 2026-11-18T09:30 ") == (date(2026, 11, 18), "09:30")
    assert visit_of("18 Nov") is None
