"""Nonin oximeters that send a binary data format: 1, 2, 7, 8 or 13."""

from bedside.driver_api import Driver, DriverInfo, PortSettings
from bedside.vitals.parameters import Parameter
from drivers.nonin.device import NoninDevice
from drivers.nonin.protocol import RATE_HZ, NoninProtocol
from drivers.nonin.recognise import SIGNATURES

DRIVER = Driver(
    info=DriverInfo(
        key="nonin",
        title="Nonin",
        devices=(
            "Nonin OEM III",
            "Nonin Xpod 3011, 3012",
            "Nonin iPod",
            "Nonin 3150 and 9560, when set to Data Format 2 or 8",
            "Nonin 4100 and others with Data Format 1, 7 or 8",
        ),
        port=PortSettings(baud=9600),
        parameters=(Parameter.SPO2, Parameter.PR, Parameter.PLETH),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=3.0,  # formats 1 and 8 speak once a second
        signatures=SIGNATURES,
        advice="Switch the oximeter on and put a finger in; a 3150 or 9560 must be set to Data Format 2 or 8.",
    ),
    protocol=NoninProtocol,
    device=NoninDevice,
)
