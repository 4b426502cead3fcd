"""PAR Medizintechnik (Medlab) blood-pressure modules and their look-alikes."""

from bedside.driver_api import Driver, DriverInfo, PortSettings
from bedside.vitals.parameters import Parameter
from drivers.par_medlab.device import ParDevice
from drivers.par_medlab.protocol import ParProtocol
from drivers.par_medlab.recognise import SIGNATURES

DRIVER = Driver(
    info=DriverInfo(
        key="par_medlab",
        title="PAR/Medlab NIBP module",
        devices=(
            "PAR/Medlab NIBP2010",
            "PAR/Medlab NIBP2020 UP",
            "the same with SpO2 (combi board)",
            "SINNOR N6",
            "Unicare UN300C",
        ),
        port=PortSettings(baud=4800),
        other_ports=(PortSettings(baud=19200),),
        # the board without SpO2; a combi board gives SpO2, PR and PI beside them
        parameters=(Parameter.NIBP_SYS, Parameter.NIBP_DIA, Parameter.NIBP_MAP, Parameter.NIBP_PR),
        frame_rate_hz=0.2,
        numeric_interval_s=5.0,
        silence_s=12.0,
        signatures=SIGNATURES,
        starts_cuff=True,
        advice="Check the module's supply and its cable, and choose 4800 baud for a board without SpO2, "
        "19200 baud for a combi board.",
    ),
    protocol=ParProtocol,
    device=ParDevice,
)
