"""Looking through the lots in use, as one of the things to do before the first patient. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bedside.therapy.lots import Lot, expiry_words, is_expired
from bedside.ui.first_start_step import Act, Step, StepState
from bedside.ui.lots_glance import LotsSeen
from bedside.ui.settings_lot_row import when_words
from bedside.ui.spoken import plural, told


def lots_step(seen: LotsSeen) -> Step:
    """Looking through the lots as one of the things to do before the first patient."""
    words, state = _state(seen)
    act = Act(name="settings/lots", label=_tr("Lots"), icon="format-list-bulleted")
    return Step(key="lots", title=_tr("Look through the lots in use"), words=words, state=state, acts=(act,))


def _state(seen: LotsSeen) -> tuple[str, StepState]:
    if seen.fault:
        return told(seen.fault), StepState.FAILING
    lots, today = seen.lots.lots, seen.now.date()
    if not lots:
        return _tr("none is listed: add what stands on the vials, and count them"), StepState.OPEN
    expired = [lot for lot in lots if is_expired(lot, today)]
    if expired:
        return _of_each(expired, seen), StepState.FAILING
    said, state = _looked(seen)
    soon = [lot for lot in lots if expiry_words(lot, today)]
    return f"{said}. {_of_each(soon, seen)}" if soon else said, state


def _looked(seen: LotsSeen) -> tuple[str, StepState]:
    """ "3 in use, looked through 2 days ago by J. Okafor"."""
    many = _tr("{n} in use").format(n=len(seen.lots.lots))
    looked = seen.lots.looked
    if looked is None:
        return _tr("{n}, nobody has looked through them yet").format(n=many), StepState.OPEN
    days = (seen.now.date() - looked.utc.astimezone(seen.now.tzinfo).date()).days
    if days <= 0:
        words = _tr("{n}, looked through today by {who}, {at}")
        return words.format(n=many, who=looked.by, at=when_words(looked.utc, seen.now)), StepState.DONE
    ago = plural("FirstStart", "%n day ago", "%n days ago", days)
    return _tr("{n}, looked through {ago} by {who}").format(n=many, ago=ago, who=looked.by), StepState.OPEN


def _of_each(lots: list[Lot], seen: LotsSeen) -> str:
    """What is to be said of the first of these, and how many more there are."""
    said = _tr("Lot {lot}: {words}").format(
        lot=lots[0].lot, words=told(expiry_words(lots[0], seen.now.date()))
    )
    more = len(lots) - 1
    return f"{said} {plural('FirstStart', 'And %n more.', 'And %n more.', more)}" if more else said


def _tr(text: str) -> str:
    return QCoreApplication.translate("FirstStart", text)
