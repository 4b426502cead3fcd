"""Where the readers' devices are: who may open what, when somebody comes back, and when nobody can say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bedside.clock import ManualClock
from bedside.driver_api import Driver, PortSettings, Signature
from bedside.errors import PortError
from bedside.link.adapter import AdapterId
from bedside.link.seat import BLIP_S
from bedside.link.steady_port import LISTEN_AGAIN_S, SteadyPorts
from bedside.link.transport import PortMissingError, Transport
from tests.helpers.adapters import CH340, FTDI, adapter, row
from tests.helpers.readers import DRIVERS

LINE = PortSettings(baud=9600)


def speaking(key: str, word: bytes) -> Driver:
    """A driver whose device is recognised by a word it says; b"" = not by listening."""

    def recognise(heard: bytes, seconds: float) -> str | None:
        return key if word and word in heard else None

    base = DRIVERS["oximeter"]
    signature = Signature(port=LINE, recognise=recognise, probe=() if word else (b"who?",), listen_s=2.0)
    return Driver(
        info=replace(base.info, key=key, title=key.title(), signatures=(signature,)),
        protocol=base.protocol,
        device=base.device,
    )


ALPHA, BETA, MUTE = speaking("alpha", b"alpha"), speaking("beta", b"beta"), speaking("mute", b"")


class Cable:
    """An open port; time goes on while it is read."""

    def __init__(self, desk: Desk, says: bytes) -> None:
        self._desk, self._says = desk, says
        self.written = b""
        self.closed = False

    def read(self, timeout_s: float | None) -> bytes:
        self._desk.clock.advance(timeout_s or 0.0)
        return self._says

    def write(self, data: bytes) -> None:
        self.written += data

    def wake(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Desk:
    """A computer with sockets: what is plugged in, what it says, and whoever opens it."""

    def __init__(self) -> None:
        self.clock = ManualClock(100.0)
        self.there: dict[str, AdapterId | None] = {}
        self.says: dict[str, bytes] = {}
        self.cables: list[Cable] = []
        self.opened: list[str] = []
        self.when_opening: Callable[[], Any] = lambda: None
        self.places = SteadyPorts(
            lambda: [row(port, there) for port, there in self.there.items()],
            self.clock,
            lambda: [(d.info.key, each) for d in (ALPHA, BETA, MUTE) for each in d.info.signatures],
        )

    def join(self, device: str, known: AdapterId | str = "") -> None:
        driver, _, port = device.partition("@")
        self.places.join(device, driver, port, str(known), simulated=False)

    def open(self, device: str, driver: Driver = ALPHA, stopping: bool = False) -> Transport:
        return self.places.open(device, driver, self._line, lambda: stopping)

    def _line(self, port: str, driver: Driver) -> Transport:
        self.when_opening()
        if port not in self.there:
            raise PortMissingError(f"There is no port {port}.")
        self.opened.append(port)
        self.cables.append(Cable(self, self.says.get(port, b"")))
        return self.cables[-1]

    def refuses(self, device: str, driver: Driver = ALPHA) -> str:
        opened = len(self.opened)
        with pytest.raises(PortError) as caught:
            self.open(device, driver)
        assert all(cable.closed for cable in self.cables[opened:])
        return str(caught.value)


@pytest.fixture
def desk() -> Desk:
    return Desk()


FIRST, SECOND, THIRD = (adapter(CH340, f"1-{n}") for n in (1, 2, 3))
OWN = adapter(FTDI, "1-1", "A50285BI")


def test_the_adapter_is_known_from_the_first_opening_on(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0")
    assert desk.places.adapter("alpha@u0") == ""
    desk.open("alpha@u0")
    assert desk.places.adapter("alpha@u0") == str(OWN)
    assert desk.places.port_now("alpha@u0") == ""
    assert desk.places.in_use() == {"u0"}


def test_it_comes_back_on_another_name_and_says_where_it_is(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0")
    desk.open("alpha@u0").close()
    desk.there = {"u7": replace(OWN, location="2-2")}
    again = desk.open("alpha@u0")
    assert desk.opened == ["u0", "u7"]
    assert desk.places.port_now("alpha@u0") == "u7"
    assert AdapterId.parse(desk.places.adapter("alpha@u0")).location == "2-2"
    again.close()
    assert (desk.places.port_now("alpha@u0"), desk.places.in_use()) == ("", frozenset())


def test_swapped_names_are_swapped_back(desk: Desk) -> None:
    other = adapter(FTDI, "1-2", "XYZ98765")
    desk.there = {"u0": other, "u1": OWN}
    desk.join("alpha@u0", OWN)
    desk.join("alpha@u1", other)
    desk.open("alpha@u0")
    desk.open("alpha@u1")
    assert desk.opened == ["u1", "u0"]


def test_one_in_its_socket_comes_back_without_listening(desk: Desk) -> None:
    desk.join("alpha@u0", FIRST)
    assert "not plugged in" in desk.refuses("alpha@u0")
    desk.there["u4"] = FIRST
    desk.open("alpha@u0")
    assert desk.opened == ["u4"]


def both_measure(desk: Desk, one: str, other: str, driver: Driver, out_s: float = BLIP_S) -> None:
    desk.there = {"u0": FIRST, "u1": SECOND}
    desk.join(one)
    desk.join(other)
    transports = [desk.open(one), desk.open(other, driver)]
    desk.there = {}
    for transport in transports:
        transport.close()
    desk.refuses(one)
    desk.refuses(other, driver)
    desk.clock.advance(out_s)


def test_two_alike_that_were_out_together_come_back_to_nobody_by_themselves(desk: Desk) -> None:
    both_measure(desk, "alpha@u0", "alpha@u1", ALPHA)
    desk.there = {"u0": FIRST, "u1": SECOND}
    desk.opened.clear()
    for device in ("alpha@u0", "alpha@u1"):
        assert "look which patient it is on" in desk.refuses(device)
    assert desk.opened == []
    # By hand: detached and connected again, one after the other; then the other one is known too.
    desk.places.leave("alpha@u0")
    desk.join("alpha@u0")
    desk.open("alpha@u0")
    desk.open("alpha@u1")
    assert desk.opened == ["u0", "u1"]


def test_two_alike_on_a_hub_that_dropped_out_for_a_moment_come_back_by_themselves(desk: Desk) -> None:
    both_measure(desk, "alpha@u0", "alpha@u1", ALPHA, out_s=BLIP_S - 0.1)
    desk.there = {"u5": SECOND, "u6": FIRST}
    desk.opened.clear()
    desk.open("alpha@u0")
    desk.clock.advance(60.0)  # the second looks late: it was there all the time
    desk.open("alpha@u1")
    assert desk.opened == ["u6", "u5"]


def test_that_only_one_looked_while_both_were_out_is_enough_doubt(desk: Desk) -> None:
    desk.there = {"u0": FIRST, "u1": SECOND}
    for device in ("alpha@u0", "alpha@u1"):
        desk.join(device)
    transports = [desk.open("alpha@u0"), desk.open("alpha@u1")]
    desk.there = {}
    transports[0].close()
    desk.refuses("alpha@u0")
    desk.clock.advance(BLIP_S)
    desk.there = {"u0": FIRST, "u1": SECOND}
    transports[1].close()
    assert "same time" in desk.refuses("alpha@u1")


def test_two_alike_that_speak_differently_are_told_apart_by_what_they_say(desk: Desk) -> None:
    both_measure(desk, "alpha@u0", "beta@u1", BETA)
    desk.there = {"u0": FIRST, "u1": SECOND}
    desk.says = {"u0": b"beta", "u1": b"alpha"}  # swapped
    assert "was not recognised there by listening" in desk.refuses("alpha@u0")
    assert "was not recognised there by listening" in desk.refuses("beta@u1", BETA)
    assert all(cable.written == b"" for cable in desk.cables)
    desk.says = {"u0": b"alpha", "u1": b"beta"}  # put right
    desk.clock.advance(LISTEN_AGAIN_S)
    desk.open("alpha@u0")
    desk.open("beta@u1", BETA)


def test_before_anything_measured_the_sockets_count_in_the_morning(desk: Desk) -> None:
    for device, known in (("alpha@u0", FIRST), ("alpha@u1", SECOND)):
        desk.join(device, known)
        desk.refuses(device)
    desk.there = {"u8": SECOND, "u9": FIRST}
    desk.open("alpha@u0")
    desk.open("alpha@u1")
    assert desk.opened == ["u9", "u8"]


def test_one_that_was_never_there_today_does_not_keep_another_from_coming_back(desk: Desk) -> None:
    desk.there = {"u0": FIRST}
    desk.join("alpha@u1", SECOND)  # in the cupboard
    desk.refuses("alpha@u1")
    desk.join("alpha@u0", FIRST)
    desk.open("alpha@u0").close()
    desk.there = {}
    desk.refuses("alpha@u0")
    desk.clock.advance(BLIP_S)
    desk.there = {"u1": SECOND}  # the one from the cupboard, or the other one in the wrong socket
    assert "same time" in desk.refuses("alpha@u1")
    desk.there = {"u0": FIRST}
    desk.open("alpha@u0")
    desk.there["u1"] = SECOND  # now it can only be the one from the cupboard
    desk.open("alpha@u1")


def away(desk: Desk, driver: str = "alpha") -> str:
    device = f"{driver}@u0"
    desk.there = {"u0": FIRST}
    desk.join(device)
    desk.open(device, MUTE if driver == "mute" else ALPHA).close()
    desk.there = {}
    desk.refuses(device, MUTE if driver == "mute" else ALPHA)
    return device


def test_one_moved_to_another_socket_is_taken_when_its_bytes_are_its_own(desk: Desk) -> None:
    device = away(desk)
    desk.there = {"u0": THIRD}
    desk.says["u0"] = b"haalp"  # the word is whole from the second piece on
    desk.open(device)
    assert desk.places.adapter(device) == str(THIRD)
    assert desk.cables[-1].written == b""


@pytest.mark.parametrize("says", [b"", b"beta", b"alpha and beta"])
def test_one_whose_bytes_are_not_its_own_alone_is_left_and_not_listened_to_at_once_again(
    desk: Desk, says: bytes
) -> None:
    device = away(desk)
    desk.there, desk.says = {"u3": THIRD}, {"u3": says}
    assert "plug it into the same socket, or connect it by hand." in desk.refuses(device)
    opened = len(desk.opened)
    assert "not recognised" in desk.refuses(device)
    assert len(desk.opened) == opened
    assert desk.places.in_use() == frozenset()
    desk.clock.advance(LISTEN_AGAIN_S + 1.0)
    desk.refuses(device)
    assert len(desk.opened) == opened + 1


def test_a_monitor_that_can_start_a_cuff_is_never_taken_for_its_bytes(desk: Desk) -> None:
    device = away(desk)
    desk.there, desk.says = {"u7": THIRD}, {"u7": b"alpha"}
    cuff = replace(ALPHA, info=replace(ALPHA.info, starts_cuff=True))
    assert "only a person may say whose it is" in desk.refuses(device, cuff)
    desk.open(device, ALPHA)


def test_one_that_only_answers_questions_is_not_asked(desk: Desk) -> None:
    device = away(desk, "mute")
    desk.there, desk.says = {"u3": THIRD}, {"u3": b"mute"}
    assert "cannot be recognised by listening" in desk.refuses(device, MUTE)
    assert desk.cables[-1].written == b""


def test_listening_ends_when_the_reader_is_to_stop(desk: Desk) -> None:
    device = away(desk)
    desk.there = {"u3": THIRD}
    before = desk.clock.now()
    with pytest.raises(PortError):
        desk.open(device, stopping=True)
    assert desk.clock.now() == before
    assert desk.cables[-1].closed


def test_a_reader_that_still_runs_after_its_device_was_detached_opens_nothing(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0")
    desk.places.leave("alpha@u0")
    assert "was detached" in desk.refuses("alpha@u0")
    desk.join("beta@u0")
    desk.open("beta@u0", BETA)


def test_a_name_that_passes_to_another_adapter_while_it_is_opened_is_closed_again(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0", OWN)
    desk.when_opening = lambda: desk.there.update(u0=THIRD)
    assert "was unplugged while it was being opened" in desk.refuses("alpha@u0")
    assert desk.places.in_use() == frozenset()
    assert desk.places.adapter("alpha@u0") == str(OWN)


def test_a_list_that_breaks_while_an_adapter_vanishes_is_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[Any]:
        raise TypeError("int() can't convert non-string with explicit base")

    desk.there["u0"] = OWN
    desk.join("alpha@u0")
    with monkeypatch.context() as vanishing:
        vanishing.setattr(desk.places, "_list_ports", broken)
        assert desk.refuses("alpha@u0") == "The list of ports could not be read: it is tried again."
    desk.open("alpha@u0")


def test_a_port_is_free_again_when_it_could_not_be_opened(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0")

    def denied() -> None:
        raise PortError("Permission denied.")

    desk.when_opening = denied
    assert desk.refuses("alpha@u0") == "Permission denied."
    desk.when_opening = lambda: None
    desk.open("alpha@u0")


def test_a_port_of_one_device_is_never_opened_for_another(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.join("alpha@u0")
    desk.open("alpha@u0")
    desk.join("beta@u0")
    assert "in use by bedside" in desk.refuses("beta@u0", BETA)
    # Also while a detached one still says goodbye.
    desk.places.leave("alpha@u0")
    assert "still in use" in desk.refuses("beta@u0", BETA)
    desk.there["u1"] = THIRD
    desk.join("beta@u1")
    desk.open("beta@u1", BETA)


def test_what_is_expected_is_kept_for_it_until_it_is_refused(desk: Desk) -> None:
    desk.there["u0"] = OWN
    desk.places.expect("beta@u5", "beta", "u5", str(OWN))
    desk.join("alpha@u0")
    assert "another device that bedside remembers" in desk.refuses("alpha@u0")
    desk.places.refuse("beta@u5")
    desk.open("alpha@u0")


def test_whoever_connects_by_hand_means_what_is_on_the_port_now(desk: Desk) -> None:
    desk.there["u0"] = THIRD
    desk.join("alpha@u0", OWN)
    assert "another adapter now" in desk.refuses("alpha@u0")
    desk.places.leave("alpha@u0")
    desk.join("alpha@u0")
    desk.open("alpha@u0")
    assert desk.places.adapter("alpha@u0") == str(THIRD)


@pytest.mark.parametrize("says", ["nonsense", "1-1"])
def test_an_adapter_that_cannot_be_read_is_refused(desk: Desk, says: str) -> None:
    for take in (
        lambda: desk.places.expect("alpha@u0", "alpha", "u0", says),
        lambda: desk.join("alpha@u0", says),
    ):
        with pytest.raises(ValueError, match="names no adapter"):
            take()


def test_what_is_no_listed_port_is_opened_by_its_name(desk: Desk) -> None:
    desk.join("alpha@socket://localhost:4001")
    with pytest.raises(PortMissingError):
        desk.open("alpha@socket://localhost:4001")
    assert desk.places.adapter("alpha@socket://localhost:4001") == ""
    assert desk.places.has("alpha@socket://localhost:4001", "socket://localhost:4001")


def test_a_missing_device_leaves_its_old_name_to_others(desk: Desk) -> None:
    device = away(desk)
    assert not desk.places.has(device, "u0")
    assert not desk.places.has("nobody", "u0")
    desk.there = {"u0": OWN}
    desk.join("beta@u0")
    desk.open("beta@u0", BETA)
    assert desk.places.has("beta@u0", "u0")
