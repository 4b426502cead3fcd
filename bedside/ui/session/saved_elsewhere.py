"""Two windows edit one patient: what another one saved under what is typed here, said before it is saved over."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from bedside.ui.session.patient_draft import texts_of
from bedside.vitals.patients import PatientRecord

_MANY = ("indications", "medicines")
"""Lists: too long to be read out in a sentence."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("PatientForm", text)


def saved_under(
    before: PatientRecord | None, now: PatientRecord | None, typed: Iterable[str]
) -> dict[str, str]:
    """Fields in which somebody typed, and whose text in the record became another one; with that text.

    Args:
        before: the record as the form showed it last. now: as it is.
        typed: names of the fields with something typed that is not saved.
    """
    if before is None or now is None or before.id != now.id or before == now:
        return {}
    old, new = texts_of(before), texts_of(now)
    return {name: new.get(name, "") for name in typed if new.get(name, "") != old.get(name, "")}


def saved_words(names: dict[str, str], called: dict[str, str]) -> str:
    """One or two sentences: what stands in the record now, and that the fields show what is typed here; "" = nothing.

    Args:
        names: as of `saved_under`. called: what the fields are called on the screen.
    """
    if not names:
        return ""
    said = "; ".join(
        called.get(name, name) if name in _MANY else f"{called.get(name, name)}: {text or _tr('empty')}"
        for name, text in names.items()
    )
    return _tr(
        "Changed at another window meanwhile: {said}. Here stands what you typed: Save keeps yours."
    ).format(said=said)
