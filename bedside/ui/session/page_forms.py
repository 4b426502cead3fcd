"""The forms of the session page by name: each made when it is first opened, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bedside.ui.session.advice_form import AdviceForm
from bedside.ui.session.baseline_page import BaselinePage
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.emergency_form import EmergencyForm
from bedside.ui.session.form import SessionForm
from bedside.ui.session.page_sources import PageSources
from bedside.ui.session.patient_form import PatientForm
from bedside.ui.session.phase_form import PhaseForm
from bedside.ui.session.plan_form import PlanForm
from bedside.ui.session.protocol_form import ProtocolForm
from bedside.ui.session.recovery_page import RecoveryPage
from bedside.ui.session.scale_form import ScaleForm
from bedside.ui.session.screening_form import ScreeningForm
from bedside.ui.session.session_rail import EMERGENCY, PATIENT, PLAN, SCALES
from bedside.ui.theme import Theme
from bedside.vitals.sessions import Phase

ADVICE: Final = "advice"
PROTOCOL: Final = "protocol"
#: the form of each phase; one without a form of its own shows what is done and what is still to be
_OF_PHASE: Final[dict[Phase, Callable[[Theme, Drafts], SessionForm]]] = {
    Phase.SCREENING: ScreeningForm,
    Phase.BASELINE: BaselinePage,
    Phase.RECOVERY: RecoveryPage,
}
_SAME_PAGE: Final = {Phase.DISCHARGE: Phase.RECOVERY}  # one page for both
#: the forms that belong to no phase
_OTHERS: Final[dict[str, Callable[[Theme, PageSources], SessionForm]]] = {
    PATIENT: lambda theme, asks: PatientForm(theme, asks.drafts, lambda: asks.patients),
    PLAN: lambda theme, asks: PlanForm(theme, asks.drafts, asks.given),
    SCALES: lambda theme, asks: ScaleForm(theme, asks.drafts, asks.texts, asks.earlier),
    ADVICE: lambda theme, asks: AdviceForm(theme, asks.drafts),
    PROTOCOL: lambda theme, asks: ProtocolForm(theme, asks.drafts, asks.in_force),
    EMERGENCY: lambda theme, asks: EmergencyForm(theme, asks.drafts, lambda: asks.check_pin),
}


class PageForms:
    """Of one page.

    Attributes:
        pages: the form of each phase that was opened.
        others: those that belong to no phase, by name.
    """

    def __init__(self, theme: Theme, asks: PageSources, made: Callable[[SessionForm], None]) -> None:
        """`made` hears of each that was made."""
        self._theme = theme
        self._asks = asks
        self._made = made
        self.pages: dict[Phase, SessionForm] = {}
        self.others: dict[str, SessionForm] = {}

    def has(self, name: str) -> bool:
        """Whether there is a form of this name."""
        return name in _OTHERS or name in {phase.value for phase in Phase}

    def all(self) -> Iterator[SessionForm]:
        """Those that were opened once."""
        yield from self.pages.values()
        yield from self.others.values()

    def of(self, name: str) -> SessionForm:
        """The form of this name; hidden when it is new."""
        if name in self.others:
            return self.others[name]
        if name in _OTHERS:
            made = self.others[name] = _OTHERS[name](self._theme, self._asks)
        else:
            phase = _SAME_PAGE.get(Phase(name), Phase(name))
            if phase in self.pages:
                return self.pages[phase]
            maker, drafts = _OF_PHASE.get(phase), self._asks.drafts
            made = maker(self._theme, drafts) if maker else PhaseForm(self._theme, drafts, phase)
            if isinstance(made, BaselinePage):
                made.earlier = self._asks.earlier
            self.pages[phase] = made
        made.hide()
        self._made(made)
        return made
