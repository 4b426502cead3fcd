"""What each virtual oximeter averages over, and how long it holds its numbers: every figure in one place.

Device         SpO2       rate       renewed  says so after  then held  off: held  Source
nonin          4 beats ¹  4 beats    at once  0 s            –          –          oximeters.md 0.3, 2.3; clinical 3.2
  E-           8 beats    8 beats    at once  0 s            –          –          the same
  -D           4 beats    4 beats    1.5 s    0 s            10 s       10 s       the same
  E-D          8 beats    8 beats    1.5 s    0 s            10 s       10 s       the same
  Fast, B-B    1 beat     –          at once  0 s            –          –          0.3 "none / 4 fast"; 1 beat chosen
nonin_text     4 beats    4 beats    1 s      0 s            –          –          0.3; that text holds nothing: chosen
masimo         8 s        8 s        1 s      2 s *          10 s *     1 line     0.3 (menu 2–16 s); section 3 for off
nellcor        6 s *      6 s *      2 s      2 s *          10 s *     –          0.3 (a setting); section 4 for held
contec         8 s *      8 beats *  1 s *    2 s ²          –          –          0.3 "not documented"; clinical 3.2
bci            as contec *
chipox         as contec *
pm6750         as contec *
par_medlab     as contec *
accutorr3      as contec *
intellivue     10 s *     10 s *     1 s      2 s *          –          –          the interval of its polls
datex_dri      10 s *     10 s *     1 s *    2 s *          –          –
ivy_ansar      8 s *      8 s *      1 s      2 s *          –          –

*  not documented: chosen here, as usual for such devices.
¹  A saturation over n beats is exponential with a time constant of n / 2 beats: 4 beats are about 2 beats late
   (clinical 3.2). A rate over n beats is that of the last n beats.
²  A flag comes within 1 to 4 s (clinical 3.2). How long a probe that has come off goes unnoticed is the simulated
   patient's matter: it says `probe_on` for that time.

`drivers.display` does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


class Average(NamedTuple):
    """Over how much a device averages; beats go before seconds; nothing: it does not."""

    beats: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What a device does with its numbers.

    Args:
        spo2: average of the saturation.
        rate: of the pulse rate.
        every_s: how often the shown numbers are renewed; 0: with every look at the patient.
        notice_s: the pulse is too weak for so long before the device says that it searches; until then the last numbers
            stand as if they were of now.
        hold_s: how long the last numbers stand while it searches.
        hold_off_s: how long after the probe has come off.
    """

    spo2: Average
    rate: Average
    every_s: float
    notice_s: float
    hold_s: float = 0.0
    hold_off_s: float = 0.0


def _nonin(beats: float, *, display: bool = False) -> Manner:
    average, hold_s = Average(beats=beats), 10.0 if display else 0.0
    every_s = 1.5 if display else 0.0
    return Manner(spo2=average, rate=average, every_s=every_s, notice_s=0.0, hold_s=hold_s, hold_off_s=hold_s)


def _seconds(seconds: float) -> Manner:
    return Manner(spo2=Average(seconds=seconds), rate=Average(seconds=seconds), every_s=1.0, notice_s=2.0)


def masimo(seconds: float = 8.0) -> Manner:
    """A Masimo whose menu is set to an averaging time, s.

    Raises:
        ValueError: its menu has no such time.
    """
    if not 2.0 <= seconds <= 16.0:
        raise ValueError(f"a Masimo averages over 2 to 16 s, not over {seconds:g} s")
    average = Average(seconds=seconds)
    return Manner(spo2=average, rate=average, every_s=1.0, notice_s=2.0, hold_s=10.0, hold_off_s=1.0)


_CONTEC = Manner(spo2=Average(seconds=8.0), rate=Average(beats=8.0), every_s=1.0, notice_s=2.0)
_NELLCOR = Manner(
    spo2=Average(seconds=6.0), rate=Average(seconds=6.0), every_s=2.0, notice_s=2.0, hold_s=10.0
)

MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "nonin": _nonin(4.0),
        "nonin E": _nonin(8.0),
        "nonin D": _nonin(4.0, display=True),
        "nonin E-D": _nonin(8.0, display=True),
        "nonin fast": _nonin(1.0),
        "nonin_text": Manner(spo2=Average(beats=4.0), rate=Average(beats=4.0), every_s=1.0, notice_s=0.0),
        "masimo": masimo(),
        "nellcor": _NELLCOR,
        "contec": _CONTEC,
        "bci": _CONTEC,
        "chipox": _CONTEC,
        "pm6750": _CONTEC,
        "par_medlab": _CONTEC,
        "accutorr3": _CONTEC,
        "intellivue": _seconds(10.0),
        "datex_dri": _seconds(10.0),
        "ivy_ansar": _seconds(8.0),
    }
)
"""The table above, by device."""
