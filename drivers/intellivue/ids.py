"""Philips IntelliVue data export: the numbers that name things on the wire.

Source: IEEE 11073 nomenclature as in the "IntelliVue Data Export Interface Programming Guide" and the
programs that speak it (VSCaptureMP, mdpnp, JVSCapture); those marked [C] stand in the capture of a real
monitor too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bedside.vitals.parameters import Parameter

TICKS_PER_S = 8000  # relative time, 125 µs [C]

# first byte of a message that sets up or ends an association
ASSOCIATE = 0x0D
ACCEPT = 0x0E  # [C]
REFUSE = 0x0C
RELEASE = 0x09
RELEASED = 0x0A
ABORT = 0x19
DATA = 0xE1  # [C]

# remote operations [C]
INVOKE = 1
RESULT = 2
ERROR = 3
LINKED = 5

# commands [C]
EVENT = 1
GET = 3
SET = 5
ACTION = 7

# events and actions
MDS_CREATE = 0x0D06  # [C]
POLL = 0x0C16  # one answer
POLL_FOR_A_TIME = 0xF13B  # answers at a steady pace for the time asked [C]

# classes of objects [C]
NUMERIC = 0x0006
SAMPLES = 0x0009
MDS = 0x0021

# attributes
NUMBER = 0x0950  # [C]
NUMBERS = 0x094B  # [C]
SAMPLE_ARRAY = 0x096E  # [C]
SAMPLE_ARRAYS = 0x0967  # [C]
SAMPLE_FORM = 0x096D  # [C]
SAMPLE_PERIOD = 0x098D  # [C]
LABEL = 0x0924  # [C]
MODEL = 0x0928  # [C]
MEASURED_AT = 0x0990  # [C]
CLOCK = 0x0987  # the monitor's clock and its ticks at one moment [C]
TICKS = 0x098F  # [C]
WAVES_WANTED = 0xF23A  # priority list of the waves to be exported [C]
POLL_PERIOD = 0xF13E
POLL_SUPPORT = 0x0001  # [C]
POLL_EXTENSIONS = 0xF001  # [C]

OBSERVED_VALUES = 0x0803  # group of attributes
ALL_GROUPS = 0x0000

# what an association may give
NUMBERS_EACH_SECOND = 0x80000000
WAVES = 0x08000000

# state of a value
INVALID = 0x8000  # [C]
QUESTIONABLE = 0x4000
UNAVAILABLE = 0x2000  # [C]
CALIBRATING = 0x1000
TEST_DATA = 0x0800
DEMO_DATA = 0x0400
EARLY = 0x0040
MEASURING = 0x0020
NOT_A_PATIENT = DEMO_DATA | TEST_DATA
NO_VALUE = INVALID | UNAVAILABLE | CALIBRATING | NOT_A_PATIENT

# what is measured
PLETH = 0x4BB4  # [C]
SPO2 = 0x4BB8  # [C]
PULSE = 0x4822  # [C]
HEART_RATE = 0x4182  # [C]
BREATHS = 0x500A  # [C]
TEMPERATURE = 0x4B48
NIBP = 0x4A04  # [C]
NIBP_SYS = 0x4A05  # [C]
NIBP_DIA = 0x4A06  # [C]
NIBP_MEAN = 0x4A07  # [C]

# units
PERCENT = 0x0220  # [C]
PER_MINUTE = 0x0AA0  # beats [C]
BREATHS_PER_MINUTE = 0x0AE0
MMHG = 0x0F20  # [C]
CELSIUS = 0x17A0

NUMERICS: Mapping[int, tuple[Parameter, frozenset[int]]] = MappingProxyType(
    {
        SPO2: (Parameter.SPO2, frozenset((PERCENT,))),
        PULSE: (Parameter.PR, frozenset((PER_MINUTE,))),
        HEART_RATE: (Parameter.HR, frozenset((PER_MINUTE,))),
        BREATHS: (Parameter.RR, frozenset((BREATHS_PER_MINUTE, PER_MINUTE))),
        TEMPERATURE: (Parameter.TEMP, frozenset((CELSIUS,))),
    }
)
"""What bedside takes from a numeric, and the units in which it may stand."""
