"""Whether a line is that of a Philips IntelliVue monitor's data export."""

from __future__ import annotations

from bedside.driver_api import Counters
from drivers.framing import ResyncBuffer
from drivers.intellivue import association, ids, layout, messages, values

_FRAME_S = 1.1  # within which a monitor that sends begins another frame
_ENOUGH = 5  # frames with values, where nothing was asked

PROBE = (layout.wrap(association.associate()), layout.wrap(association.release()))
"""Asks for an association and gives it back at once: a subscription that carries no data. Nothing is set."""


def recognise(data: bytes, seconds: float) -> str | None:
    """A monitor that accepts an association, or one that still sends to the one before; see `Signature`."""
    name = ""
    accepted = False
    answers = 0
    for frame in ResyncBuffer(layout.next_frame, Counters()).take(data, 0.0):
        message = layout.unwrap(frame.body)
        if not message:
            continue
        if message[0] == ids.ACCEPT:
            terms = association.terms_of(message)
            accepted |= terms is not None and terms.server
        operation = messages.operation_of(message)
        if operation is None:
            continue
        created = messages.created_of(operation)
        if created is not None:
            name = values.text_of(created.attributes.get(ids.MODEL, b""))
        if messages.answer_of(operation) is not None:
            answers += 1
    called = f" ({name})" if name else ""
    if accepted:
        return f"a Philips IntelliVue monitor{called} that answers"
    if answers >= _ENOUGH:
        return f"a Philips IntelliVue monitor{called}, sending"
    return None


def possible(data: bytes, seconds: float) -> bool:
    """Whether a frame begins in it, or it may be the end of one; see `Signature.possible`."""
    return bytes((layout.START, *layout.HEAD)) in data or seconds < _FRAME_S
