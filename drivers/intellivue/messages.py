"""Philips IntelliVue: the messages of an association, decoded and encoded. All numbers are big-endian.

    E1 00 00 02   operation  length   [linked: state, count]   invoke id  command  length   body

    ACTION, request   object (6) scope (4) action  length   poll number  class (4)  group  [attributes]
    ACTION, answer    object (6) action  length             poll number  [sequence]  ticks (4)  time (8)  class (4)
                                                            group  contexts
    attributes        count  length   { id  length  value } …
    contexts          count  length   { context  count  length   { handle  attributes } … } …

`ids.POLL_FOR_A_TIME` has the sequence, `ids.POLL` has not. A long answer comes in linked parts; the last
message of an answer is a RESULT, which may be empty.

Source: "IntelliVue Data Export Interface Programming Guide"; answers checked against a capture of a real
monitor.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from drivers.intellivue import ids

_SESSION = bytes((ids.DATA, 0, 0, 2))
_MDS_OBJECT = struct.pack(">3H", ids.MDS, 0, 0)
_NO_TIME = b"\xff" * 8
_REPLACE = 0
_TEXT_OF = 0x00020000  # a label is the physio id in the second code block

Attributes = Mapping[int, bytes]


class Operation(NamedTuple):
    """A message of an association."""

    kind: int  # ids.INVOKE, RESULT, ERROR, LINKED
    part: int  # of a linked answer: 1 first, 2 between, 3 last; otherwise 0
    invoke: int
    command: int
    body: bytes


class Observation(NamedTuple):
    """What an answer says of one object."""

    handle: int
    attributes: Attributes


class Answer(NamedTuple):
    """One message of the answer to a poll."""

    last: bool  # no more parts follow
    number: int
    ticks: int
    time: bytes  # the monitor's clock, FF when it does not say
    kind: int  # class of the objects
    observations: Sequence[Observation]


class Created(NamedTuple):
    """A monitor introduces itself and waits for `confirm`."""

    invoke: int
    ticks: int
    attributes: Attributes


class Request(NamedTuple):
    """What a host asks a monitor for."""

    invoke: int
    action: int
    number: int
    kind: int
    group: int
    attributes: Attributes


def attributes(data: bytes, place: int) -> tuple[dict[int, bytes], int]:
    """The list of attributes at a place, and where it ends.

    Raises:
        struct.error: it goes beyond the data.
    """
    count, size = struct.unpack_from(">2H", data, place)
    place += 4
    end = place + size
    found: dict[int, bytes] = {}
    for _ in range(count):
        name, length = struct.unpack_from(">2H", data, place)
        place += 4 + length
        if place > end or end > len(data):
            raise struct.error("an attribute goes beyond its list")
        found[name] = data[place - length : place]
    return found, end


def attribute_list(values: Attributes) -> bytes:
    """The list as it is sent."""
    body = b"".join(struct.pack(">2H", name, len(value)) + value for name, value in values.items())
    return struct.pack(">2H", len(values), len(body)) + body


def operation_of(data: bytes) -> Operation | None:
    """A message of an association, or None: something else, or broken off."""
    if len(data) < 14 or data[:2] != _SESSION[:2]:
        return None
    (kind,) = struct.unpack_from(">H", data, 4)
    place, part = (10, data[8]) if kind == ids.LINKED else (8, 0)
    if len(data) < place + 6:
        return None
    invoke, command, length = struct.unpack_from(">3H", data, place)
    body = data[place + 6 :]
    return Operation(kind, part, invoke, command, body) if len(body) == length else None


def answer_of(operation: Operation) -> Answer | None:
    """The answer to a poll, or None: another message."""
    if operation.kind not in (ids.RESULT, ids.LINKED) or operation.command != ids.ACTION:
        return None
    body = operation.body
    try:
        (action,) = struct.unpack_from(">H", body, 6)
        if action not in (ids.POLL, ids.POLL_FOR_A_TIME):
            return None
        (number,) = struct.unpack_from(">H", body, 10)
        place = 14 if action == ids.POLL_FOR_A_TIME else 12
        (ticks,) = struct.unpack_from(">I", body, place)
        _, kind, _, contexts, _ = struct.unpack_from(">5H", body, place + 12)
        time = body[place + 4 : place + 12]
        place += 22
        observations: list[Observation] = []
        for _ in range(contexts):
            _, objects, _ = struct.unpack_from(">3H", body, place)
            place += 6
            for _ in range(objects):
                (handle,) = struct.unpack_from(">H", body, place)
                values, place = attributes(body, place + 2)
                observations.append(Observation(handle, values))
    except struct.error:
        return None
    return Answer(operation.kind == ids.RESULT, number, ticks, time, kind, observations)


def created_of(operation: Operation) -> Created | None:
    """A monitor that introduces itself, or None: another message."""
    if operation.kind != ids.INVOKE or operation.command != ids.EVENT:
        return None
    try:
        ticks, event = struct.unpack_from(">IH", operation.body, 6)
        if event != ids.MDS_CREATE:
            return None
        values, _ = attributes(operation.body, 14 + len(_MDS_OBJECT))  # the object created stands before them
    except struct.error:
        return None
    return Created(operation.invoke, ticks, values)


def request_of(operation: Operation) -> Request | None:
    """A poll of a host, or None: another message."""
    if operation.kind != ids.INVOKE or operation.command != ids.ACTION:
        return None
    body = operation.body
    try:
        action, _, number, _, kind, group = struct.unpack_from(">6H", body, 10)
        values = attributes(body, 22)[0] if action == ids.POLL_FOR_A_TIME else {}
    except struct.error:
        return None
    return Request(operation.invoke, action, number, kind, group, values)


def confirm(created: Created) -> bytes:
    """The host's answer to a monitor that introduced itself."""
    body = _MDS_OBJECT + struct.pack(">I2H", created.ticks, ids.MDS_CREATE, 0)
    return _operation(ids.RESULT, created.invoke, ids.EVENT, body)


def create(invoke: int, ticks: int, values: Attributes) -> bytes:
    """A monitor introduces itself."""
    event = _MDS_OBJECT + attribute_list(values)
    body = _MDS_OBJECT + struct.pack(">I2H", ticks, ids.MDS_CREATE, len(event)) + event
    return _operation(ids.INVOKE, invoke, ids.EVENT, body)


def poll(invoke: int, number: int, kind: int, group: int) -> bytes:
    """Ask once for all objects of a class."""
    return _action(invoke, ids.POLL, struct.pack(">4H", number, 1, kind, group))


def poll_for(invoke: int, number: int, kind: int, group: int, ticks: int) -> bytes:
    """Ask for all objects of a class at their own pace, for so long."""
    period = attribute_list({ids.POLL_PERIOD: struct.pack(">I", ticks)})
    return _action(invoke, ids.POLL_FOR_A_TIME, struct.pack(">4H", number, 1, kind, group) + period)


def want_waves(invoke: int, labels: Sequence[int]) -> bytes:
    """Say which waves are to be exported; it changes nothing on the patient's side."""
    wanted = struct.pack(">2H", len(labels), 4 * len(labels))
    wanted += b"".join(struct.pack(">I", _TEXT_OF | label) for label in labels)
    change = struct.pack(">H2H", _REPLACE, ids.WAVES_WANTED, len(wanted)) + wanted
    body = _MDS_OBJECT + bytes(4) + struct.pack(">2H", 1, len(change)) + change
    return _operation(ids.INVOKE, invoke, ids.SET, body)


def waves_set(operation: Operation) -> bytes:
    """A monitor's answer to `want_waves`: the list as it is now."""
    entry = operation.body[16:]  # behind object, scope, count, length and kind of change
    body = _MDS_OBJECT + struct.pack(">2H", 1, len(entry)) + entry
    return _operation(ids.RESULT, operation.invoke, ids.SET, body)


def answer(request: Request, sequence: int, ticks: int, observations: Sequence[Observation]) -> bytes:
    """The whole answer to a poll in one message."""
    objects = b"".join(
        struct.pack(">H", each.handle) + attribute_list(each.attributes) for each in observations
    )
    contexts = struct.pack(">3H", 1, len(observations), len(objects)) + objects
    head = struct.pack(">H", request.number)
    if request.action == ids.POLL_FOR_A_TIME:
        head += struct.pack(">H", sequence & 0xFFFF)
    head += struct.pack(">I", ticks & 0xFFFFFFFF) + _NO_TIME
    head += struct.pack(">5H", 1, request.kind, request.group, 1, len(contexts))
    result = head + contexts
    body = _MDS_OBJECT + struct.pack(">2H", request.action, len(result)) + result
    return _operation(ids.RESULT, request.invoke, ids.ACTION, body)


def _action(invoke: int, action: int, arguments: bytes) -> bytes:
    body = _MDS_OBJECT + bytes(4) + struct.pack(">2H", action, len(arguments)) + arguments
    return _operation(ids.INVOKE, invoke, ids.ACTION, body)


def _operation(kind: int, invoke: int, command: int, body: bytes) -> bytes:
    inside = struct.pack(">3H", invoke & 0xFFFF, command, len(body)) + body
    return _SESSION + struct.pack(">2H", kind, len(inside)) + inside
