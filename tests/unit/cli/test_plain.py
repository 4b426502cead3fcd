"""Every command that the parser knows leads somewhere."""

from __future__ import annotations

from importlib import import_module

import pytest

from bedside.cli.parser import parser
from bedside.cli.plain import PLAIN


def known() -> set[str]:
    """The words that may follow `bedside`."""
    choices = next(action.choices for action in parser()._actions if action.dest == "command")
    assert choices is not None
    return set(choices)


def test_every_command_is_either_plain_or_built() -> None:
    assert known() == {*PLAIN, "run", "record", "rehearse", "report"}


@pytest.mark.parametrize("command", sorted(PLAIN))
def test_a_plain_command_is_where_the_table_says(command: str) -> None:
    module, _, name = PLAIN[command].partition(":")
    assert callable(getattr(import_module(module), name))
