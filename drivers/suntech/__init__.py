"""SunTech Medical OEM blood-pressure modules (Advantage family)."""

from bedside.driver_api import Driver, DriverInfo, PortSettings
from bedside.vitals.parameters import Parameter
from drivers.suntech.device import SuntechDevice
from drivers.suntech.protocol import SuntechProtocol
from drivers.suntech.recognise import SIGNATURE

DRIVER = Driver(
    info=DriverInfo(
        key="suntech",
        title="SunTech NIBP module",
        devices=(
            "SunTech Advantage Mini",
            "SunTech Advantage LX",
            "SunTech Advantage A+",
            "monitors with one of these modules whose serial line is led out",
        ),
        port=PortSettings(baud=9600),
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=0.5,
        numeric_interval_s=2.0,
        silence_s=5.0,
        signatures=(SIGNATURE,),
        starts_cuff=True,
        advice="Check the module's supply and its cable (9600 baud, TTL or RS-232 level as the module has it); "
        "a module that sleeps answers again after it was switched off and on.",
    ),
    protocol=SuntechProtocol,
    device=SuntechDevice,
)
