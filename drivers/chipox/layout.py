"""ChipOx module: frames and their contents as tables, decoded and encoded.

    A8  7F  ID  PAYLOAD…  CRC high  CRC low  A8

Between the two flags A8 is sent as A9 88 and A9 as A9 89. Two frames may share a flag. What a module sends, and how
often, is configured in the module.

Source: zankrut4iot/javaCoAP, openSDC/chipOx (ChipOxSerialReader, ChipOxFrame). The only one.
"""

from __future__ import annotations

from typing import NamedTuple

FLAG = 0xA8
_ESCAPE = 0xA9
_ESCAPED_BIT = 0x20  # set again in the byte behind the escape
CHANNEL = 0x7F

SPO2 = 0x01  # one byte, %
PULSE = 0x02  # two bytes, high first, /min
PLETH = 0x04  # one byte
STATE = 0x08  # two bytes, high first
BLOCK = 0x51  # real-time block: as bedside knows it, ten pleth bytes

BLOCK_SAMPLES = 10
_PAYLOAD_BYTES = {SPO2: 1, PULSE: 2, PLETH: 1, STATE: 2}
LONGEST = 64  # bytes between two flags

# STATE
SENSOR_OFF = 1 << 0
FINGER_OUT = 1 << 1
PULSE_WAVE = 1 << 2
SEARCHING = 1 << 3
SEARCHING_LONG = 1 << 4  # for more than 15 s
LOW_PULSATION = 1 << 5
LOW_SIGNAL = 1 << 6
AMBIENT_LIGHT = 1 << 7
DISTURBED = 1 << 8
MOTION = 1 << 9
SENSOR_DEFECTIVE = 1 << 10
SUPPLY = 1 << 11
TEMPERATURE = 1 << 12
WRONG_SENSOR = 1 << 13
OUT_OF_RANGE = 1 << 14

NO_PROBE = SENSOR_OFF | FINGER_OUT | SENSOR_DEFECTIVE | WRONG_SENSOR
NO_PULSE = SEARCHING | SEARCHING_LONG
UNUSABLE = NO_PROBE | NO_PULSE
WEAK = LOW_PULSATION | LOW_SIGNAL
DOUBTFUL = AMBIENT_LIGHT | DISTURBED | MOTION | SUPPLY | TEMPERATURE | OUT_OF_RANGE

_MOST_SPO2 = 100
_LEAST_PULSE = 10
_MOST_PULSE = 300


class Message(NamedTuple):
    """A frame without its flags, stuffing and checksum."""

    kind: int
    payload: bytes


def checksum(body: bytes | bytearray) -> bytes:
    """Two bytes, high first, over channel, identifier and payload before stuffing."""
    high = low = 0
    for byte in body:
        total = low + byte
        low = total & 0xFF
        high = (high + (total >> 8) + (low ^ byte)) & 0xFF
    return bytes((high, low))


def next_frame(buffer: bytearray, place: int) -> int:
    """Rule of the resync buffer: everything from a flag up to the next one, which begins the next frame.

    Nothing between two flags is a frame too: one that ends and one that begins.
    """
    if buffer[place] != FLAG:
        return -1
    limit = place + 1 + LONGEST
    end = buffer.find(FLAG, place + 1, limit)
    if end < 0:
        return 0 if len(buffer) < limit else place - limit
    if end == place + 1 or message_of(buffer[place:end]) is not None:
        return end - place
    return place - end


def message_of(frame: bytes | bytearray) -> Message | None:
    """What stands behind a flag, up to the next; None: nothing, or it is damaged."""
    body = bytearray()
    escaped = False
    for byte in frame[1:]:
        if byte == _ESCAPE and not escaped:
            escaped = True
            continue
        if escaped and byte | _ESCAPED_BIT not in (FLAG, _ESCAPE):
            return None
        body.append(byte | _ESCAPED_BIT if escaped else byte)
        escaped = False
    if escaped or len(body) < 5 or body[0] != CHANNEL or checksum(body[:-2]) != body[-2:]:
        return None
    message = Message(body[1], bytes(body[2:-2]))
    length = _PAYLOAD_BYTES.get(message.kind)
    return message if length is None or length == len(message.payload) else None


def frame_of(kind: int, payload: bytes) -> bytes:
    """A whole frame with both flags."""
    body = bytes((CHANNEL, kind)) + payload
    stuffed = bytearray()
    for byte in body + checksum(body):
        stuffed += bytes((_ESCAPE, byte & ~_ESCAPED_BIT)) if byte in (FLAG, _ESCAPE) else bytes((byte,))
    return bytes((FLAG, *stuffed, FLAG))


def spo2_of(payload: bytes) -> int | None:
    """SpO2, %. What the module sends for "none" is not known: 0 and more than 100 are none."""
    return payload[0] if 1 <= payload[0] <= _MOST_SPO2 else None


def pulse_of(payload: bytes) -> int | None:
    """Pulse rate, /min. What the module sends for "none" is not known: 0 to 9 and more than 300 are none."""
    value = payload[0] << 8 | payload[1]
    return value if _LEAST_PULSE <= value <= _MOST_PULSE else None


def samples_of(message: Message) -> tuple[int, ...]:
    """Pleth samples of a single frame or of a block; none in a block that is configured otherwise."""
    whole = message.kind == PLETH or (message.kind == BLOCK and len(message.payload) == BLOCK_SAMPLES)
    return tuple(message.payload) if whole else ()
