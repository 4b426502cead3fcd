"""Where the program starts: a window at once where one is wanted, then everything else.

Reading the command line, settings and logging alone takes longer than a bare window. Until that is there, a small one
says that nothing is monitored yet.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is not loaded for this
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the process's exit code."""
    words = sys.argv[1:] if argv is None else list(argv)
    first = None
    if words[:1] == ["run"] and not {"-h", "--help"}.intersection(words):
        from bedside.ui.first_window import open_first

        first = open_first()
    from bedside.composition import main as compose

    return compose(words, first)


if __name__ == "__main__":
    sys.exit(main())
