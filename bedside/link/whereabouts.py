"""Where a device's adapter is now. Pure: what is plugged in goes in, a decision comes out.

The worst that can happen here is one bed's device on another bed. So a port is opened only when something speaks for
it being the right one, and where nothing does, the person is told what to do:

1. the remembered adapter, by its serial number, wherever it is;
2. without a serial number: the same kind in the same USB socket, unless another of that kind went away meanwhile: then
   nobody knows which is which, and only what the device sends can tell, if the two devices speak differently;
3. else the one new adapter of that kind, if what it sends is recognised by listening and nobody else waits for one.

A name such as /dev/ttyUSB0 proves nothing: the system gives it to whatever comes next. Only ports without USB (built
in, pseudo-terminals, sockets, recordings) go by their name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bedside.errors import PortError
from bedside.link.adapter import AdapterId
from bedside.link.ports import PortRow
from bedside.link.transport import PortMissingError

BY_HAND = "plug it into the same socket, or connect it by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A device that wants its port."""

    driver: str  # key
    port: str  # as it was attached
    adapter: AdapterId | None  # None: not known (yet), or its port is no USB adapter
    before: frozenset[AdapterId] = frozenset()
    """The adapters that were plugged in when its own was first missed; what is not among them is new."""
    away: bool = False  # its adapter was missed, and it was not found again since
    mixed_with: frozenset[str] = frozenset()
    """Drivers of the devices whose adapters of the same kind were away at the same time: they may be swapped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another device that bedside has, or expects."""

    adapter: AdapterId | None
    port_now: str = ""  # the port it has open, or is about to open; "" = none
    waits: bool = False  # its adapter is missing, or it is not known which one that is
    keeps: bool = True  # nobody may have its adapter by naming the port; False: remembered, but on no bed


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Open this port."""

    port: str
    row: PortRow | None  # what is there; it must still be there once the port is open. None: goes by its name
    listen: bool = False  # only if the device is recognised by listening


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Open nothing."""

    error: PortError


def find(wanted: Wanted, rows: Sequence[PortRow], others: Sequence[Other]) -> Go | Stay:
    """Where to open the port of a device.

    Args:
        wanted: the device.
        rows: the ports present now.
        others: every other device bedside has or expects.
    """
    if wanted.adapter is None:
        return _by_name(wanted, rows, others)
    everyone = _everyone(wanted.adapter, rows, others)
    if wanted.adapter.told_apart(everyone):
        return _by_serial(wanted, wanted.adapter, rows, others)
    return _by_socket(wanted, wanted.adapter, rows, others)


def row_named(port: str, rows: Sequence[PortRow]) -> PortRow | None:
    """The row a port name stands for; a link stands for what it points at now."""
    for row in rows:
        if port in (row.port, row.steady):
            return row
    target = os.path.realpath(port)
    return next((row for row in rows if os.path.realpath(row.port) == target), None)


def is_there(adapter: AdapterId, rows: Sequence[PortRow], known: Sequence[AdapterId]) -> bool:
    """Whether an adapter is plugged in where it can be known again."""
    apart = adapter.told_apart(known)
    return any(
        row.adapter is not None
        and adapter.alike(row.adapter)
        and (apart or adapter.location == row.adapter.location)
        for row in rows
    )


def _everyone(adapter: AdapterId, rows: Sequence[PortRow], others: Sequence[Other]) -> list[AdapterId]:
    """Every adapter that is known of, as far as it matters for whether a serial number is one.

    An adapter that was moved is still itself: where it was and where it is are two only if both are there.
    """
    present = [row.adapter for row in rows if row.adapter is not None and adapter.alike(row.adapter)]
    named = [each.adapter for each in others if each.adapter is not None]
    if len(present) > 1:
        named += present
    return named


def _by_name(wanted: Wanted, rows: Sequence[PortRow], others: Sequence[Other]) -> Go | Stay:
    row = row_named(wanted.port, rows)
    if row is None:
        return Go(port=wanted.port, row=None)
    if _taken(row, others):
        return _in_use(row.port)
    if row.adapter is not None:
        for other in others:
            if other.keeps and other.adapter == row.adapter:
                return Stay(
                    error=PortError(
                        f"What is on {wanted.port} now is the adapter of another device that bedside remembers: "
                        "detach that one first, or choose another port."
                    )
                )
    return Go(port=row.port, row=row)


def _by_serial(
    wanted: Wanted, adapter: AdapterId, rows: Sequence[PortRow], others: Sequence[Other]
) -> Go | Stay:
    for row in rows:
        if row.adapter is not None and adapter.alike(row.adapter):
            return _in_use(row.port) if _taken(row, others) else Go(port=row.port, row=row)
    return _absent(wanted, adapter, rows, apart=True)


def _by_socket(
    wanted: Wanted, adapter: AdapterId, rows: Sequence[PortRow], others: Sequence[Other]
) -> Go | Stay:
    alike = [row for row in rows if row.adapter is not None and adapter.alike(row.adapter)]
    here = [row for row in alike if row.adapter is not None and row.adapter.location == adapter.location]
    if not adapter.location:  # the system tells no sockets: its own name, if there is no second one
        here = [row for row in here if len(alike) == 1 and row == row_named(wanted.port, rows)]
    if len(here) == 1 and not _taken(here[0], others):
        if wanted.driver in wanted.mixed_with:
            return Stay(
                error=PortError(
                    f"Two adapters of the same kind ({adapter.words}) were unplugged at the same time, so nothing "
                    f"says whose device is on {here[0].port} now: look which patient it is on, then detach it and "
                    "connect it by hand."
                )
            )
        return Go(port=here[0].port, row=here[0], listen=bool(wanted.mixed_with))
    return _new_one(wanted, adapter, rows, others, alike)


def _new_one(
    wanted: Wanted,
    adapter: AdapterId,
    rows: Sequence[PortRow],
    others: Sequence[Other],
    alike: Sequence[PortRow],
) -> Go | Stay:
    """It is not in its socket: perhaps it is the one that has just been plugged in elsewhere."""
    free = [row for row in alike if not _taken(row, others)]
    named = row_named(wanted.port, rows)
    if not free or (named is not None and named not in free):
        return _absent(wanted, adapter, rows, apart=False)
    new = [row for row in free if wanted.away and row.adapter not in wanted.before]
    # One that was there and is gone as well may be what appears now.
    present = {row.adapter for row in rows}
    strayed = any(old not in present and adapter.alike(old) for old in wanted.before)
    waiting = any(other.waits and (other.adapter is None or other.adapter.alike(adapter)) for other in others)
    if len(new) == 1 and (named is None or named in new) and not strayed and not waiting:
        return Go(port=new[0].port, row=new[0], listen=True)
    where = " and ".join(row.port for row in free)
    return Stay(
        error=PortError(
            f"There is an adapter of the same kind ({adapter.words}) on {where}, but nothing says that it is the one "
            f"that was on {wanted.port}: {BY_HAND}."
        )
    )


def _absent(wanted: Wanted, adapter: AdapterId, rows: Sequence[PortRow], *, apart: bool) -> Stay:
    named = row_named(wanted.port, rows)
    if named is not None:
        what = f" ({named.adapter.words})" if named.adapter is not None else ""
        return Stay(
            error=PortError(
                f"{wanted.port} is another adapter now{what}, not the one that was remembered ({adapter.words}): "
                "plug that one in, or connect the device by hand."
            )
        )
    socket = "" if apart else " into the same socket as before"
    return Stay(
        error=PortMissingError(
            f"The adapter that was on {wanted.port} ({adapter.words}) is not plugged in: plug it in{socket}, bedside "
            "goes on by itself."
        )
    )


def _taken(row: PortRow, others: Sequence[Other]) -> bool:
    return any(other.port_now == row.port for other in others)


def _in_use(port: str) -> Stay:
    return Stay(error=PortError(f"{port} is in use by bedside for another device: detach that one first."))


def said_of(sentence: str, port: str, port_now: str) -> str:
    """What a link says of its port, where the device is on another one now; `port_now` as `SteadyPorts` gives it."""
    if not port_now:
        return sentence
    said = re.sub(rf"{re.escape(port)}(?!\w)", lambda _: port_now, sentence)
    return said if port_now in said else f"{said.rstrip('.')}, now on {port_now}."
