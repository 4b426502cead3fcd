"""B. Braun Space infusion pumps behind a SpaceCom / SpaceStation with the BCC protocol, read only."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.bbraun import layout
from drivers.bbraun.device import BraunDevice
from drivers.bbraun.protocol import BraunProtocol
from drivers.bbraun.recognise import recognise

PORT = PortSettings(baud=9600)

DRIVER = Driver(
    info=DriverInfo(
        key="bbraun",
        title="B. Braun Space",
        devices=(
            "B. Braun Perfusor Space",
            "B. Braun Infusomat Space",
            "B. Braun SpaceStation with SpaceCom",
        ),
        port=PORT,
        parameters=(Parameter.INFUSION_RATE, Parameter.INFUSION_VOLUME),
        frame_rate_hz=0.5,
        numeric_interval_s=3.0,
        silence_s=8.0,
        signatures=(Signature(port=PORT, recognise=recognise, probe=(layout.FIRST_REQUEST,), listen_s=3.0),),
        advice="Let a technician set the SpaceCom's serial port to BCC at 9600 baud, and connect only the pumps "
        "of this patient.",
    ),
    protocol=BraunProtocol,
    device=BraunDevice,
)
