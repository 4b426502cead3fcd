"""Half-filled scales among the drafts: answers by item number as one text, "0,,2"."""

from __future__ import annotations

from collections.abc import Sequence

from bedside.ui.session.drafts import Drafts


def keep_answers(drafts: Drafts, session: str, field: str, answers: Sequence[int | None]) -> None:
    """Keep these; none at all are no draft."""
    if any(answer is not None for answer in answers):
        drafts.keep(session, field, ",".join("" if answer is None else str(answer) for answer in answers))
    else:
        drafts.drop(session, field)


def answers_kept(drafts: Drafts, session: str, field: str, count: int) -> tuple[int | None, ...] | None:
    """What was answered and not sent, `count` items; None: nothing."""
    text = drafts.text(session, field)
    if not text:
        return None
    given = [int(part) if part else None for part in text.split(",")]
    return tuple((*given, *[None] * count)[:count])
