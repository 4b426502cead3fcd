"""The engine as a whole: which device an alarm names, and what an alarm can never do."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import get_type_hints

import pytest
from alarm_stream import DEVICE, NURSE, PROFILE, numeric

import bedside.alarms
from bedside.alarms.diagram import presence_diagram
from bedside.alarms.engine import Engine
from bedside.alarms.presence import TRANSITIONS, State
from bedside.alarms.source import AlarmSource
from bedside.alarms.station_engine import StationEngine
from bedside.driver_api import CuffOrder, Protocol
from bedside.vitals.alarms import AlarmChange, Change
from bedside.vitals.command_records import COMMANDS
from bedside.vitals.commands import Acknowledge, Entry, StartInfusion
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import CuffState, CuffStatus, Determination, NibpFault, Numeric, Quality

P = Parameter
OTHER = "dinamap@/dev/ttyUSB1"


@pytest.mark.req("ALM-42")
def test_an_alarm_names_the_device_its_value_came_from() -> None:
    engine = Engine(PROFILE)
    changes: list[AlarmChange] = []
    for t in range(12):
        changes += engine.observe(numeric(P.SPO2, t, 91), t, DEVICE)
    changes += engine.observe(Determination(t=12, sys=170, dia=80, map=100, pr=None), 12, OTHER)
    changes += engine.observe(CuffStatus(t=13, state=CuffState.FAILED, fault=NibpFault.LOOSE), 13, OTHER)
    changes += engine.observe(numeric(P.SPO2, 14, None, Quality.NO_FINGER), 14, DEVICE)
    changes += engine.advance(20)
    named = {c.code: c.device for c in changes if c.change is Change.ONSET}
    assert named == {
        "SPO2-LOW": DEVICE,
        "NIBP-SYS-HIGH": OTHER,
        "T-NIBP-FAIL": OTHER,
        "T-SPO2-OFF": DEVICE,
    }


def test_a_device_nobody_named_is_none() -> None:
    engine = Engine(PROFILE)
    [change] = engine.observe(Numeric(parameter=P.SPO2, t=0, value=80), 0)
    assert change.device == ""


@pytest.mark.req("ALM-53")
def test_all_an_engine_can_say_is_an_alarm_change() -> None:
    for engine in (AlarmSource, StationEngine):
        for name, method in inspect.getmembers(engine, inspect.isfunction):
            if not name.startswith("_"):
                assert get_type_hints(method)["return"] == list[AlarmChange], name


@pytest.mark.req("ALM-53")
def test_nothing_in_the_alarm_engine_makes_a_command_or_reaches_a_device() -> None:
    commands = {kind.__name__ for kind in COMMANDS.values()}
    for file in Path(bedside.alarms.__path__[0]).glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                assert not node.module.startswith(("bedside.link", "bedside.driver_api", "drivers")), (
                    file.name
                )
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in commands, f"{file.name} makes a command: {node.func.id}"


@pytest.mark.req("ALM-53")
def test_no_driver_can_be_asked_for_more_than_a_cuff() -> None:
    assert [order.value for order in CuffOrder] == ["start", "cancel"]
    methods = [
        name for name, _ in inspect.getmembers(Protocol, inspect.isfunction) if not name.startswith("_")
    ]
    assert sorted(methods) == ["due", "feed", "finish", "goodbye", "keep_holding", "request", "take_notices"]
    assert inspect.signature(Protocol.take_notices).parameters.keys() == {"self"}  # it only tells


@pytest.mark.req("ALM-30", "ALM-31")
def test_the_diagram_has_every_row_of_the_table_and_nothing_else() -> None:
    lines = presence_diagram().splitlines()
    arrows = [line.strip() for line in lines if "-->" in line]
    rows = [f"{state.name} --> {after.name}: {what.value}" for (state, what), after in TRANSITIONS.items()]
    assert arrows == ["[*] --> OFF", *rows]
    assert lines[0] == "stateDiagram-v2"
    for state in State:
        assert any(line.strip().startswith(f"{state.name}: ") for line in lines)
    assert ";" not in presence_diagram()  # it would end a statement of the diagram


def test_many_alarms_at_once_stay_cheap_to_list() -> None:
    engine = Engine(PROFILE)
    engine.observe(Determination(t=0, sys=190, dia=115, map=135, pr=None), 0)
    engine.entered(
        Entry(number=1, t=0, entered_t=0, command=StartInfusion(bed=1, rate_ml_h=50, concentration_mg_ml=1)),
        0,
    )
    active = engine.active
    assert engine.active is active  # nothing changed: nothing is sorted again
    engine.entered(Entry(number=2, t=1, entered_t=1, command=Acknowledge(bed=1, actor=NURSE, condition=1)), 1)
    assert engine.active is not active
