"""New Era syringe pumps (NE-1000 family), read only."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.new_era import layout
from drivers.new_era.device import NewEraDevice
from drivers.new_era.protocol import NewEraProtocol
from drivers.new_era.recognise import recognise

PORT = PortSettings(baud=19200)
SLOW = PortSettings(baud=9600)

DRIVER = Driver(
    info=DriverInfo(
        key="new_era",
        title="New Era pump",
        devices=("New Era NE-1000", "New Era NE-1010", "New Era NE-300, NE-500", "WPI Aladdin"),
        port=PORT,
        other_ports=(SLOW,),
        parameters=(Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME),
        frame_rate_hz=2.0,
        numeric_interval_s=2.5,
        silence_s=5.0,
        sealed=False,
        signatures=tuple(
            Signature(port=port, recognise=recognise, probe=layout.REQUESTS * 2, listen_s=3.0)
            for port in (PORT, SLOW)
        ),
        advice="Use New Era's computer cable in the socket marked TO COMPUTER, and set the pump to address 0 "
        "and 19200 baud in its set-up menu.",
    ),
    protocol=NewEraProtocol,
    device=NewEraDevice,
)
