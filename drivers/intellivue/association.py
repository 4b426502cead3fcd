"""Philips IntelliVue: the messages that set up and end an association.

Each is an ISO session message with a presentation message inside. The presentation message is ASN.1 whose
constructed parts have no length but an end mark (00 00); here it is put together part by part. Inside
stands what the two ends agree on: who is client, how often is polled, how long messages may be, whether
waves are wanted.

Source: "IntelliVue Data Export Interface Programming Guide", association control; the ACCEPT of a real
monitor is put together here byte for byte as it was captured. REFUSE is known by its first byte only.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from drivers.intellivue import ids, messages

_END_MARK = b"\x00\x00"
_SESSION = bytes.fromhex("0508 130100 160102 8000 14020002")  # protocol options, version 2, duplex
_ROOT = bytes.fromhex("2A8648CE1402 01000000")  # 1.2.840.10004.2.1…, the medical device objects
_ACSE = bytes.fromhex("52010001")
_BER = bytes.fromhex("5101")
_CLIENT = 0x80000000
_SERVER = 0x00800000
_COLD_START = 0x20000000
_VERSION = 0x80000000
_NOMENCLATURE = 0x40000000
_REVISION = 0x80000000
_ANY_BANDWIDTH = 0xFFFFFFFF
_OBJECTS_COME_AND_GO = 0x60000000


class Terms(NamedTuple):
    """What the two ends agree on."""

    extensions: int  # `ids.NUMBERS_EACH_SECOND`, `ids.WAVES` …
    server: bool = False
    startup: int = _COLD_START
    shortest_poll: int = 4000  # ticks
    longest_in: int = 1000  # bytes of a message to the sender of the terms
    longest_out: int = 1000


def associate() -> bytes:
    """The request for an association: numbers each second, and waves."""
    syntaxes = _open(
        0xA4,
        _open(0x30, _item(0x02, b"\x01"), _item(0x06, _ACSE), _open(0x30, _item(0x06, _BER))),
        _open(0x30, _item(0x02, b"\x02"), _oid(0x06, 1), _open(0x30, _oid(0x06, 2))),
    )
    terms = Terms(extensions=ids.NUMBERS_EACH_SECOND | ids.WAVES)
    asked = _open(0x60, _open(0xA1, _oid(0x06, 3)), _open(0xBE, _terms(terms, _oid(0x06, 1))))
    return _message(ids.ASSOCIATE, _SESSION, _presentation(syntaxes, asked))


def accept(terms: Terms) -> bytes:
    """A monitor's answer."""
    results = _open(
        0xA5,
        _open(0x30, _item(0x80, b"\x00"), _item(0x81, _BER)),
        _open(0x30, _item(0x80, b"\x00"), _oid(0x81, 2)),
    )
    accepted = bytes.fromhex("A203 020100 A305 A103 020100")
    answer = _open(0x61, _open(0xA1, _oid(0x06, 3)), accepted, _open(0xBE, _terms(terms, b"")))
    return _message(ids.ACCEPT, _SESSION, _presentation(results, answer))


def release() -> bytes:
    """The host takes its leave."""
    return _message(ids.RELEASE, b"", _wrapped(_open(0x62, bytes.fromhex("800100"))))


def released() -> bytes:
    """A monitor's answer to `release`."""
    return _message(ids.RELEASED, b"", _wrapped(_open(0x63, bytes.fromhex("800100"))))


def abort() -> bytes:
    """A monitor ends the association by itself."""
    syntax = _open(0xA0, _open(0x30, _item(0x02, b"\x01"), _item(0x06, _BER)))
    inside = _open(0xA0, syntax, _wrapped(_open(0x64, bytes.fromhex("800101"))))
    return _message(ids.ABORT, bytes.fromhex("110103"), inside)


def terms_of(data: bytes) -> Terms | None:
    """What the two ends agree on, from a request or an answer; None: it cannot be read."""
    try:
        place = data.index(b"\xbe\x80\x28\x80") + 4
        while data[place] != 0x81:
            place += 2 + data[place + 1]
        size = data[place + 1]
        place += 2 + (size & 0x7F if size & 0x80 else 0)
        _, _, _, system, startup = struct.unpack_from(">5I", data, place)
        _, place = messages.attributes(data, place + 20)
        profiles, _ = messages.attributes(data, place)
        support = profiles[ids.POLL_SUPPORT]
        _, shortest, longest_in, longest_out, _, _ = struct.unpack_from(">6I", support)
        extensions, _ = messages.attributes(support, 24)
        (options,) = struct.unpack_from(">I", extensions.get(ids.POLL_EXTENSIONS, bytes(4)))
    except (ValueError, IndexError, KeyError, struct.error):
        return None
    return Terms(options, bool(system & _SERVER), startup, shortest, longest_in, longest_out)


def _terms(terms: Terms, syntax: bytes) -> bytes:
    extensions = messages.attribute_list({ids.POLL_EXTENSIONS: struct.pack(">IHH", terms.extensions, 0, 0)})
    support = struct.pack(
        ">6I",
        _REVISION,
        terms.shortest_poll,
        terms.longest_in,
        terms.longest_out,
        _ANY_BANDWIDTH,
        _OBJECTS_COME_AND_GO,
    )
    system = _SERVER if terms.server else _CLIENT
    agreed = struct.pack(">5I", _VERSION, _NOMENCLATURE, 0, system, terms.startup)
    agreed += messages.attribute_list({}) + messages.attribute_list({ids.POLL_SUPPORT: support + extensions})
    return _open(0x28, syntax, _item(0x02, b"\x02"), _item(0x81, agreed))


def _presentation(contexts: bytes, user: bytes) -> bytes:
    mode = _open(0xA0, _item(0x80, b"\x01"))
    version = bytes.fromhex("A003 000001")
    return _open(0x31, mode, _open(0xA2, version, contexts, _wrapped(user)))


def _wrapped(user: bytes) -> bytes:
    return _open(0x61, _open(0x30, _item(0x02, b"\x01"), _open(0xA0, user)))


def _message(kind: int, session: bytes, presentation: bytes) -> bytes:
    body = session + b"\xc1" + bytes((len(presentation),)) + presentation
    return bytes((kind, len(body))) + body


def _open(tag: int, *parts: bytes) -> bytes:
    """A constructed part that ends with a mark."""
    return bytes((tag, 0x80)) + b"".join(parts) + _END_MARK


def _item(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def _oid(tag: int, number: int) -> bytes:
    """One of the three object identifiers of the medical device protocol."""
    return _item(tag, _ROOT + bytes((number, 1)))
