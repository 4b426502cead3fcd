"""How the report says things: in whose language, and with or without what would tell who it was about (AUD-03).

Everything that could name a person passes through here: names, days, and every text that somebody typed. A section
never writes one of these by itself, so removing identifiers is one switch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bedside.vitals.parameters import PARAMETERS, Parameter
from bedside.vitals.patients import PatientRecord
from bedside.vitals.sessions import PROGRAM, UNNAMED, Actor, Phase, Role

Say = Callable[[str], str]
BAND_YEARS: Final = 10
OLDEST_BAND: Final = 90  # so old and older is one band: few people are, and an age would tell who
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PHASES: Final = {
    Phase.SCREENING: "Screening",
    Phase.BASELINE: "Baseline",
    Phase.INFUSION: "Infusion",
    Phase.RECOVERY: "Recovery",
    Phase.DISCHARGE: "Discharge",
}
_ROLES: Final = {
    Role.TECHNICIAN: "a technician",
    Role.NURSE: "a nurse",
    Role.SUPERVISOR: "a supervisor",
    Role.PATIENT: "the patient",
    Role.PROGRAM: "bedside",
}


def as_it_is(words: str) -> str:
    """English, as the record has it."""
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """One way to say things."""

    started_utc: datetime
    identifiers: bool = True  # False: names, days and typed texts are removed
    whose: str = ""  # id of the patient it is about; "" = nobody was identified
    translate: Say = field(default=as_it_is)  # of the report's own words
    spoken: Say = field(default=as_it_is)  # of sentences that lower layers wrote

    def tr(self, words: str, /, **values: object) -> str:
        """The report's own words with values in their places."""
        said = self.translate(words)
        return said.format(**values) if values else said

    # -- times -----------------------------------------------------------------------------------------

    def at(self, t: float) -> str:
        """Session time `t`, s, as the clock on the wall showed it: "10:31:22"; of another day with the day.

        Without identifiers the time since the session began: "+0:31:22".
        """
        if not self.identifiers:
            return self._since(t)
        then, first = self._place(t), self._place(0.0)
        said = f"{then:%H:%M:%S}"
        return said if then.date() == first.date() else f"{then:%Y-%m-%d} {said}"

    def moment(self, utc: datetime) -> str:
        """A moment with day and zone; without identifiers the time since the session began."""
        if not self.identifiers:
            return self._since((utc - self.started_utc).total_seconds())
        then = utc.astimezone()
        return f"{_WEEKDAYS[then.weekday()]} {then:%Y-%m-%d %H:%M:%S} {zone_of(then)}"

    def iso(self, t: float) -> str:
        """ISO 8601 with the offset of this place; "" without identifiers."""
        return self._place(t).isoformat(timespec="seconds") if self.identifiers else ""

    def _place(self, t: float) -> datetime:
        return (self.started_utc + timedelta(seconds=t)).astimezone()

    def _since(self, t: float) -> str:
        return f"{'−' if t < 0 else '+'}{clock(abs(t))}"

    # -- people and what they typed --------------------------------------------------------------------

    def who(self, actor: Actor | None) -> str:
        """Name and role; without identifiers the role alone."""
        if actor is None:
            return self.tr("nobody is named")
        role = self.tr(_ROLES[actor.role])
        if actor.role in (Role.PROGRAM, Role.PATIENT) and actor.name in (PROGRAM.name, "the patient"):
            return role
        if actor.name == UNNAMED.name:
            return self.tr("{role}, not signed in", role=role)
        return f"{actor.name} ({role})" if self.identifiers else role

    def patient(self, patient: PatientRecord) -> str:
        """The name of the patient it is about; that it was another, where a session was filed under a wrong one."""
        if self.whose and patient.id != self.whose:
            return self.tr(
                "another person, by mistake"
            )  # the report goes out of the house: it names nobody else
        return self.free(patient.label) or self.tr("without a name")

    def name(self, name: str) -> str:
        """A name that somebody typed; "" where there is none."""
        return self.free(name) if name.strip() else ""

    def free(self, text: str) -> str:
        """Words that somebody typed; "" where there are none."""
        if not text.strip():
            return ""
        return text.strip() if self.identifiers else self.tr("[text removed]")

    def cause(self, words: str) -> str:
        """A cause the record tells; of what was put off the words are a person's."""
        if not self.identifiers and words.startswith("put off:"):
            return self.tr("put off: {why}", why=self.free(words))
        return self.spoken(words)

    def day(self, iso: str) -> str:
        """A day, or a day and time, as it was agreed; removed with the identifiers."""
        return iso if self.identifiers else self.tr("[day removed]")

    def age(self, patient: PatientRecord, today: date) -> str:
        """Date of birth and age; without identifiers the band of ten years; "" where it is not known."""
        years = patient.age_years(today)
        if years is None or patient.born is None:
            return ""
        if self.identifiers:
            return self.tr("{day}, {n} years", day=patient.born.isoformat(), n=years)
        if years >= OLDEST_BAND:
            return self.tr("{n} years or older", n=OLDEST_BAND)
        band = years // BAND_YEARS * BAND_YEARS
        return self.tr("{least} to {most} years", least=band, most=band + BAND_YEARS - 1)

    # -- words of the vocabulary -----------------------------------------------------------------------

    def phase(self, phase: Phase) -> str:
        """Name of a phase."""
        return self.tr(_PHASES[phase])

    def parameter(self, parameter: Parameter) -> str:
        """Name of a parameter."""
        return self.spoken(PARAMETERS[parameter].name)

    def value(self, value: float | None, parameter: Parameter) -> str:
        """A value with its unit; that it was not measured where there is none."""
        if value is None:
            return self.tr("not measured")
        info = PARAMETERS[parameter]
        return f"{value:.{info.decimals}f} {info.unit}".strip()

    @property
    def missing(self) -> str:
        """What stands where something was not entered."""
        return self.tr("not entered")


def clock(seconds: float) -> str:
    """A length of time as h:mm:ss."""
    minutes, whole = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{whole:02d}"


def number(value: float, decimals: int = 1) -> str:
    """At most so many decimals, without trailing zeros: 45, 0.5."""
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def zone_of(then: datetime) -> str:
    """The offset of a local time: "UTC+02:00"."""
    return f"{then:UTC%z}"[:6] + ":" + f"{then:%z}"[3:5]
