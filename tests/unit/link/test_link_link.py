from __future__ import annotations

from dataclasses import replace

import pytest
from line_device import CUFF, OXIMETER, PING_S

from bedside import registry
from bedside.driver_api import CuffOrder, CuffRequest, Driver
from bedside.errors import PortError
from bedside.link.items import Arrival, Item, LinkNotice, Step
from bedside.link.link import Link
from bedside.link.transport import PortMissingError, RecordingOverError
from bedside.simulation import scenario
from bedside.vitals.devices import DeviceChange, LinkState
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Wave
from bedside.vitals.sessions import PatientType
from drivers.framing import dinamap_checksum


def opened(driver: Driver = OXIMETER, t: float = 100.0) -> Link:
    link = Link("line@P", driver, "P", t)
    link.take_items()
    link.opened(t)
    return link


def states(items: list[Item]) -> list[LinkState]:
    return [item.state for item in items if isinstance(item, DeviceChange)]


def change(items: list[Item]) -> DeviceChange:
    (found,) = (item for item in items if isinstance(item, DeviceChange))
    return found


def run_until(link: Link, t: float, end: float) -> list[tuple[float, Item]]:
    """Advance at every deadline up to `end`, as a reader does."""
    items: list[tuple[float, Item]] = []
    step = link.advance(t)
    while step.at is not None and step.at <= end:
        t = max(t, step.at)
        step = link.advance(t)
        items += [(t, item) for item in step.items]
    return items


def test_the_device_is_brought_up_and_kept_alive() -> None:
    link = Link("line@P", OXIMETER, "P", 100.0)
    step = link.opened(100.0)
    assert states(step.items) == [LinkState.OPENING, LinkState.WAITING]
    assert (step.send, step.at) == (b"hello\n", 100.0 + PING_S)
    assert link.advance(102.0).send == b"ping\n"


def test_the_first_valid_frame_makes_it_measuring_and_not_lost() -> None:
    link = opened()
    step = link.feed(b"V97\n", 101.0)
    assert change(step.items).state is LinkState.MEASURING
    assert change(step.items).lost_t is None


def test_one_read_is_one_arrival_with_one_wave_block() -> None:
    link = opened()
    (arrival,) = (item for item in link.feed(b"V1\nV2\nV3\n", 101.0).items if isinstance(item, Arrival))
    (wave,) = (reading for reading in arrival.readings if isinstance(reading, Wave))
    assert wave.parameter is Parameter.PLETH
    assert wave.samples == (1, 2, 3)
    assert wave.t == pytest.approx(101.0 - 0.2)
    assert arrival.counters.bytes_in == 9
    assert arrival.counters.frames == 3
    assert arrival.counters.last_byte_t == arrival.counters.last_frame_t == 101.0


@pytest.mark.req("T-COM")
def test_half_a_frame_and_then_nothing_is_silence_after_the_hold_time() -> None:
    link = opened()
    link.feed(b"V97\n", 101.0)
    link.feed(b"V9", 101.1)
    (item,) = run_until(link, 101.1, 140.0)
    assert item[0] == 107.0
    assert isinstance(item[1], DeviceChange)
    assert item[1].state is LinkState.SILENT
    assert item[1].lost_t == 107.0
    assert "silent for 6 s: Press its button." in item[1].sentence


def test_bytes_without_a_frame_are_garbled_after_three_seconds() -> None:
    link = opened()
    changes = [
        each.state
        for n in range(60)
        for each in link.feed(b"\xff\xfe\n", 101.0 + n / 10).items
        if isinstance(each, DeviceChange)
    ]
    assert changes == [LinkState.GARBLED]


def test_a_garbled_stream_counts_as_lost_from_the_last_frame_on() -> None:
    link = opened()
    link.feed(b"V97\n", 101.0)
    link.feed(b"\xff\n", 101.5)
    found = change(link.feed(b"\xff\n", 104.5).items)
    assert found.state is LinkState.GARBLED
    assert found.lost_t == 107.0
    assert "check the cable and the speed" in found.sentence, (
        "it was understood before: it is no other device"
    )


def test_a_device_that_never_speaks_stays_waiting_and_is_told_what_to_try() -> None:
    link = opened()
    (item,) = run_until(link, 100.0, 160.0)
    assert item[0] == 106.0
    assert isinstance(item[1], DeviceChange)
    assert item[1].state is LinkState.WAITING
    assert item[1].sentence == "Nothing comes from the Line device on P: Press its button."


def test_an_unplugged_port_is_gone_until_it_is_back_and_measures_again() -> None:
    link = opened()
    link.feed(b"V97\n", 101.0)
    gone = change(link.closed(102.0, PortMissingError("P was unplugged.")))
    assert (gone.state, gone.sentence, gone.lost_t) == (LinkState.GONE, "P was unplugged.", 107.0)
    assert link.closed(103.0, PortMissingError("There is no port P.")) == []
    step = link.opened(104.0)
    assert states(step.items) == [LinkState.WAITING]
    assert step.send == b"hello\n"
    step = link.feed(b"V97\n", 105.0)
    assert change(step.items).state is LinkState.MEASURING
    assert link.counters().frames == 2


def dinamap(age_s: int) -> bytes:
    """One finished result, 120/70 mean 87, `age_s` old, as the monitor answers a poll."""
    text = f" NA110{age_s:04d}120070087".encode("ascii")
    return text + dinamap_checksum(text) + b"\r"


def test_a_result_that_a_monitor_repeats_after_a_re_plug_is_told_once() -> None:
    link = opened(registry.load("dinamap"), t=1000.0)
    told: list[Determination] = []

    def feed(data: bytes, t: float) -> None:
        step = link.feed(data, t)
        items = [*step.items, *(item for _, item in run_until(link, t, t + 2.0))]
        arrivals = [item for item in items if isinstance(item, Arrival)]
        told.extend(r for a in arrivals for r in a.readings if isinstance(r, Determination))

    feed(dinamap(20), 1001.0)
    for t in (1010.0, 1020.0, 1030.0):
        link.closed(t, PortMissingError("P was unplugged."))
        link.opened(t + 1.0)
        feed(dinamap(round(t + 2.0 - 981.0)), t + 2.0)
    assert [(each.sys, each.t) for each in told] == [(120.0, 981.0)]
    feed(dinamap(3), 1060.0)
    assert len(told) == 2


def test_a_port_that_cannot_be_opened_is_refused_with_its_own_sentence() -> None:
    link = Link("line@P", OXIMETER, "P", 100.0)
    link.take_items()
    refused = change(link.closed(100.0, PortMissingError("There is no port P.")))
    assert (refused.state, refused.lost_t) == (LinkState.REFUSED, 106.0)
    taken = change(link.closed(101.0, PortError("P is taken.")))
    assert (taken.state, taken.sentence) == (LinkState.REFUSED, "P is taken.")


def test_a_recording_ends_rather_than_vanishes() -> None:
    link = opened()
    link.feed(b"V97\n", 101.0)
    assert change(link.closed(102.0, RecordingOverError("It is over."))).state is LinkState.ENDED


def test_garbage_alone_tells_the_counters_twice_a_second_not_with_every_read() -> None:
    link = opened()
    told = [
        item
        for n in range(100)
        for item in link.feed(b"\xff", 101.0 + n / 100).items
        if isinstance(item, Arrival)
    ]
    assert len(told) == 2


def ask(link: Link, order: CuffOrder, t: float, patient: PatientType = PatientType.ADULT) -> Step:
    return link.ask(CuffRequest(order=order, patient_type=patient), t)


def test_a_start_goes_through_the_guard_to_the_device() -> None:
    link = opened(CUFF)
    link.feed(b"I\n", 101.0)
    assert ask(link, CuffOrder.START, 102.0).send == b"START\n" + b"ping\n"
    assert ask(link, CuffOrder.START, 102.1).send == b""


def test_a_refused_start_is_told_and_sends_nothing() -> None:
    link = opened(CUFF)
    link.feed(b"I\n", 101.0)
    step = ask(link, CuffOrder.START, 101.1, PatientType.NOT_SET)
    assert step.send == b""
    (notice,) = (item for item in step.items if isinstance(item, LinkNotice))
    assert "patient type is not set" in notice.sentence


def test_a_request_without_a_port_sends_nothing_and_says_so() -> None:
    link = Link("line@P", CUFF, "P", 100.0)
    link.take_items()
    step = ask(link, CuffOrder.CANCEL, 101.0)
    assert step.send == b""
    assert [item.sentence for item in step.items if isinstance(item, LinkNotice)] == [
        "P is not connected, nothing was sent: use the monitor's own keys."
    ]


def test_a_start_is_never_sent_by_a_reconnect() -> None:
    link = opened(CUFF)
    link.feed(b"I\n", 101.0)
    ask(link, CuffOrder.START, 101.1)
    link.closed(101.2, PortMissingError("P was unplugged."))
    sent = link.opened(102.0).send + link.feed(b"I\n", 102.1).send
    sent += b"".join(link.advance(102.1 + n / 10).send for n in range(300))
    assert b"START" not in sent


def test_stopping_under_a_running_cuff_cancels_first() -> None:
    link = opened(CUFF)
    link.feed(b"M\n", 101.0)
    assert link.stopping(101.5).send == b"CANCEL\n"
    assert link.guard.aborting
    link.feed(b"I\n", 101.8)
    assert not link.guard.aborting
    assert link.goodbye() == b"bye\n"


def test_a_link_that_is_left_on_purpose_tells_the_frame_that_waited_for_the_next_byte() -> None:
    driver = registry.load("contec_5byte")
    device, patient = driver.device(), scenario.load("rest").patient(3)
    link = Link("d@p", driver, "P", 100.0)
    link.opened(100.0)
    told: list[Item] = []
    for n in range(20):
        told += link.feed(device.emit(patient, n * device.step_s), 100.0 + n * device.step_s).items
    waves = [r for item in told if isinstance(item, Arrival) for r in item.readings if isinstance(r, Wave)]
    before = sum(len(wave.samples) for wave in waves)
    (last,) = [item for item in link.left(100.4) if isinstance(item, Arrival)]
    assert sum(len(r.samples) for r in last.readings if isinstance(r, Wave)) == 1
    assert last.counters.frames == before + 1


def test_stopping_an_idle_cuff_cancels_nothing() -> None:
    link = opened(CUFF)
    link.feed(b"I\n", 101.0)
    assert link.stopping(101.5).send == b""
    assert not link.guard.aborting


def test_a_silent_monitor_with_a_running_cuff_is_sent_the_cancel_three_times() -> None:
    link = opened(CUFF)
    link.feed(b"M\n", 101.0)
    sent, t = b"", 101.0
    step = link.advance(t)
    while step.at is not None and step.at < 130.0:
        t = max(t, step.at)
        step = link.advance(t)
        sent += step.send
    assert sent.count(b"CANCEL") == 3


PUSH = replace(OXIMETER, info=replace(OXIMETER.info, push_only=True, silence_s=3600.0))


def test_a_device_that_speaks_only_after_a_measurement_is_not_lost_while_it_is_silent() -> None:
    link = opened(PUSH)
    ((t, item),) = run_until(link, 100.0, 300.0)
    assert t == 105.0
    assert isinstance(item, DeviceChange) and (item.state, item.lost_t) == (LinkState.WAITING, None)
    assert "speaks only after a measurement" in item.sentence
    measuring = change(link.feed(b"D\n", 301.0).items)
    assert (measuring.state, measuring.lost_t) == (LinkState.MEASURING, None)
    assert run_until(link, 302.0, 4000.0) == []


def test_after_a_replug_it_is_waited_for_as_before() -> None:
    link = opened(PUSH)
    link.feed(b"D\n", 101.0)
    link.closed(200.0, PortMissingError("P is gone"))
    link.opened(210.0)
    ((_, item),) = run_until(link, 210.0, 900.0)
    assert isinstance(item, DeviceChange) and (item.state, item.lost_t) == (LinkState.WAITING, None)


@pytest.mark.parametrize("heard_before", [True, False])
def test_a_measurement_that_could_not_be_read_is_told(heard_before: bool) -> None:
    link = opened(PUSH)
    if heard_before:
        link.feed(b"D\n", 100.5)
    run_until(link, 100.5, 120.0)
    link.feed(b"nonsense\n", 120.0)
    told = [item for _, item in run_until(link, 120.0, 130.0) if isinstance(item, LinkNotice)]
    (notice,) = told
    assert (notice.t, "its measurement is lost" in notice.sentence) == (123.0, True)


def test_a_stray_byte_is_no_lost_measurement() -> None:
    link = opened(PUSH)
    link.feed(b"D\n", 100.5)
    link.feed(b"\x00\n", 120.0)
    assert run_until(link, 120.0, 200.0) == []


def test_its_port_is_lost_soon_when_it_is_unplugged() -> None:
    link = opened(PUSH)
    link.feed(b"D\n", 301.0)
    gone = change(link.closed(2000.0, PortMissingError("P is gone")))
    assert (gone.state, gone.lost_t) == (LinkState.GONE, 2005.0)


def test_what_a_device_says_of_itself_is_told_once() -> None:
    class Noticing(type(OXIMETER.protocol())):  # type: ignore[misc]  # the protocol of the tests
        def take_notices(self) -> list[str]:
            told, self.told = getattr(self, "told", False), True
            return [] if told else ["The monitor's own alarms are off: switch them on."]

    link = Link("line@P", replace(OXIMETER, protocol=Noticing), "P", 100.0)
    items = link.opened(100.0).items + link.feed(b"V97\n", 101.0).items
    notices = [item.sentence for item in items if isinstance(item, LinkNotice)]
    assert notices == ["The monitor's own alarms are off: switch them on."]


def test_a_byte_left_over_from_the_record_before_garbles_nothing_minutes_later() -> None:
    link = opened(PUSH)
    link.feed(b"D\n", 301.0)
    link.feed(b"x", 301.1)
    step = link.feed(b"D", 900.0)
    assert states(step.items) == []
    assert link.state is LinkState.MEASURING


def test_the_same_pressures_told_again_after_a_re_plug_are_the_same_result() -> None:
    link = opened()
    link.feed(b"D\n", 101.0)
    link.closed(110.0, PortMissingError("P is gone"))
    link.opened(120.0)
    again = link.feed(b"D\n", 150.0)
    assert [r for item in again.items if isinstance(item, Arrival) for r in item.readings] == []
    later = link.feed(b"D\n", 160.0)
    assert [type(r) for item in later.items if isinstance(item, Arrival) for r in item.readings] == [
        Determination
    ]
