from __future__ import annotations

import json
from pathlib import Path

import pytest
from line_device import OXIMETER

from bedside.clock import ManualClock
from bedside.errors import BrokenFileError
from bedside.link.capture import CaptureWriter, Chunk, is_capture, parse_capture
from bedside.link.playback import Playback, bytes_per_s, decode_file
from bedside.link.transport import RecordingOverError
from bedside.vitals.readings import Numeric, Wave


def writer(path: Path, clock: ManualClock) -> CaptureWriter:
    return CaptureWriter(path, device="line@P", driver="line", port="P", clock=clock)


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    clock = ManualClock(50.0)
    file = writer(tmp_path / "c.jsonl", clock)
    file.sent(b"hello\n", 50.0)
    for n in range(5):
        file.received(b"V%d\n" % (90 + n), 50.1 + n / 10)
    file.close()
    return file.path


def test_a_capture_holds_every_byte_both_ways_after_its_header(capture: Path) -> None:
    header, *lines = [json.loads(line) for line in capture.read_text().splitlines()]
    assert header == {
        "format": "bedside-capture",
        "version": 1,
        "device": "line@P",
        "driver": "line",
        "port": "P",
        "started": "2026-01-01T00:00:00+00:00",
    }
    assert lines[0] == {"t": 0.0, "dir": "tx", "hex": b"hello\n".hex()}
    assert lines[1] == {"t": 0.1, "dir": "rx", "hex": b"V90\n".hex()}


def test_a_torn_last_line_loses_only_itself(capture: Path) -> None:
    content = capture.read_bytes()
    for torn in range(1, 20):
        assert len(parse_capture(content[:-torn], "c").chunks) in (5, 6)
    assert parse_capture(content[:-19], "c").chunks[-1] == Chunk(t=0.4, received=True, data=b"V93\n")


def test_damage_in_the_middle_is_told_with_its_line(capture: Path) -> None:
    lines = capture.read_bytes().split(b"\n")
    lines[2] = lines[2][:-3]
    with pytest.raises(BrokenFileError, match="damaged in line 3"):
        parse_capture(b"\n".join(lines), "c")


def test_a_capture_of_a_newer_version_is_told(capture: Path) -> None:
    content = capture.read_bytes().replace(b'"version": 1', b'"version": 2')
    with pytest.raises(BrokenFileError, match="version 2, this bedside reads version 1"):
        parse_capture(content, "c")


def test_a_capture_is_never_overwritten(capture: Path) -> None:
    with pytest.raises(BrokenFileError, match="never overwritten"):
        writer(capture, ManualClock())


def test_what_a_file_is_its_content_tells(capture: Path) -> None:
    assert is_capture(capture.read_bytes())
    assert not is_capture(b"V90\nV91\n")
    assert not is_capture(b'{"format": "something else"}\n')


def test_a_capture_decodes_with_its_recorded_times(capture: Path) -> None:
    readings = list(decode_file(OXIMETER, capture))
    assert [r.value for r in readings if isinstance(r, Numeric)] == [90, 91, 92, 93, 94]
    assert [r.t for r in readings if isinstance(r, Wave)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_a_plain_file_decodes_with_the_nominal_rate(tmp_path: Path) -> None:
    file = tmp_path / "plain.bin"
    file.write_bytes(b"V90\nV91\nV9")
    readings = list(decode_file(OXIMETER, file))
    assert [(r.t, r.value) for r in readings if isinstance(r, Numeric)] == [(0.0, 90), (0.1, 91)]


@pytest.mark.parametrize("content", [None, b""])
def test_a_file_that_is_missing_or_empty_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.bin"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokenFileError):
        decode_file(OXIMETER, file)


def played(path: Path, step_s: float) -> list[tuple[float, bytes]]:
    """What a playback gives when it is asked every `step_s`, with the time of each piece."""
    clock = ManualClock()
    playback = Playback(OXIMETER, path, clock)
    pieces = []
    while True:
        try:
            data = playback.read(0.0)
        except RecordingOverError:
            return pieces
        if data:
            pieces.append((clock.now(), data))
        clock.advance(step_s)


def test_a_capture_plays_at_its_recorded_pace_and_is_then_over(capture: Path) -> None:
    pieces = played(capture, 0.01)
    assert [data for _, data in pieces] == [b"V90\n", b"V91\n", b"V92\n", b"V93\n", b"V94\n"]
    assert [t for t, _ in pieces] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5], abs=0.011)


def test_a_plain_file_plays_at_the_nominal_pace(tmp_path: Path) -> None:
    file = tmp_path / "plain.bin"
    file.write_bytes(b"V90\n" * 20)
    pieces = played(file, 0.01)
    assert b"".join(data for _, data in pieces) == b"V90\n" * 20
    assert pieces[-1][0] == pytest.approx(2.0, abs=0.02)


def test_the_pace_of_bytes_without_a_frame_is_that_of_the_line() -> None:
    assert bytes_per_s(OXIMETER, b"\xff" * 100) == 960.0
