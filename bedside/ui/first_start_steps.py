"""What there is to do before the first patient, each with its true state. Pure: from the station and its lots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from bedside.alarms.profile_file import default_profile
from bedside.monitor.updates import StationUpdate
from bedside.ui import formats
from bedside.ui.device_words import in_parts, sentence_of, short_port, words_of_search
from bedside.ui.first_start_lots import lots_step
from bedside.ui.first_start_step import Act, Step, StepState
from bedside.ui.lots_glance import LotsSeen
from bedside.ui.spoken import plural, told
from bedside.vitals.alarms import Direction, LimitView, Priority
from bedside.vitals.devices import DeviceRow, LinkState, PortSearch, SearchState
from bedside.vitals.display import PressureUnit
from bedside.vitals.parameters import Parameter

HELP: Final = "help"  # the act that ticks its step off by being done: nobody else can know
_HEARD: Final = "heard"
_SCARCE_BYTES: Final = 10 * formats.GB_BYTES  # from here on down tenths of a GB matter


def steps_of(
    station: StationUpdate, lots: LotsSeen, *, keys_read: bool = False, simulator: bool = True
) -> tuple[Step, ...]:
    """The eight steps, always in this order.

    Args:
        station: the newest state.
        lots: in use, as the list of the site has them.
        keys_read: somebody opened the list of keys since the program started.
        simulator: the step of the devices has a key for the simulator; it may stand elsewhere already.
    """
    return (
        _store(station),
        _sound(station),
        _device(station, simulator=simulator),
        _operator(station),
        lots_step(lots),
        _profile(station),
        _screen(station),
        _keys(keys_read),
    )


def counted(steps: Sequence[Step]) -> str:
    """How many are done, and that nothing waits for the others."""
    done = sum(step.state is StepState.DONE for step in steps)
    words = _tr("{done} of {all} done · none blocks monitoring")
    return words.format(done=done, all=len(steps))


def word_of(state: StepState) -> str:
    """A state as a screen reader says it; on the screen it has a shape of its own."""
    return {
        StepState.DONE: _tr("done"),
        StepState.OPEN: _tr("to do"),
        StepState.FAILING: _tr("needs attention"),
    }[state]


# -- ports ---------------------------------------------------------------------------------------------


def ports_of(station: StationUpdate) -> tuple[tuple[str, str], ...]:
    """Every port or device and what is known of it: (short name, one sentence without commands to type)."""
    rows: tuple[DeviceRow | PortSearch, ...] = (*station.devices, *station.searches)
    return tuple((short_port(row.port), _without_commands(_sentence(row))) for row in rows)


def ports_title(station: StationUpdate) -> str:
    """What bedside does about the ports now."""
    many = len(station.searches)
    if station.devices:
        return plural("FirstStart", "%n device is attached", "%n devices are attached", len(station.devices))
    if not many:
        return _tr("No serial port is there yet")
    return plural("FirstStart", "Listening on %n port", "Listening on %n ports", many)


def _sentence(row: DeviceRow | PortSearch) -> str:
    if isinstance(row, PortSearch):
        if row.idle:
            return _tr("of this computer itself; nothing was heard on it")
        if row.state is SearchState.NOT_FOUND and row.sentence and row.advice:
            sentence, advice = told(row.sentence), told(row.advice)
            return f"{sentence} {advice[:1].upper()}{advice[1:]}"
        if row.state in (SearchState.LISTENING, SearchState.ASKING) and not row.sentence:
            return words_of_search(row.state)
    return sentence_of(row)


def _without_commands(words: str) -> str:
    """A sentence with commands in it belongs on the Devices screen, where they can be copied."""
    parts = in_parts(words)
    if not any(command for _, command in parts):
        return words
    first = parts[0][0].partition(". ")[0].rstrip(" :.")
    return _tr("{words}. Devices shows what to do, with the commands to type.").format(words=first)


# -- the steps -----------------------------------------------------------------------------------------


def _store(station: StationUpdate) -> Step:
    state = station.recording
    title = _tr("Local store")
    if state.fault:
        words = _tr("Nothing can be recorded: {why}").format(why=told(state.fault))
        return Step(key="store", title=title, words=words, state=StepState.FAILING)
    words = _tr("ready; recording begins by itself with the first value of a patient")
    if state.free_bytes is not None:
        free = formats.plain(
            state.free_bytes / formats.GB_BYTES, 1 if state.free_bytes < _SCARCE_BYTES else 0
        )
        words = _tr("ready, {n} GB free; recording begins by itself").format(n=free)
    return Step(key="store", title=title, words=words, state=StepState.DONE)


def _sound(station: StationUpdate) -> Step:
    sound = station.sound
    title = _tr("Hear the alarm sound")
    test = Act(name="self-test", label=_tr("Test"), icon="volume-high")
    if sound.fault:
        mend = Act(name="no-sound", label=_tr("What to do"), icon="volume-off")
        words = _tr("No alarm can be heard: {why}").format(why=told(sound.fault))
        return Step(key="sound", title=title, words=words, state=StepState.FAILING, acts=(mend,))
    if sound.system_muted:
        words = _tr("The system has muted the sound: switch it on there, then test it.")
        return Step(key="sound", title=title, words=words, state=StepState.FAILING, acts=(test,))
    if station.sound_answer == _HEARD:
        words = _tr("heard from {output}").format(output=sound.output) if sound.output else _tr("heard")
        return Step(key="sound", title=title, words=words, state=StepState.DONE, acts=(test,))
    if station.sound_answer:
        words = _tr("It was not heard. Turn the loudspeaker up, and test it again.")
        return Step(key="sound", title=title, words=words, state=StepState.FAILING, acts=(test,))
    words = _tr("needed before the first infusion, 10 s")
    return Step(key="sound", title=title, words=words, state=StepState.OPEN, acts=(test,))


def _device(station: StationUpdate, *, simulator: bool) -> Step:
    title = _tr("Connect a device")
    devices = Act(name="devices", label=_tr("Devices"), icon="serial-port")
    patients = Act(name="simulator", label=_tr("Simulator"), icon="test-tube")
    words, state = _device_words(station)
    acts = (devices, patients) if simulator else (devices,)
    return Step(key="device", title=title, words=words, state=state, acts=acts)


def _device_words(station: StationUpdate) -> tuple[str, StepState]:
    lost = next((row for row in station.devices if row.state in _NOT_WORKING), None)
    if lost is not None:
        return _named_sentence(lost), StepState.FAILING
    if station.devices:
        row = station.devices[-1]
        said = _tr("{device} is attached to bed {bed}: the first value of a patient opens a session")
        return said.format(device=row.identity or row.title, bed=row.bed), StepState.DONE
    heard = [search for search in station.searches if not search.idle]
    found = next((search for search in heard if search.state is SearchState.FOUND), None)
    if found is not None:
        said = _tr("{device} was found on {port}: choose its bed in Devices")
        return said.format(device=found.title, port=short_port(found.port)), StepState.OPEN
    wrong = next((s for s in heard if s.state is SearchState.NOT_FOUND and s.advice), None)
    if wrong is not None:
        return _named_sentence(wrong), StepState.FAILING
    if heard:
        ports = ", ".join(short_port(search.port) for search in heard)
        return _tr("listening on {ports}: switch the monitor on").format(ports=ports), StepState.OPEN
    return _tr(
        "plug its cable in: bedside names it and offers a bed. Or watch the simulator first."
    ), StepState.OPEN


_NOT_WORKING: Final = frozenset({LinkState.GONE, LinkState.REFUSED, LinkState.GARBLED, LinkState.SILENT})


def _named_sentence(row: DeviceRow | PortSearch) -> str:
    """The sentence of a row, with its port in front where the sentence does not name it."""
    words, port = _without_commands(_sentence(row)), short_port(row.port)
    return words if port in words else f"{port}: {words}"


def _operator(station: StationUpdate) -> Step:
    title = _tr("Say who works here")
    act = Act(name="operator", label=_tr("Name"), icon="account-outline")
    if station.operator is None:
        words = _tr("name and role for this shift; until then acts stand as “not signed in”")
        return Step(key="operator", title=title, words=words, state=StepState.OPEN, acts=(act,))
    return Step(key="operator", title=title, words=station.operator.name, state=StepState.DONE, acts=(act,))


def _profile(station: StationUpdate) -> Step:
    title = _tr("Read the alarm limits")
    act = Act(name="settings/profiles", label=_tr("Limits"), icon="tune-vertical")
    chosen = station.profiles[0] if station.profiles else default_profile().title
    by, on = station.profile_approval
    if not by:
        words = _tr("{profile} is a proposal until a supervisor approves it").format(profile=chosen)
        return Step(key="profile", title=title, words=words, state=StepState.OPEN, acts=(act,))
    words = _tr("{profile}, approved by {name} on {day}").format(profile=chosen, name=by, day=on)
    return Step(key="profile", title=title, words=words, state=StepState.DONE, acts=(act,))


def _screen(station: StationUpdate) -> Step:
    title = _tr("Measure the screen once")
    act = Act(name="settings/display", label=_tr("Settings"), icon="cog-outline")
    if station.appearance.px_per_mm is None:
        words = _tr("then the sweep runs in mm/s; now it is labelled in seconds per sweep")
        return Step(key="screen", title=title, words=words, state=StepState.OPEN, acts=(act,))
    words = _tr("measured: the sweep runs at {speed} mm/s").format(
        speed=formats.plain(station.appearance.sweep_mm_s, 2)
    )
    return Step(key="screen", title=title, words=words, state=StepState.DONE, acts=(act,))


def _keys(read: bool) -> Step:
    act = Act(name=HELP, label=_tr("F1"), icon="information-outline")
    return Step(
        key="keys",
        title=_tr("Know the keys"),
        words=_tr("F2 audio pause, F3 acknowledge: they work on every screen"),
        state=StepState.DONE if read else StepState.OPEN,
        acts=(act,),
    )


# -- limits that would be in force ---------------------------------------------------------------------


def limits_in_force(station: StationUpdate) -> str:
    """Which limits the first patient would have, in one line."""
    factory = default_profile()
    chosen = station.profiles[0] if station.profiles else factory.title
    if chosen != factory.title:
        return _tr("The profile {profile} will be in force.").format(profile=chosen)
    limits = factory.limits()
    spo2 = ", ".join(
        f"< {formats.limit_text(each)}"
        for priority in (Priority.MEDIUM, Priority.HIGH)
        if (each := formats.limit_of(limits, Parameter.SPO2, Direction.LOW, priority)) is not None
    )
    unit = station.appearance.pressure_unit
    return _tr("The factory profile would be in force: SpO2 {spo2} · PR {pr} · systolic {sys} {unit}").format(
        spo2=spo2,
        pr=_between(limits, Parameter.PR, unit),
        sys=_between(limits, Parameter.NIBP_SYS, unit),
        unit=unit.value,
    )


def _between(limits: tuple[LimitView, ...], parameter: Parameter, unit: PressureUnit) -> str:
    low, high = formats.limit_range(limits, parameter, unit)
    return f"{low or _tr('off')}–{high or _tr('off')}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("FirstStart", text)
