"""A session that waits for no device is looked at by a station that starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bedside.clock import ManualClock
from bedside.errors import StoreError
from bedside.monitor.left_open import beds_left_open
from bedside.store.library import Library
from bedside.store.recorder import Recorder
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.records import DeviceChanged, Record
from bedside.vitals.sessions import Mode
from tests.helpers.make_database import STARTED, Stream


def measuring(stream: Stream) -> DeviceChanged:
    change = DeviceChange(device="nonin@x", t=1.0, state=LinkState.MEASURING, sentence="measures")
    return DeviceChanged(session=stream.session, number=99, at=1.0, utc=STARTED, change=change)


def library(tmp_path: Path, *records: Record) -> Library:
    path = tmp_path / "b.sqlite"
    recorder = Recorder(path, ManualClock(utc=STARTED), interval_s=0.01)
    recorder.start()
    for record in records:
        recorder.put(record)
    recorder.stop()
    return Library(path)


def test_a_session_without_a_device_is_looked_at_for_a_quarter_of_an_hour(tmp_path: Path) -> None:
    there = library(tmp_path, *Stream("one").opened(Mode.LIVE))
    soon = ManualClock(now=600.0, utc=STARTED + timedelta(minutes=10))
    late = ManualClock(now=1200.0, utc=STARTED + timedelta(minutes=20))
    assert beds_left_open(there, soon) == (1,)
    assert beds_left_open(there, late) == ()


def test_one_that_was_closed_or_waits_for_its_device_is_not(tmp_path: Path) -> None:
    soon = ManualClock(now=120.0, utc=STARTED + timedelta(minutes=2))
    closed = Stream("one")
    assert beds_left_open(library(tmp_path, *closed.opened(Mode.LIVE), closed.closed(60.0)), soon) == ()
    busy = Stream("two")
    assert beds_left_open(library(tmp_path, *busy.opened(Mode.LIVE), measuring(busy)), soon) == ()
    assert beds_left_open(None, soon) == ()


def test_a_bed_that_cannot_be_looked_at_costs_no_other_and_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("bed 2 was not looked at")
    there = library(tmp_path, *Stream("one").opened(Mode.LIVE))
    real = there.unfinished

    def unfinished(bed: int) -> object:
        if bed == 2:
            raise StoreError("The record is damaged.")
        return real(bed)

    monkeypatch.setattr(there, "unfinished", unfinished)
    assert beds_left_open(there, ManualClock(now=120.0, utc=STARTED + timedelta(minutes=2))) == (1,)
