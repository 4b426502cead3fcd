"""The lines that tell a simulator what is infused."""

from __future__ import annotations

import io

import pytest

from bedside import registry
from bedside.clock import ManualClock
from bedside.driver_api import Infused, InfusedBolus, InfusedStep
from bedside.simulation import child, infused_words, scenario
from bedside.simulation.player import PlayedDevice, Player
from tests.unit.simulation.test_simulation_player import ToldPort

GIVEN = Infused(
    steps=(
        InfusedStep(t=812.5, rate_ml_h=52.5, concentration_mg_ml=1.0),
        InfusedStep(t=900.0, rate_ml_h=0.0, concentration_mg_ml=1.0),
    ),
    boluses=(InfusedBolus(t=830.0, mg=5.0),),
    weight_kg=70.0,
)


@pytest.mark.parametrize("infused", [GIVEN, Infused(), Infused(weight_kg=4.2)])
def test_a_line_is_read_as_it_was_written(infused: Infused) -> None:
    line = infused_words.written(3, infused)
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert infused_words.read(line) == (3, infused)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "[]",
        '{"bed": 1}',
        '{"bed": true, "steps": [], "boluses": [], "weight_kg": null}',
        '{"bed": 1, "steps": [[1, 2]], "boluses": [], "weight_kg": null}',
        '{"bed": 1, "steps": [[1, -2, 1]], "boluses": [], "weight_kg": null}',
        '{"bed": 1, "steps": [], "boluses": [[1, NaN]], "weight_kg": null}',
        '{"bed": 1, "steps": [], "boluses": [], "weight_kg": 0}',
        '{"bed": 1, "steps": [], "boluses": [], "weight_kg": "70"}',
    ],
)
def test_a_line_that_says_something_else_is_refused_with_what_to_write(line: str) -> None:
    with pytest.raises(ValueError, match=r'does not say what is infused: write \{"bed": 1, '):
        infused_words.read(line)


def test_steps_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order of their times"):
        infused_words.read('{"bed": 1, "steps": [[5, 2, 1], [4, 2, 1]], "boluses": [], "weight_kg": null}')


class Hearing(Player):
    """A player that plays nothing."""

    def __init__(self) -> None:
        super().__init__((), ManualClock())
        self.heard: list[tuple[int, Infused]] = []
        self.stopped = False

    def tell(self, bed: int, infused: Infused) -> None:
        self.heard.append((bed, infused))

    def stop(self) -> None:
        self.stopped = True


def test_the_simulator_hears_every_line_tells_a_broken_one_and_ends_with_its_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    player = Hearing()
    lines = infused_words.written(1, GIVEN) + "rubbish\n" + infused_words.written(2, Infused())
    child._listen(io.StringIO(lines), player)
    assert player.heard == [(1, GIVEN), (2, Infused())]
    assert player.stopped
    assert "simulator: 'rubbish' does not say what is infused" in capsys.readouterr().err


def test_the_player_tells_the_patient_of_the_bed_in_the_patients_time() -> None:
    devices = [
        PlayedDevice(
            bed=bed,
            driver=registry.load("alaris"),
            patient=scenario.load("rest").patient(bed),
            port=ToldPort(),
        )
        for bed in (1, 2)
    ]
    player = Player(devices, ManualClock())
    player.tell(2, GIVEN)
    player._pass_on(500.0)  # it began at this time of its clock
    first, second = (device._patient for device in devices)
    assert first.pump(400.0).rate_ml_h == 30.0  # nobody told its own
    assert [second.pump(t).rate_ml_h for t in (312.0, 313.0, 401.0)] == [0.0, 52.5, 0.0]
