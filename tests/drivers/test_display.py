"""How a virtual device averages, freezes and flags: the numbers of `MANNERS`, one behaviour after the other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from drivers.display import LOCK_S, MANNERS, SEARCH_LONG_S, Display, HeartRate, Shown, masimo
from drivers.patient import SimulatedPatient
from tests.drivers.scripted import ScriptedPatient, between

STEP_S = 20.0
every_manner = pytest.mark.parametrize("name", MANNERS)


def seen(name: str, patient: ScriptedPatient, until: float, step_s: float = 0.1) -> dict[float, Shown]:
    """What such a device shows, by time."""
    display = Display(MANNERS[name])
    times = [round(n * step_s, 3) for n in range(round(until / step_s) + 1)]
    return {t: display.follow(patient, t) for t in times}


def fall(t: float) -> dict[str, float]:
    """The saturation in the artery falls by ten percent at once, and the pulse doubles."""
    return {"sao2": 87.0, "rate": 120.0} if t >= STEP_S else {}


def arrival(shown: dict[float, Shown], below: float) -> float:
    """How long after the step the shown saturation is at or below a value, s."""
    return next(t for t, now in shown.items() if now.spo2 is not None and now.spo2 <= below) - STEP_S


@pytest.mark.parametrize(
    ("name", "half", "nearly"),
    [
        # half of a step and nine tenths of it, s; four beats of a pulse of 120 /min are two seconds
        ("nonin", (0.5, 1.0), (2.0, 2.8)),
        ("nonin E", (1.2, 1.8), (4.2, 5.2)),
        ("nonin D", (0.5, 2.5), (2.0, 4.3)),
        ("nonin fast", (0.0, 0.4), (0.4, 0.9)),
        ("masimo", (3.9, 5.0), (7.0, 8.1)),
        ("nellcor", (2.9, 5.0), (5.3, 7.5)),
        ("contec", (3.9, 5.0), (7.0, 8.1)),
        ("intellivue", (4.9, 6.0), (8.9, 10.1)),
    ],
)
def test_a_step_of_the_saturation_comes_with_the_devices_own_lag(
    name: str, half: tuple[float, float], nearly: tuple[float, float]
) -> None:
    shown = seen(name, ScriptedPatient(fall), 60.0)
    assert half[0] <= arrival(shown, 92.0) <= half[1]
    assert nearly[0] <= arrival(shown, 88.0) <= nearly[1]
    assert shown[60.0].spo2 == pytest.approx(87.0, abs=0.01)
    assert shown[60.0].pr == pytest.approx(120.0, abs=0.1)


@pytest.mark.parametrize("seconds", [2.0, 16.0])
def test_a_masimo_averages_over_the_time_set_in_its_menu(seconds: float) -> None:
    display, patient = Display(masimo(seconds)), ScriptedPatient(fall)
    shown = {t: display.follow(patient, float(t)) for t in range(60)}
    assert arrival(shown, 87.2) == pytest.approx(seconds, abs=1.0)


def test_a_masimo_has_no_other_averaging_times() -> None:
    with pytest.raises(ValueError, match="2 to 16 s, not over 1 s"):
        masimo(1.0)


@every_manner
def test_numbers_are_renewed_no_more_often_than_the_device_does(name: str) -> None:
    def restless(t: float) -> dict[str, float]:
        return {"sao2": 95.0 - t % 7.0, "rate": 60.0 + t % 11.0}

    shown = seen(name, ScriptedPatient(restless), 30.0)
    changes = [b for (_, one), (b, other) in pairwise(shown.items()) if one.spo2 != other.spo2]
    assert changes
    shortest = min(b - a for a, b in pairwise(changes))
    assert shortest >= MANNERS[name].every_s - 0.01
    assert max(b - a for a, b in pairwise(changes)) <= max(0.11, MANNERS[name].every_s + 0.01)


@every_manner
def test_a_lost_pulse_freezes_the_numbers_then_says_so_then_drops_them(name: str) -> None:
    manner = MANNERS[name]

    def script(t: float) -> dict[str, object]:
        # what would be measured meanwhile must not come through
        return {"weak": True, "sao2": 60.0, "rate": 200.0} if 10.0 <= t < 40.0 else {}

    shown = seen(name, ScriptedPatient(script), 60.0)
    for t, now in shown.items():
        lost_s = t - 10.0
        if not 0.0 <= t < 40.0 or lost_s < 0.0:
            continue
        if lost_s > 0.15:
            assert now.no_pulse and now.weak
        if 0.15 < lost_s < manner.notice_s - 0.15:
            assert (now.spo2, now.searching, now.held) == (97.0, False, False)
        elif manner.notice_s + 0.15 < lost_s < manner.notice_s + manner.hold_s - 0.15:
            assert (now.spo2, now.pr, now.searching, now.held) == (97.0, 60.0, True, True)
        elif lost_s > manner.notice_s + manner.hold_s + 0.15:
            assert (now.spo2, now.pr, now.pi, now.searching, now.held) == (None, None, None, True, False)
    assert not shown[10.0 + manner.notice_s + SEARCH_LONG_S - 0.5].search_long
    assert shown[10.0 + manner.notice_s + SEARCH_LONG_S + 0.5].search_long


@every_manner
def test_after_a_lost_pulse_numbers_come_back_with_a_pulse_found_again(name: str) -> None:
    def script(t: float) -> dict[str, object]:
        return {"weak": True} if 10.0 <= t < 30.0 else {"sao2": 91.0} if t >= 30.0 else {}

    shown = seen(name, ScriptedPatient(script), 40.0)
    assert shown[30.0 + LOCK_S - 0.5].searching and shown[30.0 + LOCK_S - 0.5].spo2 is None
    back = shown[30.0 + LOCK_S + 0.3]
    assert (back.searching, back.held) == (False, False)
    assert back.spo2 == 91.0, "nothing of the time before is averaged in"


@pytest.mark.parametrize("name", [name for name, manner in MANNERS.items() if manner.notice_s])
def test_a_pulse_missed_for_a_moment_is_not_noticed(name: str) -> None:
    shown = seen(name, ScriptedPatient(between(10.0, 11.5, weak=True)), 20.0)
    assert all(now.spo2 == 97.0 and not now.searching for now in shown.values())


@every_manner
def test_a_probe_that_comes_off_leaves_no_number_once_the_device_has_stopped_holding(name: str) -> None:
    hold_s = MANNERS[name].hold_off_s
    shown = seen(name, ScriptedPatient(between(10.0, 99.0, probe_on=False)), 40.0)
    for t, now in shown.items():
        if t > 10.15:
            assert now.off and not now.searching and not now.current
        if 10.15 < t < 10.0 + hold_s - 0.15:
            assert (now.spo2, now.pr, now.held) == (97.0, 60.0, True)
        elif t > 10.15 + hold_s:
            assert (now.spo2, now.pr, now.pi, now.held) == (None, None, None, False)


def test_only_the_display_fields_of_a_nonin_hold_and_only_for_ten_seconds() -> None:
    assert {name for name, manner in MANNERS.items() if manner.hold_off_s == 10.0} == {
        "nonin D",
        "nonin E-D",
    }


def test_a_probe_off_shows_with_the_very_sample_that_has_it() -> None:
    display = Display(MANNERS["contec"])
    patient = ScriptedPatient(between(1.03, 9.0, probe_on=False))
    assert not display.sample(patient, 1.02)[1].off
    assert display.sample(patient, 1.04)[1].off
    assert not display.sample(patient, 9.01)[1].off


def test_a_held_number_never_outlives_a_search_without_any() -> None:
    """A probe that comes back has been searching from its first moment: there is nothing to hold."""

    def script(t: float) -> dict[str, object]:
        return {"probe_on": not 10.0 <= t < 30.0, "searching": 30.0 <= t < 35.0}

    shown = seen("masimo", ScriptedPatient(script), 40.0)
    assert all(now.spo2 is None for t, now in shown.items() if 12.0 < t < 35.0)
    assert shown[33.0].searching
    assert shown[35.2].spo2 == 97.0


@every_manner
def test_a_movement_is_flagged_as_long_as_its_numbers_may_stand(name: str) -> None:
    shown = seen(name, ScriptedPatient(between(10.0, 10.3, artefact=True)), 20.0)
    assert [now.artefact for t, now in shown.items() if 10.15 < t < 11.0] == [True] * 8
    stays_s = max(1.0, MANNERS[name].every_s)
    assert not any(now.artefact for t, now in shown.items() if t < 10.0 or t > 10.4 + stays_s)
    assert all(now.spo2 == 97.0 for now in shown.values())


def test_low_perfusion_is_told_below_three_tenths_of_a_percent() -> None:
    shown = seen("masimo", ScriptedPatient(between(10.0, 20.0, pi=0.29)), 30.0)
    assert (shown[15.0].weak, shown[15.0].no_pulse, shown[15.0].spo2) == (True, False, 97.0)
    assert not shown[9.0].weak and not shown[25.0].weak


@pytest.mark.parametrize(
    ("changes", "strength"),
    [({}, 6), ({"artefact": True}, 3), ({"pi": 0.1}, 3), ({"searching": True}, 4), ({"weak": True}, 1)],
)
def test_a_device_without_flags_shows_them_as_signal_strength(
    changes: dict[str, object], strength: int
) -> None:
    shown = seen("contec", ScriptedPatient(between(5.0, 20.0, **changes)), 15.0)
    assert shown[14.0].strength == strength


def test_numbers_that_another_display_has_averaged_already_are_taken_as_they_are() -> None:
    def script(t: float) -> dict[str, object]:
        return {"sao2": None, "rate": None, "spo2": 97.0 - t // 10.0, "pr": 60.0 + t // 10.0}

    shown = seen("intellivue", ScriptedPatient(script), 30.0)
    assert (shown[9.9].spo2, shown[10.2].spo2, shown[20.2].spo2) == (97.0, 96.0, 95.0)
    assert (shown[10.2].pr, shown[20.2].pr) == (61.0, 62.0)


def test_one_number_may_be_missing_alone() -> None:
    shown = seen("masimo", ScriptedPatient(between(10.0, 20.0, sao2=None, spo2=None)), 30.0)
    assert (shown[10.2].spo2, shown[10.2].pr) == (None, 60.0)
    assert shown[20.2].spo2 == 97.0


@every_manner
@pytest.mark.parametrize("step", [1, 7, 50])
def test_what_is_shown_does_not_depend_on_how_often_it_is_asked(name: str, step: int) -> None:
    def at_seconds(every: int) -> list[Shown]:
        display, patient = Display(MANNERS[name]), SimulatedPatient(3)
        found = []
        for tick in range(3001):
            if tick % every == 0 or tick % 100 == 0:
                shown = display.follow(patient, tick / 100)
                if tick % 100 == 0:
                    found.append(shown)
        return found

    assert at_seconds(step) == at_seconds(100)


def test_a_display_never_goes_back_in_time() -> None:
    display, patient = Display(MANNERS["nonin"], Display(MANNERS["nonin D"])), ScriptedPatient()
    for tick in range(400):
        display.sample(patient, tick / 75)
    assert patient.looks == sorted(patient.looks)
    assert len(patient.looks) == pytest.approx((10 + 75) * 400 / 75, abs=1)


def test_numbers_beside_are_made_of_the_same_looks_with_their_own_averages() -> None:
    slow = Display(MANNERS["nonin E"])
    display, patient = Display(MANNERS["nonin"], slow), ScriptedPatient(fall)
    display.follow(patient, 0.0)
    display.follow(patient, 22.0)
    assert display.shown.spo2 is not None and slow.shown.spo2 is not None
    assert 87.0 < display.shown.spo2 < slow.shown.spo2 < 97.0


# the heart rate of a monitor


def test_the_rate_of_an_ecg_goes_on_when_the_finger_has_no_pulse() -> None:
    heart, patient = HeartRate(keeps=False), ScriptedPatient(between(10.0, 99.0, weak=True))
    heart.follow(patient, 0.0)
    assert heart.follow(patient, 30.0) == pytest.approx(60.0)


@pytest.mark.parametrize(("keeps", "rate"), [(True, 60.0), (False, None)])
def test_without_a_known_rate_a_monitor_keeps_its_last_or_has_none(keeps: bool, rate: float | None) -> None:
    heart, patient = HeartRate(keeps=keeps), ScriptedPatient(between(10.0, 99.0, probe_on=False))
    heart.follow(patient, 0.0)
    assert heart.follow(patient, 30.0) == rate


def test_false_pulses_of_a_movement_do_not_reach_the_rate_of_an_ecg() -> None:
    patient = ScriptedPatient(between(10.0, 20.0, artefact=True, rate=150.0))
    heart = HeartRate(keeps=True)
    heart.follow(patient, 0.0)
    assert heart.follow(patient, 15.0) == pytest.approx(60.0)
