"""What the command line says of ports, devices, their bytes and their drivers. Light: the parser imports it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def add_device_commands(commands: Any) -> None:
    """What looks at ports, devices and their bytes. (argparse's own type of `commands` is private.)"""
    devices = commands.add_parser("devices", help="ports, drivers and remembered devices")
    devices.add_argument("--json", action="store_true")

    doctor = commands.add_parser(
        "doctor",
        help="what hangs on a port, or why nothing is heard from it",
        description="Listens at each line setting and says what hangs on the port, or what is wrong and what to try. "
        "Nothing is sent unless --ask is given; the port must not be in use.",
    )
    doctor.add_argument("port", nargs="?", metavar="PORT", help="default: every serial port")
    doctor.add_argument(
        "--ask",
        action="store_true",
        help="send read-only requests to a silent port; only where no pump or ventilator hangs on it",
    )
    doctor.add_argument("--json", action="store_true")

    decode = commands.add_parser("decode", help="what a driver makes of a capture or a plain byte file")
    decode.add_argument("--driver", required=True, metavar="KEY")
    decode.add_argument("file", type=Path, metavar="FILE")
    form = decode.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="t_s,parameter,value,unit,flags (the default)")
    form.add_argument("--json", action="store_true", help="the same as JSON lines")

    download = commands.add_parser(
        "download",
        help="fetch what an oximeter has stored in itself",
        description="Asks the device for one stored record and prints it as `bedside decode` does, t_s from the "
        "record's first second on. Nothing is deleted or set on the device; it must not be recording, nor its port in "
        "use.",
    )
    download.add_argument("port", metavar="PORT")
    download.add_argument("--driver", default="contec_v7", metavar="KEY", help="default: contec_v7")
    download.add_argument("--user", type=int, default=0, metavar="N", help="of the device's users, from 0")
    download.add_argument("--record", type=int, default=0, metavar="N", help="of that user's records, from 0")
    download.add_argument("--output", type=Path, metavar="FILE", help="write it there (default: print it)")
    form = download.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="t_s,parameter,value,unit,flags (the default)")
    form.add_argument("--json", action="store_true", help="the same as JSON lines")


def add_driver_commands(commands: Any) -> None:
    """What helps to write a driver."""
    driver = commands.add_parser("driver", help="begin a driver of your own, or check one")
    acts = driver.add_subparsers(dest="act", required=True, metavar="new|check")
    new = acts.add_parser("new", help="write a package with a driver that works at once, to be changed")
    new.add_argument("name", metavar="NAME", help="its key: small letters, digits and _")
    new.add_argument("--folder", type=Path, metavar="DIR", help="a new folder (default: bedside-NAME, here)")
    check = acts.add_parser(
        "check", help="hold every rule for drivers against one; ends with 1 if one is broken"
    )
    check.add_argument("name", metavar="NAME", help="the key of bedside's own driver or of an installed one")
    check.add_argument("--json", action="store_true", help="one JSON document")
