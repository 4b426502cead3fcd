"""The commands that need nothing built: each is a function of what was typed and where to write."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, TextIO

PLAIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alarms": "bedside.cli.alarms:run_alarms",
        "bundle": "bedside.cli.bundle:run_bundle",
        "decode": "bedside.cli.decode:run_decode",
        "devices": "bedside.cli.listing:run_devices",
        "doctor": "bedside.cli.doctor:run_doctor",
        "download": "bedside.cli.download:run_download",
        "driver": "bedside.cli.driver:run_driver",
        "gaps": "bedside.cli.gaps:run_gaps",
        "sessions": "bedside.cli.listing:run_sessions",
        "simulate": "bedside.cli.simulate:run_simulate",
        "verify": "bedside.cli.verify:run_verify",
        "what-if": "bedside.cli.what_if:run_what_if",
    }
)
"""Where each lies; what it needs is loaded when it is asked for."""


def run_plain(args: argparse.Namespace, out: TextIO) -> int:
    """Run the command that was typed; the process's exit code."""
    module, _, name = PLAIN[args.command].partition(":")
    code: int = getattr(import_module(module), name)(args, out)
    return code
