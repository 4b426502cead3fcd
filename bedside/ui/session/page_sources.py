"""What the forms of a session page ask of others: the record, the site's files, the PIN; and what is typed in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bedside.monitor.earlier_scores import EarlierScores
from bedside.monitor.patients import GivenBefore
from bedside.therapy.scale_texts import ScaleTexts
from bedside.ui.session.drafts import Drafts
from bedside.ui.session.earlier_words import EarlierSource, nothing_earlier
from bedside.ui.session.patient_source import GivenSource, NoPatients, PatientSource, nothing_before
from bedside.ui.session.protocol_form import Shelf, SiteProtocols, no_protocols
from bedside.ui.session.scale_grids import Texts, no_texts


@dataclass
class PageSources:
    """Of one page; each may be put in later, and is asked anew every time."""

    drafts: Drafts = field(default_factory=Drafts)  # what was typed and not sent
    patients: PatientSource = field(default_factory=NoPatients)  # where patients are found
    given_before: GivenSource = nothing_before  # what a patient was given in the session before
    earlier_scores: EarlierSource = nothing_earlier  # what their questionnaires came to before
    scale_texts: Texts = no_texts  # the site's own texts of questionnaires, by key of the scale
    protocols: Shelf = no_protocols  # what the site has in force
    find_pin: Callable[[], Callable[[str], bool] | None] | None = None  # a supervisor may set or remove it
    check_pin: Callable[[str], bool] | None = None  # as it was found with the form; None: the site has none

    def look_for_pin(self) -> None:
        """Find it again: with every form that is opened."""
        if self.find_pin is not None:
            self.check_pin = self.find_pin()

    # Asked by the forms: whatever stands in the fields above by then answers.

    def given(self, patient: str, session: str) -> GivenBefore | None:
        """What this patient was given in the session before this one."""
        return self.given_before(patient, session)

    def earlier(self, patient: str, session: str) -> EarlierScores:
        """What the questionnaires of this patient came to before this session."""
        return self.earlier_scores(patient, session)

    def texts(self) -> Mapping[str, ScaleTexts]:
        """The site's own texts of questionnaires."""
        return self.scale_texts()

    def in_force(self) -> SiteProtocols:
        """The site's protocols."""
        return self.protocols()
