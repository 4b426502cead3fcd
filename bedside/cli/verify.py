"""`bedside verify`: is the log of alarms and acts as it was written (ALM-42)?"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from bedside import settings
from bedside.errors import StoreError
from bedside.store.library import Library


def run_verify(args: argparse.Namespace, out: TextIO) -> int:
    """Go along the chain of the log; 0 = whole, 2 = something was changed, taken out or cut off.

    Raises:
        StoreError: there is no record, or it cannot be read.
    """
    path: Path = args.store or settings.store_path()
    if not path.exists():
        raise StoreError(f"There is no record at {path}: name it with --store.")
    found = Library(path).verify(args.noted)
    if args.json:
        print(json.dumps({"whole": found.whole, "words": found.words, **asdict(found)}), file=out)
    else:
        print(found.words, file=out)
        print(f"Note this to prove later that nothing was cut off: {found.head}", file=out)
    return 0 if found.whole else 2
