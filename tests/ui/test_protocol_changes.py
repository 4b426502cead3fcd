"""Who approved, put in use and changed what, as the record has it; and a draft that outlives the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from bedside.errors import RefusedError, StoreError
from bedside.monitor.site_changes import OF_PIN, OF_PROTOCOLS, words_of
from bedside.pin import EmergencyPin
from bedside.store.library import Library
from bedside.therapy.protocols import ProtocolShelf
from bedside.ui.kept_drafts import KeptDrafts
from bedside.ui.protocols.desk import PinDesk, ProtocolPageDesk
from bedside.ui.protocols.draft import ProtocolDraft
from bedside.ui.protocols.pin_page import PinPage
from bedside.ui.protocols.resumed import LostDraft, draft_of, text_of
from bedside.ui.protocols.rule_words import limit_key
from bedside.ui.protocols.screen import ProtocolScreen
from bedside.ui.theme import Theme
from bedside.vitals.commands import STATION_BED, Command
from bedside.vitals.parameters import Parameter
from bedside.vitals.records import StationEvent
from bedside.vitals.sessions import UNNAMED, Actor, Role
from bedside.vitals.station_commands import ChooseProtocol, TellChange
from tests.helpers.courses import recorded
from tests.helpers.hosting import host
from tests.helpers.story import NURSE
from tests.helpers.updates import station
from tests.ui.test_protocol_editor import DAY, MOOD, SUPERVISOR, numbers, typed

NOW = datetime(2026, 11, 2, 16, 12, tzinfo=UTC)


class Site:
    """A shelf, a PIN, and the audit that is written of them."""

    def __init__(self, folder: Path) -> None:
        self.shelf = ProtocolShelf(folder / "protocols")
        self.pin = EmergencyPin(folder / "emergency-pin.json")
        self.record = folder / "record.sqlite"
        self.sent: list[Command] = []

    def hear(self, command: Command) -> None:
        """As the station writes it down."""
        self.sent.append(command)
        words = words_of(command) if isinstance(command, TellChange) else "new sessions follow Mood v2"
        kind = command.what if isinstance(command, TellChange) else "choose_protocol"
        recorded(self.record, [StationEvent(utc=NOW, kind=kind, words=words, command=command)])

    def events(self, kinds: object, most: int) -> list[StationEvent]:
        if not self.record.exists():
            return []
        return Library(self.record).station_events_of(kinds, most)  # type: ignore[arg-type]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def new_kept(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], KeptDrafts]]:
    made: list[KeptDrafts] = []

    def make() -> KeptDrafts:
        made.append(KeptDrafts(tmp_path / "drafts", lambda: NOW))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def page(
    qtbot: QtBot, look: Theme, site: Site, kept: KeptDrafts | None = None
) -> tuple[ProtocolScreen, ProtocolPageDesk]:
    screen = ProtocolScreen(look)
    host(qtbot, screen, 1600, 960)
    desk = ProtocolPageDesk(screen, site.shelf, DAY.astimezone, events=site.events, kept=kept)
    screen.command.connect(site.hear)
    screen.set_actor(SUPERVISOR)
    screen.show_update(station(protocol="mood v1"))
    desk.refresh()
    return screen, desk


def changed(screen: ProtocolScreen, qtbot: QtBot, minutes: str = "7") -> None:
    screen.list.draft_key.click()
    typed(qtbot, numbers(screen, "intervals", "nibp.infusion"), minutes)


def test_an_approval_leaves_a_line_with_who_when_and_what_differs_and_the_page_shows_it(
    qtbot: QtBot, look: Theme, site: Site
) -> None:
    screen, desk = page(qtbot, look, site)
    screen.go("log")
    log = screen.parts["log"].log  # type: ignore[attr-defined]
    assert log.lines == ["Nothing yet: the protocols are as they came."]
    changed(screen, qtbot)
    draft = screen.draft
    assert draft is not None
    draft.put_rule(limit_key(Parameter.SPO2, "med_low"), "Call the anaesthetist.")
    screen.changes.edited.emit()
    screen.changes.approve_key.click()
    approved, rules, chosen = site.sent
    assert isinstance(approved, TellChange) and isinstance(rules, TellChange)
    assert isinstance(chosen, ChooseProtocol)
    assert (approved.what, approved.of, approved.actor) == ("protocol_approved", "Mood v2", SUPERVISOR)
    assert approved.detail.endswith(": 10 → 7") and "anaesthetist" not in approved.detail
    assert rules.what == "site_rules_changed" and "Call the anaesthetist." in rules.detail
    desk.refresh()
    screen.go("log")
    when = f"{NOW.astimezone():%Y-%m-%d %H:%M}"
    who = SUPERVISOR.name
    assert [line.split(", ")[:2] for line in log.lines] == [
        [f"{when} · {who}", "New sessions follow Mood v2"],
        [f"{when} · {who}", "The site rules of Mood v2 were changed"],
        [f"{when} · {who}", "Mood v2 was approved"],
    ]


def test_the_log_is_read_again_by_itself_when_what_was_done_is_written(
    qtbot: QtBot, look: Theme, site: Site
) -> None:
    screen, desk = page(qtbot, look, site)
    screen.go("log")
    assert not desk._audit._again.isActive()
    changed(screen, qtbot)
    screen.changes.approve_key.click()
    assert desk._audit._again.isActive()
    screen.go("log")
    qtbot.waitUntil(lambda: len(screen.parts["log"].log.lines) == 2, timeout=20_000)  # type: ignore[attr-defined]


def test_a_log_that_cannot_be_read_says_so(
    qtbot: QtBot, look: Theme, site: Site, expect_log: Callable[[str], None]
) -> None:
    expect_log("the log of changes cannot be read")

    def refuse(_kinds: object, _most: int) -> list[StationEvent]:
        raise StoreError("The record is damaged: run `bedside verify`.")

    site.events = refuse  # type: ignore[method-assign]
    screen, _ = page(qtbot, look, site)
    screen.go("log")
    assert screen.parts["log"].log.lines == ["The record is damaged: run `bedside verify`."]  # type: ignore[attr-defined]


def test_setting_changing_and_removing_the_pin_each_leave_a_line_without_the_pin(
    qtbot: QtBot, look: Theme, site: Site
) -> None:
    shown = PinPage(look)
    host(qtbot, shown, 900, 900)
    desk = PinDesk(shown, site.pin, site.events)
    shown.command.connect(site.hear)
    shown.set_actor(SUPERVISOR)

    def put(pin: str) -> None:
        shown.first.edit.setText(pin)
        shown.second.edit.setText(pin)
        shown.set_key.click()

    put("4711")
    put("1234")
    shown.remove_key.click()
    desk.refresh()
    assert [command.what for command in site.sent if isinstance(command, TellChange)] == list(OF_PIN)
    assert [line.rpartition(" ")[2] for line in shown.log.lines] == ["removed", "changed", "set"]
    assert all(SUPERVISOR.name in line for line in shown.log.lines)
    text = "".join(repr(event) for event in site.events(OF_PIN, 9))
    assert "4711" not in text and "1234" not in text
    assert Library(site.record).verify().whole


def test_a_pin_that_could_not_be_set_leaves_no_line(qtbot: QtBot, look: Theme, site: Site) -> None:
    shown = PinPage(look)
    host(qtbot, shown, 900, 900)
    PinDesk(shown, site.pin, site.events)
    shown.command.connect(site.hear)
    shown.set_asked.emit("4711", NURSE)
    shown.remove_asked.emit(NURSE)
    assert site.sent == []
    assert "supervisor" in shown.refusal.sentence


@pytest.mark.parametrize(
    ("what", "actor", "sentence"),
    [
        ("pin_set", NURSE, "Only a supervisor changes"),
        ("pin_set", Actor(name=UNNAMED.name, role=Role.SUPERVISOR), "Only a supervisor changes"),
        ("anything", SUPERVISOR, "There is no such change"),
    ],
)
def test_the_station_writes_no_line_for_somebody_who_may_not(what: str, actor: Actor, sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        words_of(TellChange(bed=STATION_BED, actor=actor, what=what))


def test_the_words_of_the_audit_name_nobody() -> None:
    for what in (*OF_PIN, "protocol_approved", "site_rules_changed"):
        command = TellChange(bed=STATION_BED, actor=SUPERVISOR, what=what, of="Mood v2", detail="5 → 7")
        assert SUPERVISOR.name not in words_of(command)
        assert what in (*OF_PIN, *OF_PROTOCOLS)


# A draft outlives the program


def test_a_draft_is_there_again_after_the_program_died_and_says_so(
    qtbot: QtBot, look: Theme, site: Site, new_kept: Callable[[], KeptDrafts]
) -> None:
    before = new_kept()
    screen, _ = page(qtbot, look, site, before)
    changed(screen, qtbot, "7,5")
    before._write()
    qtbot.waitUntil(lambda: before._files.idle)
    after = new_kept()
    screen, _ = page(qtbot, look, site, after)
    qtbot.waitUntil(lambda: (after.frame({}), screen.draft is not None)[1])
    assert screen.draft is not None and screen.draft.text("nibp.infusion") == "7.5"
    assert screen.before.said.startswith("Typed before the program ended, at ")
    assert numbers(screen, "intervals", "nibp.infusion").text() == "7.5"
    screen.before.throw_key.click()
    assert screen.draft is None
    assert screen.before.said == ""
    after._write()
    qtbot.waitUntil(lambda: after._files.idle)
    screen, _ = page(qtbot, look, site, new_kept())
    assert screen.draft is None


def test_a_draft_of_a_version_that_is_not_the_newest_any_more_is_told_and_given_up(
    qtbot: QtBot, look: Theme, site: Site, new_kept: Callable[[], KeptDrafts]
) -> None:
    kept = new_kept()
    screen, _desk = page(qtbot, look, site, kept)
    changed(screen, qtbot)
    site.shelf.save(MOOD, SUPERVISOR, "2026-11-02")
    other, _ = page(qtbot, look, site, kept)
    assert other.draft is None
    assert other.words.startswith("A draft was begun from Mood v1, which is not the newest version any more")
    assert screen.draft is None


def test_two_windows_show_the_draft_that_was_typed_last_and_one_approval_ends_both(
    qtbot: QtBot, look: Theme, site: Site, new_kept: Callable[[], KeptDrafts]
) -> None:
    kept = new_kept()
    left, _ = page(qtbot, look, site, kept)
    right, _ = page(qtbot, look, site, kept)
    changed(left, qtbot, "7")
    assert right.draft is not None
    edit = numbers(right, "intervals", "nibp.infusion")
    assert edit.text() == "7"
    typed(qtbot, edit, "8")
    assert left.draft is not None and left.draft.text("nibp.infusion") == "8"
    assert isinstance(numbers(left, "intervals", "nibp.infusion"), QLineEdit)
    right.changes.approve_key.click()
    assert (left.draft, right.draft) == (None, None)
    assert left.words == "The draft was approved or given up at another window."


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"key": "mood", "version": 1, "new": false, "plain": {"title": 1}}']
)
def test_a_damaged_draft_is_a_sentence(text: str) -> None:
    with pytest.raises(LostDraft, match="damaged or of another bedside"):
        draft_of(text, [MOOD])


def test_a_draft_goes_to_text_and_back() -> None:
    draft = ProtocolDraft(MOOD, new=True, taken={"mood"})
    draft.put("title", "Ours")
    draft.put_number("nibp.infusion", "many")
    row = draft.add_row("screening")
    draft.put_in_row("screening", row, "words", "Seen by a doctor?")
    again = draft_of(text_of(draft), [MOOD])
    assert (again.new, again.called, again.value("key")) == (True, "Ours", draft.value("key"))
    assert again.changes() == draft.changes()
    assert again.faults == draft.faults != ()
