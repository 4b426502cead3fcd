"""Noise for a parser, as much as is wanted, and what the parser keeps of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bedside.driver_api import Driver, Protocol
from tests.fuzz.scripts import kept_bytes

PIECE_BYTES = 4096
BLOCK_BYTES = 500_000  # of one kind
_STEP_S = 0.5  # between two pieces


def blocks(stream: bytes, total: int, seed: int = 1) -> Iterator[bytes]:
    """So many bytes of four kinds in turn: any at all, few kinds of bytes, the driver's own bytes in disorder, and its
    own stream with damage all along.
    """
    source = random.Random(seed)
    own = stream or bytes(range(256))
    number = 0
    while total > 0:
        size = min(BLOCK_BYTES, total)
        match number % 4:
            case 0:
                block = source.randbytes(size)
            case 1:
                few = own[:64] + bytes((0x00, 0x0D, 0x80, 0xFF))
                block = bytes(source.choices(few[: source.randrange(2, len(few))], k=size))
            case 2:
                block = bytes(source.choices(own, k=size))
            case _:
                damaged = bytearray((own * (size // len(own) + 1))[:size])
                for _ in range(size // 50):
                    damaged[source.randrange(size)] = source.randrange(256)
                block = bytes(damaged)
        yield block
        total -= size
        number += 1


def feed(protocol: Protocol, block: bytes, t: float) -> float:
    """Feed a block as a reader does; the time after it."""
    for place in range(0, len(block), PIECE_BYTES):
        protocol.feed(block[place : place + PIECE_BYTES], t)
        protocol.due(t)
        t += _STEP_S
    protocol.take_notices()
    return t


def most_kept(driver: Driver, stream: bytes, total: int) -> int:
    """The most that a new protocol of the driver kept beyond what it began with, looked at after each block, bytes."""
    protocol = driver.protocol()
    began, most, t = kept_bytes(protocol), 0, 0.0
    for block in blocks(stream, total):
        t = feed(protocol, block, t)
        most = max(most, kept_bytes(protocol) - began)
    return most
