"""Where a session has no value and why, on made-up records short enough to follow by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bedside.review.gap_causes import Cause
from bedside.review.gap_story import Facts
from bedside.review.gaps import Gap, gaps_of
from bedside.review.holding import Holding
from bedside.vitals.devices import LinkState
from bedside.vitals.display import Ages
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Numeric, Quality
from bedside.vitals.records import DeviceChanged, ReadingTaken
from tests.helpers.make_database import CUFF, OXIMETER, Stream

P = Parameter
USUAL = Holding()
END_S = 100.0


class Told:
    """The record of one oximeter, or of a cuff."""

    def __init__(self) -> None:
        self.stream = Stream("told")
        self.readings: list[ReadingTaken] = []
        self.links: list[DeviceChanged] = []

    def values(self, begin: float, end: float, parameter: Parameter = P.SPO2, device: str = OXIMETER) -> Told:
        """A value each second from `begin` up to, not including, `end`."""
        t = begin
        while t < end:
            self.say(t, 97.0, parameter=parameter, device=device)
            t += 1.0
        return self

    def say(
        self,
        t: float,
        value: float | None,
        quality: Quality = Quality.NONE,
        *,
        parameter: Parameter = P.SPO2,
        device: str = OXIMETER,
    ) -> Told:
        reading = Numeric(parameter=parameter, t=t, value=value, quality=quality)
        self.readings.append(self.stream.taken(reading, device=device))
        return self

    def cuff(self, t: float, state: CuffState, fault: NibpFault | None = None) -> Told:
        self.readings.append(self.stream.taken(CuffStatus(t=t, state=state, fault=fault), device=CUFF))
        return self

    def link(self, t: float, state: LinkState, sentence: str = "", lost_t: float | None = None) -> Told:
        self.links.append(self.stream.linked(state, t, sentence, lost_t))
        return self

    def gaps(
        self,
        *,
        away: Sequence[tuple[float, float, str]] = (),
        share: Callable[[str, float, float], float | None] = lambda device, a, b: None,
        parameters: dict[str, tuple[Parameter, ...]] | None = None,
        holding: Holding = USUAL,
    ) -> list[Gap]:
        facts = Facts(
            duration_s=END_S,
            readings=sorted(self.readings, key=lambda reading: reading.at),
            links=self.links,
            away=away,
            wave_share=share,
            parameters=parameters or {},
            holding=holding,
        )
        return list(gaps_of(facts))


def brief(gaps: Sequence[Gap]) -> list[tuple[float, float, Cause]]:
    return [(gap.start_t, gap.end_t, gap.kind) for gap in gaps]


def oximeter() -> Told:
    return Told().link(0.0, LinkState.MEASURING)


def test_values_that_come_in_time_have_no_gap() -> None:
    assert oximeter().values(0.0, END_S).gaps() == []
    late = oximeter().values(0.0, 50.0).values(52.0, END_S)  # 3 s: as long as a value holds
    assert late.gaps() == []


def test_an_unplugged_cable_is_the_cause_from_the_last_value_to_the_next_one() -> None:
    told = oximeter().values(0.0, 20.0).values(46.0, END_S)
    told.link(20.5, LinkState.GONE, "P was unplugged: plug it in.", 25.0)
    told.link(45.0, LinkState.WAITING, "P is open.", 25.0).link(45.1, LinkState.MEASURING)
    (gap,) = told.gaps()
    assert brief([gap]) == [(19.0, 46.0, Cause.UNPLUGGED)]
    assert (gap.parameter, gap.device) == (P.SPO2, OXIMETER)
    assert gap.cause == "the port was gone: unplugged"
    assert gap.sentence == "P was unplugged: plug it in."


def test_a_silence_counts_from_its_beginning_and_not_from_when_it_was_told() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    told.link(24.5, LinkState.SILENT, "silent", 24.5).link(39.9, LinkState.MEASURING)
    assert brief(told.gaps()) == [(19.0, 40.0, Cause.SILENT)]


def test_what_lies_too_far_before_a_silence_is_not_put_down_to_it() -> None:
    told = oximeter().values(0.0, 20.0).values(80.0, END_S)
    told.link(60.0, LinkState.GONE, "gone", 60.0).link(79.0, LinkState.MEASURING)
    told.values(20.0, 59.0, P.PR)
    spo2 = [gap for gap in told.gaps() if gap.parameter is P.SPO2]
    assert brief(spo2) == [(19.0, 60.0, Cause.NO_NUMBER), (60.0, 80.0, Cause.UNPLUGGED)]


@pytest.mark.parametrize(
    ("quality", "kind", "words"),
    [
        (Quality.NO_FINGER, Cause.PROBE_OFF, "probe off"),
        (Quality.NO_FINGER | Quality.SEARCHING, Cause.PROBE_OFF, "probe off"),
        (Quality.SEARCHING, Cause.SEARCHING, "searching for a pulse"),
        (Quality.HELD, Cause.HELD, "only repeated an earlier value"),
        (Quality.ARTEFACT, Cause.ARTEFACT, "motion"),
        (Quality.LOW_PERFUSION, Cause.LOW_PERFUSION, "too little perfusion"),
        (Quality.NONE, Cause.NO_VALUE, "had no value"),
    ],
)
def test_what_the_device_says_of_itself_is_the_cause(quality: Quality, kind: Cause, words: str) -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    for t in range(20, 40):
        told.say(float(t), None, quality)
    (gap,) = told.gaps()
    assert brief([gap]) == [(20.0, 40.0, kind)]
    assert words in gap.cause


def test_a_value_that_the_device_only_holds_is_none() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    for t in range(20, 40):
        told.say(float(t), 97.0, Quality.HELD)
    assert brief(told.gaps()) == [(20.0, 40.0, Cause.HELD)]


def test_a_value_with_motion_is_a_value() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    for t in range(20, 40):
        told.say(float(t), 97.0, Quality.ARTEFACT)
    assert told.gaps() == []


def test_one_cause_after_the_other_are_two_gaps() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    told.say(20.0, None, Quality.NO_FINGER).say(35.0, None, Quality.SEARCHING)
    assert brief(told.gaps()) == [(20.0, 35.0, Cause.PROBE_OFF), (35.0, 40.0, Cause.SEARCHING)]


def test_what_was_read_from_rubbish_is_no_word_of_the_device() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    told.say(21.0, None, Quality.NO_FINGER).link(23.0, LinkState.GARBLED, "damaged", 25.0)
    told.link(39.0, LinkState.MEASURING)
    assert {gap.kind for gap in told.gaps()} == {Cause.GARBLED}


def test_while_nobody_watched_nothing_else_is_the_cause() -> None:
    told = oximeter().values(0.0, 20.0).values(62.0, END_S)
    told.link(60.0, LinkState.WAITING, "open", 70.0).link(60.5, LinkState.MEASURING)
    (gap,) = told.gaps(away=[(20.0, 60.0, "program restarted")])
    assert brief([gap]) == [(19.0, 62.0, Cause.NOT_RUNNING)]
    assert gap.cause == "bedside was not running"
    assert gap.sentence == "program restarted"


def test_a_device_that_was_detached_has_a_gap_until_it_comes_again_or_to_the_end() -> None:
    told = oximeter().values(0.0, 20.0).link(20.0, LinkState.DETACHED, "The device was detached.")
    assert brief(told.gaps()) == [(19.0, END_S, Cause.DETACHED)]
    told.values(60.0, END_S)
    told.link(59.0, LinkState.OPENING, "opening", 65.0).link(59.5, LinkState.MEASURING)
    assert brief(told.gaps()) == [(19.0, 60.0, Cause.DETACHED)]


def test_a_device_that_another_takes_the_place_of_leaves_a_gap_only_until_then() -> None:
    told = oximeter().values(0.0, 20.0).values(50.0, END_S, device="nonin@/dev/ttyUSB9")
    told.link(20.0, LinkState.DETACHED, "The device was detached.")
    (gap,) = told.gaps()
    assert brief([gap]) == [(19.0, 50.0, Cause.DETACHED)]
    assert gap.device == OXIMETER


def test_a_device_that_never_told_anything_has_a_gap_from_the_beginning() -> None:
    told = Told().link(2.0, LinkState.WAITING, "Nothing comes from the Contec V7.0.", 7.0)
    gaps = told.gaps(parameters={OXIMETER: (P.SPO2, P.PR, P.PLETH)})
    assert brief(gaps) == [(2.0, END_S, Cause.WAITING)] * 2
    assert [gap.parameter for gap in gaps] == [P.SPO2, P.PR]
    assert gaps[0].sentence.startswith("Nothing comes")


def test_a_port_that_could_not_be_opened_is_the_cause() -> None:
    told = Told().link(0.0, LinkState.REFUSED, "Permission denied for P: …", 5.0).values(30.0, END_S)
    told.link(29.0, LinkState.WAITING, "open", 34.0).link(29.5, LinkState.MEASURING)
    assert brief(told.gaps()) == [(0.0, 30.0, Cause.REFUSED)]


@pytest.mark.parametrize(
    ("share", "kind"), [(0.4, Cause.DAMAGED), (1.0, Cause.NO_NUMBER), (0.0, Cause.NOTHING_CAME)]
)
def test_when_the_link_went_on_the_wave_tells_how_much_arrived(share: float, kind: Cause) -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    (gap,) = told.gaps(share=lambda device, a, b: share)
    assert brief([gap]) == [(19.0, 40.0, kind)]
    assert ("40 % of the wave" in gap.cause) == (kind is Cause.DAMAGED)


def test_without_a_wave_other_words_of_the_device_tell_that_something_arrived() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S).values(0.0, END_S, P.PR)
    assert brief(told.gaps()) == [(19.0, 40.0, Cause.NO_NUMBER)]
    alone = oximeter().values(0.0, 20.0).values(40.0, END_S)
    assert brief(alone.gaps()) == [(19.0, 40.0, Cause.NOTHING_CAME)]


def test_a_number_lost_while_a_cuff_measured_says_so() -> None:
    told = oximeter().values(0.0, 20.0).values(40.0, END_S)
    told.say(20.0, None, Quality.SEARCHING)
    told.cuff(18.0, CuffState.MEASURING).cuff(42.0, CuffState.IDLE)
    (gap,) = [gap for gap in told.gaps() if gap.parameter is P.SPO2]
    assert gap.cause.endswith(", while a cuff was measuring")


def test_a_cuff_has_a_gap_for_each_measurement_that_failed_and_none_between_two_readings() -> None:
    told = Told()
    for start in (10.0, 60.0):
        told.cuff(start, CuffState.MEASURING)
        if start == 10.0:
            told.cuff(40.0, CuffState.FAILED, NibpFault.LOOSE).cuff(45.0, CuffState.FAILED, NibpFault.LOOSE)
    told.cuff(90.0, CuffState.IDLE)
    result = Determination(t=90.0, sys=120.0, dia=70.0, map=90.0, pr=None)
    told.readings.append(told.stream.taken(result, device=CUFF))
    (gap,) = told.gaps()
    assert brief([gap]) == [(10.0, 40.0, Cause.CUFF_FAILED)]
    assert gap.parameter is P.NIBP_SYS
    assert gap.cause == "the cuff measurement failed: cuff loose or leaking"


def test_a_monitor_that_speaks_only_after_a_measurement_is_not_missed_while_it_waits() -> None:
    told = Told().link(0.0, LinkState.WAITING, "Nothing yet", None)
    assert told.gaps(parameters={OXIMETER: (P.NIBP_SYS, P.NIBP_DIA)}) == []
    told.link(50.0, LinkState.GONE, "unplugged", 55.0).link(60.0, LinkState.WAITING, "open", None)
    assert brief(told.gaps(parameters={OXIMETER: (P.NIBP_SYS,)})) == [(50.0, 60.0, Cause.UNPLUGGED)]


def test_a_slow_device_is_missed_only_after_two_and_a_half_of_its_intervals() -> None:
    told = Told()
    for t in (0.0, 10.0, 20.0, 44.0, 54.0, 64.0, 90.0, 95.0):
        told.say(t, 36.6, parameter=P.TEMP)
    assert brief(told.gaps()) == [(64.0, 90.0, Cause.NOTHING_CAME)], "the interval is told by its values"


def test_a_value_holds_as_long_as_it_did_when_it_was_recorded() -> None:
    """Another table of ages from 40 s on: seven seconds without a value are a gap before, and none after."""
    told = oximeter().values(0.0, 20.0).values(27.0, 60.0).values(67.0, END_S)
    changed = Holding(changes=((40.0, Ages(numeric_valid_s=8.0)),))
    assert brief(told.gaps()) == [(19.0, 27.0, Cause.NOTHING_CAME), (59.0, 67.0, Cause.NOTHING_CAME)]
    assert brief(told.gaps(holding=changed)) == [(19.0, 27.0, Cause.NOTHING_CAME)]
