"""What is typed on the command line is understood, or refused in words."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from bedside.cli.words import Assignment, assignment, seconds


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nonin=/dev/ttyUSB0", Assignment("nonin", "/dev/ttyUSB0", None, "")),
        ("nonin=/dev/ttyUSB0@3", Assignment("nonin", "/dev/ttyUSB0", 3, "")),
        ("contec_5byte:4800-8O1=COM3@2", Assignment("contec_5byte", "COM3", 2, "4800 8O1")),
        ("nonin=/dev/serial/by-id/a@b", Assignment("nonin", "/dev/serial/by-id/a@b", None, "")),
        ("nonin=socket://host:4001", Assignment("nonin", "socket://host:4001", None, "")),
    ],
)
def test_a_device_is_a_key_a_port_and_where_needed_a_bed_and_line_settings(
    typed: str, meant: Assignment
) -> None:
    assert assignment(typed) == meant


@pytest.mark.parametrize("typed", ["", "nonin", "=/dev/x", "nonin=", ":=x"])
def test_what_is_no_device_is_told_how_to_be_written(typed: str) -> None:
    with pytest.raises(ArgumentTypeError, match="write KEY=PORT"):
        assignment(typed)


@pytest.mark.parametrize("typed", ["nonin:=x", "nonin:9600=x", "nonin:fast=x", "nonin:9600-9N1=x"])
def test_line_settings_that_are_none_are_told_how_to_be_written(typed: str) -> None:
    with pytest.raises(ArgumentTypeError, match="4800-8O1"):
        assignment(typed)


@pytest.mark.parametrize(("typed", "meant"), [("20", 20.0), ("20s", 20.0), ("5m", 300.0), ("1.5h", 5400.0)])
def test_a_duration_has_a_unit_or_is_in_seconds(typed: str, meant: float) -> None:
    assert seconds(typed) == meant


@pytest.mark.parametrize("typed", ["", "0", "-1", "nan", "inf", "1d", "s"])
def test_what_is_no_duration_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentTypeError, match="not a duration"):
        seconds(typed)
