"""Prompts of filled scales that nobody answered yet: each stays until a person says what was done (clinical.md 2.6).

What was done is a note of the timeline that begins with the scale and the prompt: a restart and a replay know it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bedside.therapy.scale_file import scale_title
from bedside.therapy.scale_rules import result_of_entry
from bedside.therapy.scales import Prompt
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry, WriteNote


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPrompt:
    """One prompt of one scale; `t` when the newest answers that ask for it were observed, session time, s."""

    scale: str  # key
    prompt: Prompt
    t: float

    @property
    def begins(self) -> str:
        """What the note begins with that answers it."""
        return note_begins(self.scale, self.prompt)


def note_begins(scale: str, prompt: Prompt) -> str:
    """As it stands in the record, e.g. "PHQ-9, item 9: "."""
    return f"{scale_title(scale)}, {prompt.key.replace('_', ' ')}: "


def open_prompts(entries: Iterable[Entry]) -> tuple[OpenPrompt, ...]:
    """Prompts without a word of what was done since; urgent ones first. What was taken back asks for nothing."""
    found: dict[str, OpenPrompt] = {}
    for entry in sorted(entries, key=lambda each: each.number):
        command = entry.command
        if entry.retracted:
            continue
        if isinstance(command, GiveScore):
            result = result_of_entry(command)
            for prompt in result.prompts if result is not None else ():
                made = OpenPrompt(scale=command.scale, prompt=prompt, t=entry.t)
                found[made.begins] = made
        elif isinstance(command, WriteNote):
            for begins in [each for each in found if command.text.startswith(each)]:
                if command.text[len(begins) :].strip():
                    del found[begins]
    return tuple(sorted(found.values(), key=lambda each: (not each.prompt.urgent, each.t)))
