"""Which port a remembered device is opened on: lists in, a decision out, and in doubt none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.errors import PortError
from bedside.link.adapter import AdapterId
from bedside.link.ports import PortRow
from bedside.link.transport import PortMissingError
from bedside.link.whereabouts import Go, Other, Stay, Wanted, find, said_of
from tests.helpers.adapters import CH340, CP2102, FTDI, adapter, row

USB0, USB1, USB2 = "/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB2"
OWN = adapter(FTDI, "1-1", "A50285BI")
PLAIN = adapter(CH340, "1-1")  # its socket is all that is known of it


def want(known: AdapterId | None, port: str = USB0, **more: object) -> Wanted:
    return Wanted(driver="nonin", port=port, adapter=known, **more)  # type: ignore[arg-type]


def moved_to(found: Go | Stay) -> tuple[str, bool]:
    assert isinstance(found, Go), found
    return found.port, found.listen


def refused(found: Go | Stay) -> str:
    assert isinstance(found, Stay), found
    return str(found.error)


# With a serial number


@pytest.mark.parametrize("rows", [[row(USB0, OWN)], [row(USB0, PLAIN), row(USB1, OWN)]])
def test_the_remembered_adapter_is_opened_wherever_it_is(rows: list[PortRow]) -> None:
    assert moved_to(find(want(OWN), rows, [])) == (rows[-1].port, False)


def test_a_serial_number_counts_in_another_socket_too() -> None:
    assert moved_to(find(want(OWN), [row(USB1, adapter(FTDI, "2-4.1", "A50285BI"))], [])) == (USB1, False)


def test_a_name_that_passed_to_another_adapter_is_never_opened() -> None:
    told = refused(find(want(OWN), [row(USB0, adapter(FTDI, "1-1", "XYZ98765"))], []))
    assert told.startswith("/dev/ttyUSB0 is another adapter now (0403:6001, serial number XYZ98765)")
    assert told.endswith("or connect the device by hand.")


def test_an_adapter_that_is_not_plugged_in_is_said_to_be_so() -> None:
    found = find(want(OWN), [row(USB1, PLAIN)], [])
    assert "plug it in, bedside goes on by itself" in refused(found)
    assert isinstance(found, Stay)
    assert isinstance(found.error, PortMissingError)


def test_two_adapters_with_one_serial_number_are_told_apart_by_their_sockets() -> None:
    here, there = adapter(FTDI, "1-1", "A50285BI"), adapter(FTDI, "1-2", "A50285BI")
    assert moved_to(find(want(here), [row(USB0, there), row(USB1, here)], [])) == (USB1, False)
    other = Other(adapter=there, port_now=USB0)
    assert "is another adapter now" in refused(find(want(here), [row(USB0, there)], [other]))


def test_the_port_of_an_adapter_with_several_is_its_own() -> None:
    first, second = (AdapterId.of(*FTDI, "A50285BI", f"1-1:1.{n}") for n in (0, 1))
    assert moved_to(find(want(second), [row(USB0, first), row(USB1, second)], [])) == (USB1, False)
    assert "is another adapter now" in refused(find(want(second), [row(USB0, first)], []))


# Without a serial number


@pytest.mark.parametrize("known", [PLAIN, adapter(CP2102, "1-1", "0001")])
def test_without_a_serial_number_the_same_kind_in_the_same_socket_is_it(known: AdapterId) -> None:
    assert moved_to(find(want(known), [row(USB1, known)], [])) == (USB1, False)


def test_another_kind_in_the_same_socket_is_not() -> None:
    assert "is another adapter now" in refused(find(want(PLAIN), [row(USB0, adapter(CP2102, "1-1"))], []))


def test_after_two_alike_were_away_together_nobody_guesses_which_is_which() -> None:
    found = find(want(PLAIN, away=True, mixed_with=frozenset({"nonin"})), [row(USB0, PLAIN)], [])
    assert "were unplugged at the same time" in refused(found)


def test_unless_they_speak_differently_and_the_bytes_tell() -> None:
    found = find(want(PLAIN, away=True, mixed_with=frozenset({"chipox"})), [row(USB0, PLAIN)], [])
    assert moved_to(found) == (USB0, True)


MOVED = adapter(CH340, "1-3")


def test_the_one_new_adapter_of_its_kind_is_taken_if_its_bytes_are_recognised() -> None:
    assert moved_to(find(want(PLAIN, away=True), [row(USB1, MOVED)], [])) == (USB1, True)


def test_a_name_that_is_given_again_to_the_moved_adapter_does_not_hinder() -> None:
    assert moved_to(find(want(PLAIN, away=True), [row(USB0, MOVED)], [])) == (USB0, True)


@pytest.mark.parametrize(
    ("wanted", "rows", "others"),
    [
        pytest.param(want(PLAIN), [row(USB1, MOVED)], [], id="after a restart nothing says what is new"),
        pytest.param(
            want(PLAIN, away=True, before=frozenset({MOVED})),
            [row(USB1, MOVED)],
            [],
            id="it was there before",
        ),
        pytest.param(
            want(PLAIN, away=True),
            [row(USB1, MOVED), row(USB2, adapter(CH340, "1-4"))],
            [],
            id="two candidates",
        ),
        pytest.param(
            want(PLAIN, away=True),
            [row(USB1, MOVED)],
            [Other(adapter=adapter(CH340, "1-2"), waits=True)],
            id="somebody else waits for one",
        ),
        pytest.param(
            want(PLAIN, away=True),
            [row(USB1, MOVED)],
            [Other(adapter=None, waits=True)],
            id="somebody waits and nobody knows for which",
        ),
        pytest.param(
            want(PLAIN, away=True, before=frozenset({adapter(CH340, "1-5")})),
            [row(USB1, MOVED)],
            [],
            id="a spare one is gone from its socket and may be this",
        ),
    ],
)
def test_in_doubt_none_is_opened_and_the_person_is_told_what_to_do(
    wanted: Wanted, rows: list[PortRow], others: list[Other]
) -> None:
    told = refused(find(wanted, rows, others))
    assert told.endswith("plug it into the same socket, or connect it by hand.")


@pytest.mark.parametrize("known", [OWN, PLAIN])
def test_an_adapter_that_another_device_has_open_is_not_taken(known: AdapterId) -> None:
    refused(find(want(known, away=True), [row(USB0, known)], [Other(adapter=None, port_now=USB0)]))


def test_where_the_system_tells_no_sockets_the_name_counts_if_there_is_no_second() -> None:
    nowhere = adapter(CH340, "")
    assert moved_to(find(want(nowhere, "COM3"), [row("COM3", nowhere)], [])) == ("COM3", False)
    refused(find(want(nowhere, "COM3"), [row("COM3", nowhere), row("COM4", nowhere)], []))
    refused(find(want(nowhere, "COM3"), [row("COM4", nowhere)], []))


# Without a known adapter


@pytest.mark.parametrize("port", ["socket://localhost:4001", "/tmp/recording.bin", "/dev/pts/unplugged"])
def test_what_is_no_listed_port_goes_by_its_name(port: str) -> None:
    assert find(want(None, port), [row(USB0, OWN)], []) == Go(port=port, row=None)


def test_the_first_opening_takes_what_is_on_the_port() -> None:
    there = row(USB0, OWN, steady="/dev/serial/by-id/usb-FTDI-if00")
    for name in (there.port, there.steady):
        assert find(want(None, name), [there], []) == Go(port=USB0, row=there)


def test_but_not_what_is_another_device_of_bedside() -> None:
    told = refused(find(want(None), [row(USB0, OWN)], [Other(adapter=OWN, waits=True)]))
    assert "is the adapter of another device that bedside remembers" in told
    assert moved_to(find(want(None), [row(USB0, OWN)], [Other(adapter=OWN, waits=True, keeps=False)]))


def test_a_built_in_port_goes_by_its_name() -> None:
    assert moved_to(find(want(None, "/dev/ttyS0"), [row("/dev/ttyS0", None)], [])) == ("/dev/ttyS0", False)


# What must never happen

ADAPTERS = st.builds(
    AdapterId.of,
    st.just(0x1A86),
    st.sampled_from([0x7523, 0x5523]),
    st.sampled_from(["", "0001", "A50285BI", "XYZ98765"]),
    st.sampled_from(["", "1-1", "1-2", "1-3"]),
)
PORTS = (USB0, USB1, USB2, "/dev/ttyUSB3")


@st.composite
def tables(draw: st.DrawFn) -> list[PortRow]:
    """What is plugged in: one adapter per socket, each with a name of its own."""
    there = draw(
        st.lists(ADAPTERS, max_size=4, unique_by=lambda each: each.location or (each.serial, each.pid))
    )
    return [row(port, one) for port, one in zip(draw(st.permutations(PORTS)), there, strict=False)]


OTHERS = st.builds(
    Other,
    adapter=st.none() | ADAPTERS,
    port_now=st.sampled_from(("", *PORTS)),
    waits=st.booleans(),
    keeps=st.booleans(),
)


@given(
    known=ADAPTERS,
    rows=tables(),
    others=st.lists(OTHERS, max_size=3),
    before=st.frozensets(ADAPTERS, max_size=3),
    away=st.booleans(),
    mixed=st.frozensets(st.sampled_from(["nonin", "chipox"])),
)
def test_no_decision_opens_a_foreign_adapter_or_a_port_twice(
    known: AdapterId,
    rows: list[PortRow],
    others: list[Other],
    before: frozenset[AdapterId],
    away: bool,
    mixed: frozenset[str],
) -> None:
    wanted = want(known, before=before, away=away, mixed_with=mixed)
    found = find(wanted, rows, others)
    if isinstance(found, Stay):
        assert isinstance(found.error, PortError)
        assert str(found.error).endswith(".")
        return
    assert found.row in rows
    assert found.row is not None
    assert found.row.port == found.port
    there = found.row.adapter
    assert there is not None
    assert there.alike(known)  # never another kind, nor another serial number
    assert found.port not in {other.port_now for other in others}
    alike = [each for each in rows if each.adapter is not None and each.adapter.alike(known)]
    if there.location != known.location:
        # It was moved: proved by a serial number nobody shares, or by its bytes and by being the only new one.
        assert found.listen or (known.has_serial and len(alike) == 1)
        if found.listen:
            assert away
            assert there not in before
    if "nonin" in mixed and not known.has_serial:
        assert there.location != known.location


@given(known=ADAPTERS, rows=tables(), others=st.lists(OTHERS, max_size=3))
def test_two_devices_never_get_one_port(known: AdapterId, rows: list[PortRow], others: list[Other]) -> None:
    first = find(want(known), rows, others)
    if isinstance(first, Go):
        second = find(want(known, USB1), rows, [*others, Other(adapter=known, port_now=first.port)])
        assert not (isinstance(second, Go) and second.port == first.port)


@pytest.mark.parametrize(
    ("sentence", "now", "said"),
    [
        ("The Nonin is measuring.", USB1, "The Nonin is measuring, now on /dev/ttyUSB1."),
        ("The Nonin is measuring.", "", "The Nonin is measuring."),
        (
            "Nothing comes from the Nonin on /dev/ttyUSB0: look.",
            USB1,
            "Nothing comes from the Nonin on /dev/ttyUSB1: look.",
        ),
        ("/dev/ttyUSB1 was unplugged.", USB1, "/dev/ttyUSB1 was unplugged."),
        ("/dev/ttyUSB01 is not it.", USB1, "/dev/ttyUSB01 is not it, now on /dev/ttyUSB1."),
    ],
)
def test_a_sentence_names_the_port_the_device_is_on_now(sentence: str, now: str, said: str) -> None:
    assert said_of(sentence, USB0, now) == said
