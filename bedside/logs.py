"""Where log lines go. Never a patient's name, birth date or note in them (AUD-02): say session ids."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
from pathlib import Path
from types import TracebackType

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start_logging(path: Path | None, *, to_stderr: bool = True) -> str:
    """Send the program's log to a rotating file and, from warnings up, to stderr.

    Returns:
        "" or one sentence why the file cannot be written (the program goes on without it).
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    fault = ""
    if to_stderr:
        stream = logging.StreamHandler(sys.stderr)
        stream.setLevel(logging.WARNING)
        stream.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        root.addHandler(stream)
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = logging.handlers.RotatingFileHandler(
                path, maxBytes=5_000_000, backupCount=4, encoding="utf-8"
            )
        except OSError as error:
            fault = f"The log cannot be written to {path} ({error.strerror}): it goes to the terminal only."
            logging.getLogger(__name__).warning(fault)
        else:
            file.setFormatter(logging.Formatter(_FORMAT))
            root.addHandler(file)
    # Alembic tells of each migration step at INFO; the sentence of the store is enough.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    return fault


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bedside").critical("a bug ended this action", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread is not None else "a thread"
    if args.exc_value is not None:
        logging.getLogger("bedside").critical(
            "a bug ended %s", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback)
        )
