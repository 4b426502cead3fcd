"""What is measured: keys, names, units, plausible range and codes.

Codes: MDC from ISO/IEEE 11073-10101 listings, LOINC beside it where a vital-signs profile exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Parameter(StrEnum):
    """Stable keys; also the column values of every export and of `bedside decode`."""

    SPO2 = "spo2"
    PR = "pr"
    PI = "pi"
    PLETH = "pleth"
    NIBP_SYS = "nibp_sys"
    NIBP_DIA = "nibp_dia"
    NIBP_MAP = "nibp_map"
    NIBP_PR = "nibp_pr"
    CUFF = "cuff"
    RR = "rr"
    HR = "hr"
    ETCO2 = "etco2"
    TEMP = "temp"
    INFUSION_RATE = "infusion_rate"
    INFUSION_VOLUME = "infusion_volume"
    WAVE_ECG = "wave_ecg"
    WAVE_RESP = "wave_resp"
    WAVE_P1 = "wave_p1"
    WAVE_P2 = "wave_p2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterInfo:
    """One row of the vocabulary."""

    name: str  # as a monitor prints it
    unit: str  # as a person reads it
    ucum: str
    low: float  # outermost plausible value, inclusive, in `unit`
    high: float
    decimals: int
    mdc: int | None
    loinc: str | None
    wave: bool = False


def _wave(name: str, mdc: int) -> ParameterInfo:
    """A waveform in the device's own units."""
    return ParameterInfo(
        name=name, unit="", ucum="1", low=-32767, high=65535, decimals=0, mdc=mdc, loinc=None, wave=True
    )


PARAMETERS: Mapping[Parameter, ParameterInfo] = MappingProxyType(
    {
        Parameter.SPO2: ParameterInfo(
            name="SpO2", unit="%", ucum="%", low=1, high=100, decimals=0, mdc=150456, loinc="59408-5"
        ),
        Parameter.PR: ParameterInfo(
            name="PR", unit="/min", ucum="/min", low=10, high=350, decimals=0, mdc=149530, loinc="8867-4"
        ),
        Parameter.PI: ParameterInfo(
            name="PI", unit="%", ucum="%", low=0.01, high=30, decimals=1, mdc=150448, loinc="61006-3"
        ),
        Parameter.PLETH: ParameterInfo(
            name="Pleth",
            unit="",
            ucum="1",
            low=-32767,
            high=65535,
            decimals=0,
            mdc=150452,
            loinc=None,
            wave=True,
        ),
        Parameter.NIBP_SYS: ParameterInfo(
            name="NIBP systolic",
            unit="mmHg",
            ucum="mm[Hg]",
            low=20,
            high=300,
            decimals=0,
            mdc=150021,
            loinc="8480-6",
        ),
        Parameter.NIBP_DIA: ParameterInfo(
            name="NIBP diastolic",
            unit="mmHg",
            ucum="mm[Hg]",
            low=10,
            high=250,
            decimals=0,
            mdc=150022,
            loinc="8462-4",
        ),
        Parameter.NIBP_MAP: ParameterInfo(
            name="NIBP mean",
            unit="mmHg",
            ucum="mm[Hg]",
            low=10,
            high=280,
            decimals=0,
            mdc=150023,
            loinc="8478-0",
        ),
        Parameter.NIBP_PR: ParameterInfo(
            name="PR (cuff)",
            unit="/min",
            ucum="/min",
            low=10,
            high=350,
            decimals=0,
            mdc=149546,
            loinc="8867-4",
        ),
        Parameter.CUFF: ParameterInfo(
            name="Cuff",
            unit="mmHg",
            ucum="mm[Hg]",
            low=0,
            high=330,
            decimals=0,
            mdc=None,
            loinc=None,
            wave=True,
        ),
        Parameter.RR: ParameterInfo(
            name="RR", unit="/min", ucum="/min", low=0, high=150, decimals=0, mdc=151562, loinc="9279-1"
        ),
        Parameter.HR: ParameterInfo(
            name="HR", unit="/min", ucum="/min", low=10, high=350, decimals=0, mdc=147842, loinc="8867-4"
        ),
        Parameter.ETCO2: ParameterInfo(
            name="EtCO2",
            unit="mmHg",
            ucum="mm[Hg]",
            low=0,
            high=150,
            decimals=0,
            mdc=151708,
            loinc="19891-1",
        ),
        Parameter.TEMP: ParameterInfo(
            name="Temp", unit="°C", ucum="Cel", low=15, high=45, decimals=1, mdc=150344, loinc="8310-5"
        ),
        Parameter.INFUSION_RATE: ParameterInfo(
            name="Pump rate", unit="mL/h", ucum="mL/h", low=0, high=9999, decimals=1, mdc=157784, loinc=None
        ),
        Parameter.INFUSION_VOLUME: ParameterInfo(
            name="Pump volume", unit="mL", ucum="mL", low=0, high=99999, decimals=1, mdc=157864, loinc=None
        ),
        Parameter.WAVE_ECG: _wave("ECG", 131328),
        Parameter.WAVE_RESP: _wave("Resp", 151562),
        Parameter.WAVE_P1: _wave("P1", 150016),
        Parameter.WAVE_P2: _wave("P2", 150016),
    }
)
