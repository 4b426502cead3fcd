"""What was put is what comes back: every record type, in order, exactly."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.store import alarm_rows, reading_rows, rows
from bedside.store.batch import Batch
from bedside.store.blocks import LONGEST_S, OpenBlock, unpack
from bedside.store.library import Library
from bedside.vitals.alarms import Activation, AlarmChange, Change, Direction, Kind, Presence, Priority
from bedside.vitals.command_records import COMMANDS
from bedside.vitals.commands import Entry, GiveRating, SetPhase, WriteNote
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import (
    Battery,
    BatteryState,
    CuffState,
    CuffStatus,
    Determination,
    Identity,
    NibpFault,
    Numeric,
    Quality,
    SignalLevel,
    Wave,
)
from bedside.vitals.records import (
    AlarmChanged,
    DeviceChanged,
    EntryMade,
    ReadingTaken,
    SegmentOpened,
    SessionClosed,
    SessionOpened,
    StationAlarmChanged,
    StationEvent,
)
from bedside.vitals.sessions import Actor, Mode, PatientType, Phase, Role
from bedside.vitals.station_commands import AcceptIntendedUse
from tests.helpers.make_database import (
    OXIMETER,
    RATE_HZ,
    STARTED,
    Stream,
    pleth,
    record_all,
    station_alarm,
    station_event,
    whole_session,
)

numbers = st.integers(1, 2**40)
times = st.floats(0, 1e6)
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
utcs = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
qualities = st.integers(0, 127).map(Quality)
parameters = st.sampled_from(Parameter)
patient_types = st.sampled_from(PatientType)
actors = st.builds(Actor, name=words, role=st.sampled_from(Role), verified=st.booleans())
beds = st.integers(1, 16)

readings = st.one_of(
    st.builds(Numeric, parameter=parameters, t=times, value=values, quality=qualities),
    st.builds(Determination, t=times, sys=values, dia=values, map=values, pr=values, quality=qualities),
    st.builds(
        CuffStatus,
        t=times,
        state=st.sampled_from(CuffState),
        pressure_mmhg=values,
        patient_type=st.none() | patient_types,
        fault=st.none() | st.sampled_from(NibpFault),
    ),
    st.builds(SignalLevel, t=times, level=st.none() | st.integers(0, 4)),
    st.builds(Battery, t=times, state=st.sampled_from(BatteryState)),
    st.builds(Identity, t=times, text=words),
)
commands = st.sampled_from(sorted(COMMANDS)).flatmap(
    lambda name: st.from_type(COMMANDS[name]).filter(lambda command: repr(command).find("nan") < 0)
)
st.register_type_strategy(Actor, actors)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, words)


def as_row(row: dict[str, object]) -> dict[str, object]:
    return row


@given(numbers, times, readings)
def test_any_reading_survives_its_row(number: int, at: float, reading: object) -> None:
    taken = ReadingTaken(session="s", number=number, at=at, device=OXIMETER, reading=reading)
    match reading:
        case Numeric():
            row, back = reading_rows.numeric_row(taken, reading), reading_rows.numeric
        case Determination():
            row, back = reading_rows.determination_row(taken, reading), reading_rows.determination
        case _:
            row, back = reading_rows.status_row(taken, reading), reading_rows.status
    assert back(row) == reading
    assert (row["session_id"], row["number"], row["at"], row["device_name"]) == ("s", number, at, OXIMETER)


@given(commands, numbers, times, times, utcs, st.booleans())
def test_any_entry_survives_its_row(command, number, t, entered_t, utc, retracted) -> None:
    entry = Entry(number=number, t=t, entered_t=entered_t, command=command, retracted=retracted)
    made = EntryMade(session="s", number=number, at=entered_t, utc=utc, entry=entry)
    assert rows.entry(as_row(rows.entry_row(made)), "s") == made
    event = StationEvent(utc=utc, kind="k", words="w", command=command)
    assert rows.event(as_row(rows.event_row(event))) == event


@given(
    st.builds(
        AlarmChange,
        t=times,
        number=numbers,
        condition=numbers,
        change=st.sampled_from(Change),
        presence=st.sampled_from(Presence),
        present=st.booleans(),
        code=words,
        kind=st.sampled_from(Kind),
        priority=st.sampled_from(Priority),
        words=words,
        onset_t=times,
        parameter=st.none() | parameters,
        direction=st.none() | st.sampled_from(Direction),
        value=values,
        worst=values,
        limit=values,
        actor=st.none() | actors,
        rule=words,
        activation=st.sampled_from(Activation),
        escalated=st.booleans(),
        episode=numbers,
        times=numbers,
        device=words,
    ),
    utcs,
)
def test_any_alarm_change_survives_its_row(change: AlarmChange, utc: datetime) -> None:
    record = AlarmChanged(session="s", utc=utc, change=change)
    assert alarm_rows.alarm(as_row(alarm_rows.alarm_row(record)), "s") == record
    of_the_station = StationAlarmChanged(utc=utc, change=change)
    assert alarm_rows.station_alarm(as_row(alarm_rows.station_alarm_row(of_the_station))) == of_the_station


@given(times, times, utcs, words, st.sampled_from(LinkState), st.none() | times)
def test_any_device_change_segment_and_end_survive_their_rows(t, at, utc, text, state, lost_t) -> None:
    change = DeviceChange(t=t, device=OXIMETER, state=state, sentence=text, lost_t=lost_t)
    changed = DeviceChanged(session="s", number=1, at=at, utc=utc, change=change)
    assert rows.device_change(as_row(rows.device_change_row(changed)), "s") == changed
    segment = SegmentOpened(session="s", t=t, utc=utc, boot=text, cause=text, watched_t=lost_t)
    assert rows.segment(as_row(rows.segment_row(segment)), "s") == segment
    opened = SessionOpened(session="s", bed=3, mode=Mode.LIVE, started_utc=utc, profile=text, version=text)
    ended = SessionClosed(session="s", t=t, utc=utc, reason=text)
    assert rows.opened(rows.opened_row(opened)) == opened
    assert rows.closed(as_row(rows.closed_row(ended)), "s") == ended


pieces = st.lists(
    st.tuples(
        st.integers(1, 5),  # number after the one before
        st.floats(0, 0.1),  # at after the one before, s
        st.lists(st.tuples(st.none() | st.integers(-32767, 32767), qualities), max_size=8),
    ),
    min_size=1,
    max_size=30,
)


@given(pieces, times)
def test_a_block_comes_apart_into_the_pieces_it_was_made_of(parts, begin: float) -> None:
    number, at, done = 0, begin, 0
    taken = []
    for step, late, samples in parts:
        number, at = number + step, at + late
        wave = Wave(
            parameter=Parameter.PLETH,
            t=begin + done / RATE_HZ,
            rate_hz=RATE_HZ,
            samples=tuple(sample for sample, _ in samples),
            quality=tuple(quality for _, quality in samples),
        )
        done += len(samples)
        taken.append(ReadingTaken(session="s", number=number, at=at, device=OXIMETER, reading=wave))
    block = OpenBlock(taken[0], taken[0].reading)
    for piece in taken[1:]:
        assert block.fits(piece, piece.reading)
        block.append(piece, piece.reading)
    row = block.row(Parameter.PLETH)
    assert row["sample_bytes"] == 2
    assert list(unpack(row, "s", OXIMETER)) == taken


@pytest.mark.parametrize(
    ("samples", "sample_bytes"),
    [((32767, -32767), 2), ((65535, None), 4), ((-32768,), 4), ((None,), 2)],
)
def test_samples_beyond_16_bits_are_kept_wider_and_never_taken_for_a_hole(samples, sample_bytes) -> None:
    wave = Wave(
        parameter=Parameter.PLETH,
        t=1.0,
        rate_hz=75.0,
        samples=samples,
        quality=(Quality.NONE,) * len(samples),
    )
    taken = ReadingTaken(session="s", number=1, at=1.0, device=OXIMETER, reading=wave)
    row = OpenBlock(taken, wave).row(Parameter.PLETH)
    assert row["sample_bytes"] == sample_bytes
    assert list(unpack(row, "s", OXIMETER)) == [taken]


def _blocks(waves: list[Wave]) -> int:
    batch, stream = Batch(), Stream("s")
    for wave in waves:
        batch.add(stream.taken(wave))
    batch.close_blocks()
    return len(batch)


def test_a_block_goes_on_within_half_a_sample_and_a_hole_starts_a_new_one() -> None:
    step = 1 / RATE_HZ
    assert _blocks([pleth(1.0, 6), pleth(1.0 + 6.4 * step, 6)]) == 1
    assert _blocks([pleth(1.0, 6), pleth(1.0 + 5.6 * step, 6)]) == 1
    assert _blocks([pleth(1.0, 6), pleth(1.0 + 6.6 * step, 6)]) == 2
    assert _blocks([pleth(1.0, 6), pleth(1.0 + 7.0 * step, 6)]) == 2
    assert _blocks([pleth(1.0, 6), pleth(1.1, 6, rate_hz=75.0)]) == 2


def test_a_block_ends_after_ten_seconds_whether_samples_came_slowly_or_at_once() -> None:
    slow = [pleth(n / 10, 6) for n in range(round(10 * LONGEST_S) + 20)]
    assert _blocks(slow) == 2
    batch, stream = Batch(), Stream("s")
    for wave in slow:
        batch.add(stream.taken(wave, at=1.0))
    batch.close_blocks()
    assert len(batch) == 2


def test_a_whole_session_comes_back_record_for_record(tmp_path) -> None:
    records = whole_session(Stream("one"))
    record_all(tmp_path / "b.sqlite", [station_event(), station_alarm(), *records])
    library = Library(tmp_path / "b.sqlite")
    session = library.open("one")

    assert session.opened == records[0]
    assert session.segments == [records[1]]
    assert session.closed == records[-1]
    assert session.alarm_records() == [r for r in records if isinstance(r, AlarmChanged)]
    assert session.entry_records() == [r for r in records if isinstance(r, EntryMade)]
    assert session.device_changes() == [r for r in records if isinstance(r, DeviceChanged)]
    assert library.station_events_of([station_event().kind], 9) == [station_event()]
    assert library.station_alarms() == [station_alarm()]
    inputs = [r for r in records if isinstance(r, ReadingTaken | EntryMade | DeviceChanged)]
    found = list(session.records())
    assert [r.number for r in found] == list(range(1, len(inputs) + 1))
    for was, put in zip(found, inputs, strict=True):
        if isinstance(put, ReadingTaken) and isinstance(put.reading, Wave):
            assert isinstance(was.reading, Wave)
            assert math.isclose(was.reading.t, put.reading.t, abs_tol=0.5 / RATE_HZ)
            assert (was.number, was.at, was.device) == (put.number, put.at, put.device)
            assert (was.reading.samples, was.reading.quality) == (put.reading.samples, put.reading.quality)
        else:
            assert was == put


def test_wall_times_are_kept_in_utc_and_sort_as_text() -> None:
    assert rows.utc_text(STARTED.replace(microsecond=0)) == "2026-03-14T09:26:53.000000+00:00"
    assert rows.utc_time(rows.utc_text(STARTED)) == STARTED


def test_every_command_of_the_vocabulary_can_be_an_entry() -> None:
    stream = Stream("s")
    for command in (
        AcceptIntendedUse(bed=1),
        SetPhase(bed=1, phase=Phase.RECOVERY),
        WriteNote(bed=1, text="pale, “cold”"),
        GiveRating(bed=1, scale="nausea", value=0),
    ):
        made = stream.made(command, 1.0)
        assert rows.entry(as_row(rows.entry_row(made)), "s") == made
