"""`bedside doctor`: what hangs on a port, or why nothing is heard from it."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TextIO

from bedside import registry
from bedside.clock import SystemClock
from bedside.errors import PortError
from bedside.link import ports
from bedside.link.detect import detect
from bedside.link.detection import Found, NotFound, candidates_of
from bedside.link.doctor import Diagnosis, diagnose, no_serial_port
from bedside.link.port_watch import UsbList


def run_doctor(args: argparse.Namespace, out: TextIO) -> int:
    """`bedside doctor [PORT]`; 0 if a device was found on every port asked for."""
    infos, faults = registry.infos()
    for fault in faults:
        print(f"bedside: {fault}", file=sys.stderr)
    candidates = candidates_of(infos.values())
    chosen = [args.port] if args.port else [row.port for row in ports.list_serial()]
    found: list[Diagnosis] = []
    for port in chosen:
        if not args.json:
            print(f"{port}: listening …", file=out, flush=True)
        verdict: Found | NotFound | PortError
        try:
            verdict = detect(port, candidates, SystemClock(), may_probe=args.ask)
        except PortError as error:
            verdict = error
        diagnosis = diagnose(port, verdict, infos)
        found.append(diagnosis)
        if not args.json:
            _tell(diagnosis, infos[diagnosis.driver].title if diagnosis.driver else "", out)
    other = no_serial_port(UsbList()())
    if args.json:
        print(json.dumps({"ports": [asdict(each) for each in found], "usb": other}, indent=2), file=out)
    else:
        if other:
            print(other, file=out)
        if not chosen:
            print("No serial port found: plug the adapter in and look again.", file=out)
    return 0 if found and all(each.healthy for each in found) else 1


def _tell(diagnosis: Diagnosis, title: str, out: TextIO) -> None:
    print(f"  {diagnosis.sentence}", file=out)
    if diagnosis.driver:
        print(f"  Driver: {diagnosis.driver} ({title}).", file=out)
    if diagnosis.advice:
        print(f"  Try: {diagnosis.advice}", file=out)
    for line in diagnosis.heard:
        print(f"    {line}", file=out)
    out.flush()
