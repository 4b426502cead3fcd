"""Nonin oximeters that print a line of text every second."""

from bedside.driver_api import Driver, DriverInfo, PortSettings
from bedside.vitals.parameters import Parameter
from drivers.nonin_text.device import NoninTextDevice
from drivers.nonin_text.protocol import RATE_HZ, NoninTextProtocol
from drivers.nonin_text.recognise import SIGNATURES

DRIVER = Driver(
    info=DriverInfo(
        key="nonin_text",
        title="Nonin printer text",
        devices=(
            "Nonin 8500",
            "Nonin 2500",
            "Nonin 9847",
            "Nonin 9600",
            "Nonin 4000, 4100, when they print text",
            "Nonin 8600V",
        ),
        port=PortSettings(baud=9600),
        parameters=(Parameter.SPO2, Parameter.PR),
        frame_rate_hz=RATE_HZ,
        numeric_interval_s=1.0,
        silence_s=3.0,
        signatures=SIGNATURES,
        sealed=False,
        advice=(
            "Switch the oximeter on; a handheld needs Nonin's own cable, because its socket does not carry RS-232."
        ),
    ),
    protocol=NoninTextProtocol,
    device=NoninTextDevice,
)
