"""Which protocol the session follows: the site's own to choose from, what each changes, and the reason for a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from bedside.monitor.updates import MonitorUpdate
from bedside.therapy.care import Care
from bedside.therapy.last_dose import last_dose_of
from bedside.ui.panels.choice import ChoiceKey
from bedside.ui.panels.key import PanelKey
from bedside.ui.panels.words import Field, Words
from bedside.ui.session import protocol_words
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.form import SessionForm
from bedside.ui.theme import Theme, layout
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.protocol import Protocol
from bedside.vitals.sessions import UNNAMED, Actor, Role

_AT: Final = layout("session_protocol")
_REASON: Final = "protocol/reason"
_NAME: Final = "protocol/name"


@dataclass(frozen=True, slots=True)
class SiteProtocols:
    """The newest version of each that the site has in force, and sentences about those it cannot use."""

    found: tuple[Protocol, ...] = ()
    faults: tuple[str, ...] = ()


Shelf = Callable[[], SiteProtocols]


def no_protocols() -> SiteProtocols:
    """A window that was given none."""
    return SiteProtocols()


class ProtocolForm(SessionForm):
    """A key for each protocol; the one that is chosen says what differs and what changes before it is followed."""

    def __init__(self, theme: Theme, drafts: Drafts, shelf: Callable[[], SiteProtocols]) -> None:
        super().__init__(theme, drafts, "", "protocol")
        self.title.setText(self.tr("Protocol"))
        self.setAccessibleName(self.tr("Protocol of the session"))
        self._shelf = shelf
        self._site = SiteProtocols()
        self._picked: Protocol | None = None
        self._shown: tuple[object, ...] | None = None
        self.keys: dict[str, ChoiceKey] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(int(_AT.gap))
        self._none = Words(theme, "", "label.medium", "text", wrap=True)
        self._differs_title = Words(theme, "", "body.bold", "text", wrap=True)
        self.differs = Words(theme, "", "label", "text2", wrap=True)
        self._here_title = Words(theme, self.tr("In this session"), "body.bold", "text")
        self.here = Words(theme, "", "label.medium", "text", wrap=True)
        self.reason = Field(
            theme, self.tr("Reason, required"), token="body.large", height=int(_AT.field_height)
        )
        self.by = Field(theme, self.tr("Your name"), token="body.large", height=int(_AT.field_height))
        self.keep(_REASON, self.reason.edit)
        self.keep(_NAME, self.by.edit)
        for field in (self.reason, self.by):
            field.edit.returnPressed.connect(self._follow)
        self.follow_key = PanelKey(theme, "", icon="check", least=_AT.follow_size, token="body.medium")
        self.follow_key.clicked.connect(self._follow)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(int(_AT.gap))
        self._row.addWidget(self.reason, 2)
        self._row.addWidget(self.by, 1)
        self.back_key = PanelKey(theme, self.tr("Back to the screening"), least=_AT.follow_size)
        self.back_key.clicked.connect(self._back)
        self._asking: tuple[QWidget, ...] = (
            self._differs_title,
            self.differs,
            self._here_title,
            self.here,
            self.reason,
            self.by,
            self.follow_key,
        )
        self.body.addWidget(self._none)
        self.body.addLayout(self._list)
        for widget in (self._differs_title, self.differs, self._here_title, self.here):
            self.body.addWidget(widget)
        self.body.addLayout(self._row)
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(int(_AT.gap))
        foot.addWidget(self.follow_key)
        foot.addWidget(self.back_key)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.body.addStretch(1)

    # -- what is shown -----------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what the site has in force now: a supervisor may have approved another meanwhile."""
        self._site = self._shelf()
        self._shown = None
        names = [protocol_words.called(each) for each in self._site.found]
        if list(self.keys) != names:
            for key in self.keys.values():
                key.hide()
                key.deleteLater()
            self.keys = {name: self._new_key(name) for name in names}
            stops = [*self.keys.values(), self.reason.edit, self.by.edit, self.follow_key, self.back_key]
            for before, after in pairwise(stops):  # they were made after what stands under them
                QWidget.setTabOrder(before, after)
        self._picked = None if self._picked is None else self._by_name(protocol_words.called(self._picked))

    def begin(self, update: MonitorUpdate) -> None:
        """Another session: nothing is chosen."""
        self._picked, self._shown = None, None
        self._load()

    def refresh(self, update: MonitorUpdate) -> None:
        """Only where something it says changed."""
        care = update.care or Care()
        shown = (care.protocol, care.gate, care.plan, care.due, update.infusion, self._actor, self._picked)
        if self._shown is not None and all(a is b or a == b for a, b in zip(shown, self._shown, strict=True)):
            return
        self._shown = shown
        if self._picked is not None and self._picked == care.protocol:
            self._picked = None  # it is followed now
            self._drafts.drop_all(self._session, "protocol/")
        self._load()
        now = care.protocol
        self.hint.setText(
            self.tr("this session follows no protocol: nothing is asked, nothing is due")
            if now is None
            else self.tr("now {name}, {approved}").format(
                name=protocol_words.called(now), approved=protocol_words.approved_words(now)
            )
        )
        for protocol in self._site.found:
            key = self.keys[protocol_words.called(protocol)]
            followed = protocol == now
            key.set_icon("check-circle-outline" if followed else "format-list-bulleted")
            key.set_meaning(protocol_words.about(protocol, followed))
            key.set_primary(protocol == self._picked)
            key.setEnabled(not followed)
        faults = [*self._site.faults]
        if not self._site.found:
            faults.append(self.tr("No protocol of the site can be read here: write one under Settings."))
        self._none.setText("\n".join(faults))
        self._none.setVisible(bool(faults))
        for widget in self._asking:
            widget.setVisible(self._picked is not None)
        if self._picked is not None:
            self._show_picked(update, care, self._picked)

    def _show_picked(self, update: MonitorUpdate, care: Care, picked: Protocol) -> None:
        now = care.protocol
        name = protocol_words.called(picked)
        self.differs.setVisible(now is not None)
        self._differs_title.setVisible(now is not None)
        if now is not None:
            words = self.tr("{name} against {now}")
            self._differs_title.setText(words.format(name=name, now=protocol_words.called(now)))
            found = protocol_words.differences(now, picked)
            self.differs.setText("\n".join(found) or self.tr("Both say the same."))
        self.here.setText("\n".join(f"– {line}" for line in protocol_words.effects(update, picked)))
        self.reason.set_name(self.tr("Reason, required") if now is not None else self.tr("Reason"))
        self.by.set_name(self.tr("Supervisor") if self._needs_supervisor else self.tr("Your name"))
        self.follow_key.set_label(self.tr("Follow {name} from now on").format(name=name))
        self._show_key()

    def fit(self, room: int) -> None:
        """One under the other in a narrow form."""
        beside = int(room / self._theme.text_scale) >= _AT.beside_from
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        self._foot.setDirection(direction)

    def first_focus(self) -> QWidget:
        """The reason where one is chosen, else the first that can be."""
        if self._picked is not None:
            return self.reason.edit
        return next((key for key in self.keys.values() if key.isEnabled()), self.back_key)

    def typed(self) -> None:
        """The key follows what is typed."""
        self._show_key()

    # -- inside ------------------------------------------------------------------------------------------

    @property
    def picked(self) -> Protocol | None:
        """The one that is chosen and not followed yet."""
        return self._picked

    @property
    def _needs_supervisor(self) -> bool:
        return self._update is not None and last_dose_of(self._update.infusion).given

    @property
    def _by(self) -> Actor | None:
        """Who changes it; None: nobody is named."""
        if self._needs_supervisor:
            return self.supervisor(self.by.text())
        name = self.by.text().strip()
        if not name:
            return None
        return self._actor if name == self._actor.name else Actor(name=name, role=self._actor.role)

    def _load(self) -> None:
        named = self._actor != UNNAMED and (not self._needs_supervisor or self._actor.role is Role.SUPERVISOR)
        self.load(_REASON, "")
        self.load(_NAME, self._actor.name if named else "")

    def _show_key(self) -> None:
        care = (self._update.care if self._update is not None else None) or Care()
        said = bool(self.reason.text().strip()) or care.protocol is None
        ready = self._picked is not None and said and self._by is not None
        self.follow_key.setEnabled(ready)
        self.follow_key.set_primary(ready)

    def _by_name(self, name: str) -> Protocol | None:
        return next((each for each in self._site.found if protocol_words.called(each) == name), None)

    def _new_key(self, name: str) -> ChoiceKey:
        key = ChoiceKey(self._theme, name, "", icon="format-list-bulleted")
        key.setObjectName(name)
        key.clicked.connect(self._pick)
        self._list.addWidget(key)
        return key

    def _pick(self) -> None:
        self._picked = self._by_name(self.sender().objectName())
        self.say("")
        if self._update is not None:
            self.refresh(self._update)
        self.reason.edit.setFocus()

    def _follow(self) -> None:
        update, picked, actor = self._update, self._picked, self._by
        if update is None or picked is None or actor is None or not self.follow_key.isEnabled():
            return
        self.send(
            AdoptProtocol(bed=update.bed, actor=actor, protocol=picked, reason=self.reason.text().strip())
        )

    def _back(self) -> None:
        self.asked.emit("screening")
