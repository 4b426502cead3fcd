"""`bedside decode`: a driver held against the documents' examples, the captures and broken files, without Qt."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from bedside import registry
from bedside.cli.decode import Row, rows_of
from bedside.clock import ManualClock
from bedside.link.capture import CaptureWriter
from bedside.link.playback import decode_file
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Quality
from tests.helpers.processes import BEDSIDE, PATIENCE_S, Home

HEADER = "t_s,parameter,value,unit,flags"
WORDS = {"beat", "searching", "no_finger", "artefact", "low_perfusion", "held", "time_unknown"}

# Of the documents, one frame or message each: (driver, bytes, rows as parameter, value, flags)
CONTEC = {
    "finger in": ("01E0849392BCE3FFFF", [("pleth", "19", ""), ("spo2", "99", ""), ("pr", "60", "")]),
    "another unit": ("01E085D59ABDE3FFFF", [("pleth", "85", ""), ("spo2", "99", ""), ("pr", "61", "")]),
    "no finger": (
        "01E994C095FFFFFFFF",
        [("pleth", "", "no_finger"), ("spo2", "", "no_finger"), ("pr", "", "no_finger")],
    ),
    "no finger, zeros": (
        "01E184C0908080FFFF",
        [("pleth", "", "no_finger"), ("spo2", "", "no_finger"), ("pr", "", "no_finger")],
    ),
    "searching": (
        "01EA85AE95FFFFFFFF",
        [("pleth", "46", "searching"), ("spo2", "", "searching"), ("pr", "", "searching")],
    ),
    "eighth bit of the rate": (
        "01E8C4B09890DFFFFF",
        [("pleth", "48", "beat"), ("spo2", "95", ""), ("pr", "144", "")],
    ),
    "perfusion index": (
        "0188C4B08890DFA482",
        [("pleth", "48", "beat"), ("spo2", "95", ""), ("pr", "144", ""), ("pi", "5.48", "")],
    ),
}
DINAMAP = {
    "a real answer": (
        b" NF1101762127073078&<\r",
        [("nibp_sys", "127", ""), ("nibp_dia", "73", ""), ("nibp_map", "78", "")],
    ),
    "checksum edited by hand": (b" NF1102207118080091&+\r", []),
    "in progress": (b" NA0109999000000000&'\r", []),
    "over-pressure": (b" NA8100004000000000%O\r", []),
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def table(text: str) -> list[dict[str, str]]:
    assert text.splitlines()[0] == HEADER
    return list(csv.DictReader(io.StringIO(text)))


def decoded(home: Home, driver: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a file with this content, through the command itself."""
    file = home.folder / "example.bin"
    file.write_bytes(content)
    ran = home.here("decode", "--driver", driver, file, "--csv")
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err
    return table(ran.out)


def test_the_worked_examples_of_contec_decode_as_printed(home: Home) -> None:
    for name, (frame, expected) in CONTEC.items():
        rows = decoded(home, "contec_v7", bytes.fromhex(frame))
        assert {(row["parameter"], row["value"], row["flags"]) for row in rows} >= set(expected), name
        assert {row["value"] for row in rows if row["parameter"] == "pr"} <= {e[1] for e in expected}, name


def test_the_worked_examples_of_dinamap_decode_as_printed(home: Home) -> None:
    for name, (line, expected) in DINAMAP.items():
        rows = decoded(home, "dinamap", line)
        assert [(row["parameter"], row["value"], row["flags"]) for row in rows] == expected, name


def test_the_worked_examples_of_nonin_decode_as_printed(home: Home) -> None:
    rows = decoded(home, "nonin", bytes.fromhex("01814300C5 01984A00E3 018063 00E4"))
    assert next(row["value"] for row in rows if row["parameter"] == "pleth") == "67"
    assert decoded(home, "nonin", bytes.fromhex("01814300C4")) == [], "wrong checksum"


def test_a_sample_lies_at_its_number_over_the_rate_and_units_are_named(home: Home) -> None:
    content = bytes.fromhex(CONTEC["perfusion index"][0]) * 61
    rows = decoded(home, "contec_v7", content)
    pleth = [float(row["t_s"]) for row in rows if row["parameter"] == "pleth"]
    assert pleth == pytest.approx([n / 60 for n in range(61)], abs=1e-6)
    assert {row["parameter"]: row["unit"] for row in rows} == {
        "pleth": "",
        "spo2": "%",
        "pr": "/min",
        "pi": "%",
    }


def test_sample_times_stay_exact_after_hours(home: Home) -> None:
    rows = decoded(home, "contec_v7", bytes.fromhex(CONTEC["finger in"][0]) * 60 * 100)
    pleth = [float(row["t_s"]) for row in rows if row["parameter"] == "pleth"]
    assert len(pleth) == len(set(pleth)) == 6000
    cells = Row(36000 + 1 / 75, Parameter.PLETH, 97.0, Quality.NONE).cells()
    assert cells[0] == "36000.013333"


@pytest.mark.parametrize(
    ("driver", "name"),
    [
        ("contec_v7", "contec_cms60c_v7_part1.device_only.bin"),
        ("contec_v7", "contec_cms50e_v7_titinho.bin"),
        ("nonin", "nonin_df2_9560.bin"),
    ],
)
def test_a_capture_decodes_to_the_expected_samples(
    shared_dir: Path, home: Home, driver: str, name: str
) -> None:
    file = shared_dir / "captures" / "oximeters" / name
    answers = file.with_name(name.partition(".")[0] + ".expected.csv").read_text()
    expected = list(csv.DictReader(io.StringIO(answers)))
    ran = home.run("decode", "--driver", driver, file)
    assert (ran.code, ran.err) == (0, "")
    rows = table(ran.out)
    samples = ["" if each.get("probe_error") == "1" else each["pleth"] for each in expected]
    assert [row["value"] for row in rows if row["parameter"] == "pleth"] == samples
    assert all(word in WORDS for row in rows for word in row["flags"].split())
    if "pr_usable" in expected[0]:
        assert {row["value"] for row in rows if row["parameter"] in ("spo2", "pr")} == {""}
    elif driver == "contec_v7":
        assert {(row["parameter"], row["value"]) for row in rows if row["parameter"] != "pleth"} == {
            ("spo2", "99"),
            ("pr", "60"),
        }
    else:
        assert {("spo2", "96"), ("pr", "74")} <= {(row["parameter"], row["value"]) for row in rows}


def test_json_says_the_same_as_the_table(home: Home) -> None:
    file = home.folder / "example.bin"
    file.write_bytes(b"".join(bytes.fromhex(frame) for frame, _ in CONTEC.values()) * 3)
    objects = [
        json.loads(line)
        for line in home.here("decode", "--driver", "contec_v7", file, "--json").out.splitlines()
    ]
    rows = table(home.here("decode", "--driver", "contec_v7", file).out)
    assert len(objects) == len(rows) > 20
    for one, row in zip(objects, rows, strict=True):
        assert (one["parameter"], one["unit"], " ".join(one["flags"])) == (
            row["parameter"],
            row["unit"],
            row["flags"],
        )
        assert one["value"] == (None if row["value"] == "" else pytest.approx(float(row["value"])))
        assert one["t_s"] == pytest.approx(float(row["t_s"]), abs=1e-6)


def test_flags_are_words_of_the_documented_table() -> None:
    assert {word for flag in Quality for word in flag.words()} == WORDS


def test_a_raw_capture_decodes_by_its_own_times(home: Home) -> None:
    file = home.folder / "raw.jsonl"
    clock = ManualClock(500.0)
    writer = CaptureWriter(file, device="d", driver="contec_v7", port="p", clock=clock)
    writer.sent(bytes.fromhex("7D81A18080808080 80"), clock.now())
    for _ in range(30):
        clock.advance(1 / 60)
        writer.received(bytes.fromhex(CONTEC["finger in"][0]), clock.now())
    clock.advance(10.0)
    writer.received(bytes.fromhex(CONTEC["finger in"][0]) * 2, clock.now())
    writer.close()
    ran = home.run("decode", "--driver", "contec_v7", file)
    assert (ran.code, ran.err) == (0, "")
    pleth = [float(row["t_s"]) for row in table(ran.out) if row["parameter"] == "pleth"]
    assert len(pleth) == 32
    assert 0.0 < pleth[0] < 0.05
    assert max(pleth) == pytest.approx(10.5, abs=0.05)
    with file.open("ab") as torn:
        torn.write(b'{"t": 10.6, "dir": "r')
    assert home.here("decode", "--driver", "contec_v7", file).out == ran.out


def test_the_command_prints_what_the_link_would_read(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "example.bin"
    file.write_bytes(
        bytes.fromhex(CONTEC["searching"][0]) * 200 + bytes.fromhex(CONTEC["finger in"][0]) * 200
    )
    expected = [
        row.cells() for reading in decode_file(registry.load("contec_v7"), file) for row in rows_of(reading)
    ]
    rows = table(home.here("decode", "--driver", "contec_v7", file).out)
    assert [list(row.values()) for row in rows] == expected


def test_a_file_that_cannot_be_used_is_told_in_one_sentence(home: Home) -> None:
    empty, broken, newer = (home.folder / name for name in ("empty", "broken", "newer"))
    empty.touch()
    header = '{"format": "bedside-capture", "version": %d, "device": "d", "driver": "nonin", "port": "p"}\n'
    broken.write_text(header % 1 + '{"t": 0.1, "dir"\n{"t": 0.2, "dir": "rx", "hex": "00"}\n')
    newer.write_text(header % 9)
    missing = home.folder / "nowhere.bin"
    for driver, file, words in (
        ("nonin", empty, f"{empty} is empty: choose another file."),
        ("nonin", broken, f"{broken} is damaged in line 2: use another copy."),
        ("nonin", newer, "capture of version 9"),
        ("nonin", missing, f"{missing} cannot be read (No such file or directory): check the path."),
        ("nonin", home.folder, f"{home.folder} cannot be read (Is a directory)"),
        ("cms50", missing, f"There is no driver called 'cms50': choose one of {', '.join(registry.keys())}."),
    ):
        ran = home.here("decode", "--driver", driver, file)
        assert words in ran.refusal
        assert ran.out == ""


def test_a_file_of_another_device_gives_no_value_and_says_so(home: Home) -> None:
    file = home.folder / "words.txt"
    file.write_text("dizzy at ten past\n" * 50)
    ran = home.here("decode", "--driver", "nonin", file)
    assert (ran.code, ran.out) == (0, HEADER + "\n")
    assert ran.err == f"bedside: nothing in {file} is a reading of the Nonin: try another driver.\n"


@pytest.mark.parametrize("packets", [1, 5000])
def test_a_reader_that_has_seen_enough_is_no_error(home: Home, packets: int) -> None:
    file = home.folder / "example.bin"
    file.write_bytes(bytes.fromhex(CONTEC["finger in"][0]) * 2 * packets)
    read, write = os.pipe()
    os.close(read)  # nobody reads any more, as after `| head -1`
    try:
        ran = subprocess.run(
            [*BEDSIDE, "decode", "--driver", "contec_v7", str(file)],
            env=home.environment,
            check=False,
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_S,
        )
    finally:
        os.close(write)
    assert (ran.returncode, ran.stderr) == (0, "")
