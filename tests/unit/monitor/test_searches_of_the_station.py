"""Ports without a device: each gets a row, is listened to unasked, and is left alone when it is somebody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bedside.errors import RefusedError
from bedside.link.doctor import Diagnosis
from bedside.link.port_search import SearchTold
from bedside.link.port_watch import PortsSeen
from bedside.link.ports import PortRow
from bedside.monitor.search_row import AGAIN_S
from bedside.monitor.searches import MOST_AT_ONCE, Searches
from bedside.vitals.devices import PortSearch, SearchState, TriedLine

NOBODY: frozenset[str] = frozenset()
SILENT = TriedLine(line="9600 8N1", count=0, seconds=2.2, verdict="silent")


def listed(number: int) -> PortRow:
    return PortRow(
        port=f"/dev/ttyUSB{number}", steady=f"/dev/serial/by-id/cable{number}", words="CP2102", usb=True
    )


OWN = PortRow(port="/dev/ttyS0", steady="/dev/ttyS0", words="ttyS0", usb=False)


class ToldSearcher:
    """Begins nothing; remembers what it was told to."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int, bool]] = []
        self.ended: list[str] = []
        self.stopped = False

    def begin(self, port: str, number: int, *, may_ask: bool) -> None:
        self.begun.append((port, number, may_ask))

    def end(self, port: str) -> None:
        self.ended.append(port)

    def stop(self) -> None:
        self.stopped = True


class Desk:
    """The searches of a station whose time a test sets."""

    def __init__(self) -> None:
        self.searcher = ToldSearcher()
        self.searches = Searches(self.searcher)
        self.now = 100.0
        self.used = NOBODY
        self.remembered: tuple[str, ...] = ()

    def plug(self, *numbers: int, usb: str = "") -> None:
        self.searches.seen(PortsSeen(ports=tuple(listed(number) for number in numbers), usb=usb), self.now)
        self.look()

    def look(self, after_s: float = 0.0) -> None:
        self.now += after_s
        self.searches.look(self.now, self.used, self.remembered)

    def ask(self, port: str, *, may_ask: bool = False) -> None:
        self.searches.ask(port, self.now, may_ask=may_ask)
        self.look()

    def progress(self, line: str, *tried: TriedLine) -> None:
        port, number, _ = self.searcher.begun[-1]
        self.searches.told(SearchTold(port=port, number=number, t=self.now, line=line, tried=tried))

    def end(self, search: int = -1, *, driver: str = "", silent: bool = False, opened: bool = True) -> None:
        port, number, _ = self.searcher.begun[search]
        diagnosis = Diagnosis(
            port=port,
            sentence=f"On {port} there is {driver}." if driver else f"{port} is silent." if silent else "?",
            advice="" if driver else "switch it on",
            driver=driver,
            line="9600 8N1" if driver else "",
        )
        self.searches.told(
            SearchTold(
                port=port,
                number=number,
                t=self.now,
                tried=(SILENT,) if silent else (),
                diagnosis=diagnosis,
                title=driver.title(),
                silent=silent,
                opened=opened,
            )
        )
        self.look()

    @property
    def row(self) -> PortSearch:
        (row,) = self.searches.rows()
        return row

    @property
    def ports(self) -> list[str]:
        return [row.port for row in self.searches.rows()]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_port_that_is_plugged_in_is_listened_to_and_never_asked(desk: Desk) -> None:
    desk.plug(0)
    assert desk.searcher.begun == [("/dev/ttyUSB0", 1, False)]
    assert (desk.row.state, desk.row.words) == (SearchState.LISTENING, "CP2102")
    assert "nothing is sent" in desk.row.sentence


def test_a_port_of_the_computer_itself_is_idle_until_something_is_heard_on_it(desk: Desk) -> None:
    desk.searches.seen(PortsSeen(ports=(OWN,)), desk.now)
    desk.look()
    assert desk.row.built_in and desk.row.idle
    desk.end(silent=True)
    assert desk.row.idle
    desk.look(60.0)
    desk.end(driver="nonin")
    assert not desk.row.idle
    desk.searches.seen(PortsSeen(ports=(listed(0),)), desk.now)
    desk.look()
    assert not desk.row.built_in and not desk.row.idle


def test_what_is_heard_shows_while_it_goes_on(desk: Desk) -> None:
    desk.plug(0)
    desk.progress("19200 8N1", SILENT)
    assert (desk.row.line, desk.row.tried) == ("19200 8N1", (SILENT,))


def test_a_device_that_was_found_is_named_and_not_searched_again(desk: Desk) -> None:
    desk.plug(0)
    desk.end(driver="nonin")
    row = desk.row
    assert (row.state, row.driver, row.title, row.line) == (SearchState.FOUND, "nonin", "Nonin", "9600 8N1")
    assert "there is nonin" in row.sentence and row.advice == "" and not row.may_ask
    desk.look(after_s=10 * AGAIN_S)
    assert len(desk.searcher.begun) == 1


def test_a_few_are_searched_at_once_and_the_others_wait(desk: Desk) -> None:
    desk.plug(*range(MOST_AT_ONCE + 2))
    assert len(desk.searcher.begun) == MOST_AT_ONCE
    assert "as soon as another search has ended" in desk.searches.rows()[-1].sentence
    desk.end(search=0, driver="nonin")
    assert [port for port, _, _ in desk.searcher.begun[MOST_AT_ONCE:]] == [f"/dev/ttyUSB{MOST_AT_ONCE}"]


def test_a_silent_port_may_be_asked_and_only_then_is(desk: Desk) -> None:
    desk.plug(0)
    desk.end(silent=True)
    assert desk.row.may_ask
    desk.ask("/dev/ttyUSB0", may_ask=True)
    assert desk.searcher.begun[-1] == ("/dev/ttyUSB0", 2, True)
    assert (desk.row.state, desk.row.may_ask) == (SearchState.ASKING, False)
    desk.end(silent=True)
    assert desk.row.state is SearchState.NOT_FOUND and not desk.row.may_ask  # it was asked already


def test_a_silent_port_is_listened_to_again_without_a_word(desk: Desk) -> None:
    desk.plug(0)
    desk.end(silent=True)
    before = desk.row
    desk.look(after_s=AGAIN_S - 1)
    assert len(desk.searcher.begun) == 1
    desk.look(after_s=1.0)
    assert desk.searcher.begun[1:] == [("/dev/ttyUSB0", 2, False)]
    desk.progress("9600 8N1")
    desk.end(silent=True)
    assert desk.row == before
    desk.look(after_s=AGAIN_S)
    desk.end(driver="nonin")  # switched on meanwhile
    assert desk.row.state is SearchState.FOUND and desk.row.since_t == desk.now


def test_a_port_that_was_asked_is_never_asked_again_by_itself(desk: Desk) -> None:
    desk.plug(0)
    desk.ask("/dev/ttyUSB0", may_ask=True)
    desk.end(silent=True)
    desk.look(after_s=AGAIN_S)
    assert [may_ask for _, _, may_ask in desk.searcher.begun] == [False, True, False]


def test_a_port_that_could_not_be_opened_says_why_and_is_tried_again(desk: Desk) -> None:
    desk.plug(0)
    desk.end(opened=False)
    assert desk.row.state is SearchState.NOT_FOUND and desk.row.advice and not desk.row.may_ask
    desk.look(after_s=AGAIN_S)
    assert len(desk.searcher.begun) == 2


def test_a_port_that_goes_away_loses_its_row(desk: Desk) -> None:
    desk.plug(0, 1)
    desk.plug(1)
    assert desk.ports == ["/dev/ttyUSB1"]
    assert desk.searcher.ended == ["/dev/ttyUSB0"]
    desk.plug(0, 1)
    assert desk.ports == ["/dev/ttyUSB0", "/dev/ttyUSB1"]
    assert len(desk.searcher.begun) == 3


@pytest.mark.parametrize("name", ["/dev/ttyUSB0", "/dev/serial/by-id/cable0"])
def test_a_port_with_a_device_is_left_at_once_and_listened_to_when_it_is_free(desk: Desk, name: str) -> None:
    desk.plug(0)
    desk.used = frozenset({name})
    desk.look()
    assert desk.ports == [] and desk.searcher.ended == ["/dev/ttyUSB0"]
    desk.used = NOBODY
    desk.look()
    assert desk.ports == ["/dev/ttyUSB0"]


def test_a_port_is_known_by_a_link_to_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bed1").symlink_to("/dev/ttyUSB0")
    desk.plug(0)
    desk.used = frozenset({str(tmp_path / "bed1")})
    desk.look()
    assert desk.ports == []


@pytest.mark.parametrize("name", ["/dev/ttyUSB0", "/dev/serial/by-id/cable0"])
def test_the_port_of_a_remembered_device_is_not_searched(desk: Desk, name: str) -> None:
    desk.remembered = (name,)
    desk.plug(0, 1)
    assert desk.ports == ["/dev/ttyUSB1"]
    desk.ask(name)  # a person may
    assert desk.ports == ["/dev/ttyUSB0", "/dev/ttyUSB1"]


def test_a_port_that_is_to_be_left_alone_is_until_it_is_plugged_in_again(desk: Desk) -> None:
    desk.plug(0)
    desk.searches.leave("/dev/ttyUSB0")
    desk.look(after_s=AGAIN_S)
    assert desk.ports == [] and desk.searcher.ended == ["/dev/ttyUSB0"]
    desk.plug()
    desk.plug(0)
    assert desk.ports == ["/dev/ttyUSB0"]


def test_only_what_has_a_row_can_be_left_alone(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="is not being searched"):
        desk.searches.leave("/dev/ttyUSB7")


def test_what_an_earlier_search_still_says_does_not_count(desk: Desk) -> None:
    desk.plug(0)
    desk.end(opened=False)
    desk.ask("/dev/ttyUSB0")
    desk.end(search=0, driver="nonin")
    assert desk.row.state is SearchState.LISTENING


def test_asking_for_the_same_search_twice_is_asking_once(desk: Desk) -> None:
    desk.ask("/dev/pts/7", may_ask=True)
    desk.ask("/dev/pts/7", may_ask=True)
    assert len(desk.searcher.begun) == 1


def test_a_search_that_may_ask_takes_the_place_of_one_that_may_not(desk: Desk) -> None:
    desk.plug(0)
    desk.ask("/dev/ttyUSB0", may_ask=True)
    assert desk.searcher.ended == ["/dev/ttyUSB0"]
    assert desk.searcher.begun[-1] == ("/dev/ttyUSB0", 2, True)


def test_any_port_can_be_typed_and_stays_until_it_is_left(desk: Desk) -> None:
    desk.ask(" /dev/pts/7 ")
    assert desk.row.port == "/dev/pts/7" and desk.row.simulated and desk.row.words == ""
    desk.end(silent=True)
    desk.plug(0)
    assert desk.ports == ["/dev/ttyUSB0", "/dev/pts/7"]
    desk.look(after_s=AGAIN_S)
    assert [port for port, _, _ in desk.searcher.begun].count("/dev/pts/7") == 1
    desk.searches.leave("/dev/pts/7")
    assert desk.ports == ["/dev/ttyUSB0"]


def test_a_typed_port_goes_when_a_device_is_attached_to_it(desk: Desk) -> None:
    desk.ask("/dev/pts/7")
    desk.used = frozenset({"/dev/pts/7"})
    desk.look()
    assert desk.ports == []


@pytest.mark.parametrize("port", ["", "  ", "USB"])
def test_no_port_is_no_search(desk: Desk, port: str) -> None:
    with pytest.raises(RefusedError, match="no port"):
        desk.ask(port)


def test_a_file_is_played_back_and_not_searched(desk: Desk, tmp_path: Path) -> None:
    recording = tmp_path / "recording.bin"
    recording.write_bytes(b"x")
    with pytest.raises(RefusedError, match="play it back"):
        desk.ask(str(recording))


def test_an_oximeter_that_is_no_serial_port_has_a_row_of_its_own(desk: Desk) -> None:
    desk.plug(usb="A Contec oximeter is plugged in that is a USB-HID device. Use a model with the cable.")
    assert (desk.row.port, desk.row.state) == ("USB", SearchState.NOT_FOUND)
    assert desk.row.advice == "Use a model with the cable."
    desk.searches.leave("USB")
    assert desk.ports == []
    desk.plug()
    assert desk.ports == []


def test_the_rows_are_the_same_object_until_something_changes(desk: Desk) -> None:
    desk.plug(0)
    first = desk.searches.rows()
    desk.look(after_s=1.0)
    assert desk.searches.rows() is first
    desk.progress("9600 8N1")
    assert desk.searches.rows() is not first


def test_stopping_ends_the_searches(desk: Desk) -> None:
    desk.searches.stop()
    assert desk.searcher.stopped
