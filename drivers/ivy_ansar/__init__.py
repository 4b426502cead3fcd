"""Ivy Biomedical 450C monitors that send the "ANSAR-B" stream."""

from bedside.driver_api import Driver, DriverInfo, PortSettings, Signature
from bedside.vitals.parameters import Parameter
from drivers.ivy_ansar.device import IvyDevice
from drivers.ivy_ansar.protocol import IvyProtocol
from drivers.ivy_ansar.recognise import possible, recognise

_PORT = PortSettings(baud=9600)

DRIVER = Driver(
    info=DriverInfo(
        key="ivy_ansar",
        title="Ivy 450C (ANSAR-B)",
        devices=("Ivy Biomedical 450C, with its serial output set to ANSAR-B",),
        port=_PORT,
        parameters=(
            Parameter.HR,
            Parameter.RR,
            Parameter.SPO2,
            Parameter.PR,
            Parameter.NIBP_SYS,
            Parameter.NIBP_DIA,
            Parameter.NIBP_MAP,
            Parameter.NIBP_PR,
            Parameter.PLETH,
            Parameter.WAVE_ECG,
            Parameter.WAVE_RESP,
            Parameter.WAVE_P1,
        ),
        frame_rate_hz=1.0,
        numeric_interval_s=2.0,  # a number that jumps waits for the next message
        silence_s=3.0,
        signatures=(Signature(port=_PORT, recognise=recognise, possible=possible, listen_s=4.0),),
        sealed=False,
        advice="Set the monitor's serial output to ANSAR-B at 9600 baud and check the cable.",
    ),
    protocol=IvyProtocol,
    device=IvyDevice,
)
