"""A draft of a protocol as text among the drafts, and back: against the version it was begun with, or not at all."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from bedside.ui.protocols.draft import ROWS, ProtocolDraft
from bedside.ui.session.drafts import PROTOCOL
from bedside.vitals.plain import to_plain
from bedside.vitals.protocol import Protocol

OWNER: Final = PROTOCOL + "editor"
DRAFT: Final = "draft"  # its one field


class LostDraft(Exception):  # noqa: N818 - no error: a draft that cannot be gone on with
    """Says why, in one sentence."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProtocolScreen", text)


def text_of(draft: ProtocolDraft) -> str:
    """Everything that is typed, and what it was begun with."""
    return json.dumps(
        {"key": draft.base.key, "version": draft.base.version, "new": draft.new, "plain": draft.plain}
    )


def draft_of(text: str, protocols: Iterable[Protocol]) -> ProtocolDraft:
    """The draft such a text came from.

    Args:
        text: of `text_of`.
        protocols: every version there is now.

    Raises:
        LostDraft: the version it was begun with is not the newest any more, or the text is damaged.
    """
    there = tuple(protocols)
    try:
        kept: Any = json.loads(text)
        key, version, new, plain = kept["key"], kept["version"], kept["new"], kept["plain"]
    except (ValueError, TypeError, KeyError, RecursionError) as damaged:
        raise LostDraft(_damaged()) from damaged
    base = next((each for each in there if (each.key, each.version) == (key, version)), None)
    newest = max((each.version for each in there if each.key == key), default=0)
    if base is None or (newest != version and new is False):
        raise LostDraft(
            _tr(
                "A draft was begun from {protocol}, which is not the newest version any more: begin it again from the "
                "one that is."
            ).format(protocol=f"{key} v{version}" if base is None else f"{base.title} v{base.version}")
        )
    draft = ProtocolDraft(base, new=new is True, taken=_keys(there))
    if not _alike(draft.plain, plain, ""):
        raise LostDraft(_damaged())
    draft.go_on(plain)
    return draft


def _keys(protocols: Iterable[Protocol]) -> Collection[str]:
    return {each.key for each in protocols}


def _damaged() -> str:
    return _tr("A draft of a protocol was kept, but is damaged or of another bedside: begin it again.")


def _alike(usual: Any, kept: Any, place: str) -> bool:
    """Whether a kept value has the shape that forms need: tables with their columns, words where there are words."""
    if place in ROWS:
        columns = set(to_plain(ROWS[place]))
        return isinstance(kept, list) and all(isinstance(row, dict) and set(row) == columns for row in kept)
    if isinstance(usual, dict):
        return (
            isinstance(kept, dict)
            and set(kept) == set(usual)
            and all(_alike(usual[name], kept[name], f"{place}.{name}".lstrip(".")) for name in usual)
        )
    if isinstance(usual, list):
        return isinstance(kept, list)
    return isinstance(kept, str | int | float)
