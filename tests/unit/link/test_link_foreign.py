"""Files that are no stream of a serial line are named, and streams are not mistaken for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside import registry
from bedside.errors import BrokenFileError
from bedside.link.foreign import what_else
from bedside.link.playback import chunks_of, decode_file

HID_LIVE = (bytes.fromhex("EB00034809 3F EB01045363 7F 0025") + bytes(50)) * 5
HID_RECORD = b"".join(
    body + bytes((sum(body) & 0x7F,)) for body in (bytes((0xD2, n)) + bytes(17) for n in range(5))
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"SQLite format 3\x00" + bytes(100), "bedside sessions"),
        (b"%PDF-1.7\n", "PDF"),
        (bytes.fromhex("5803000001000000") + bytes(40), "contec_v7"),
        (HID_LIVE, "USB-HID"),
        (HID_RECORD, "USB-HID"),
        (b"# a note\n17:48:46.921\tIN\t07 4F 4B\n17:48:47.000\tOUT\t02 00\n", "USB bus"),
        (b"# H host\nH 7d 81 a2\nD 0c 80\n", "both directions"),
        (b"000e600006019c7f1fc7f1fc000000f609ff\n010e60000601967f1fc7edfc0000007c83fd\n", "hexadecimal"),
        (b'{"id": 1, "hex": "20 4e"}\n{"id": 2}\n', "JSON"),
    ],
)
def test_what_is_no_stream_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    said = what_else(content)
    assert said is not None and words in said
    file = tmp_path / "file"
    file.write_bytes(content)
    for use in (decode_file, chunks_of):
        with pytest.raises(BrokenFileError, match="file"):
            use(registry.load("nonin"), file)


@pytest.mark.parametrize(
    "stream",
    [
        b" NF1101762127073078&<\r",
        bytes.fromhex("01E0849392BCE3FFFF") * 20,
        bytes.fromhex("01814300C5 01984A00E3") * 20,
        b"02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60%\r\n" * 3,
        b"12345\r\n",
        b"",
    ],
)
def test_a_stream_is_not_mistaken_for_anything_else(stream: bytes) -> None:
    assert what_else(stream) is None


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    what_else(content)
