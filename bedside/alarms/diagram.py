"""The life of a signal as a picture, drawn from the tables themselves so that it cannot be wrong."""

from __future__ import annotations

from bedside.alarms.presence import ACTIVATIONS, TRANSITIONS, State
from bedside.vitals.alarms import Activation


def presence_diagram() -> str:
    """The transition table of `presence` as the text of a Mermaid state diagram: one line per row of the table.

    A state's note says whether it may be heard, without a pause and with one.
    """
    lines = ["stateDiagram-v2", f"    [*] --> {State.OFF.name}"]
    for state in State:
        lines.append(f"    {state.name}: {state.value[1]} ({_heard(state)})")
    for (state, trigger), after in TRANSITIONS.items():
        lines.append(f"    {state.name} --> {after.name}: {trigger.value}")
    return "\n".join(lines) + "\n"


def _heard(state: State) -> str:
    heard, paused = ACTIVATIONS[state, False], ACTIVATIONS[state, True]
    if heard is Activation.OFF:
        return "silent"
    return f"sound {heard.value}, in a pause {paused.value}"
