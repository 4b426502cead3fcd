"""A plain table through the alarm engine: how it is read, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bedside.alarms.profile_file import default_profile
from bedside.errors import BrokenFileError
from bedside.review.conditions import Condition, conditions
from bedside.review.value_table import ValueTable, alarms_of, read_table
from bedside.vitals.parameters import Parameter
from bedside.vitals.readings import Determination, Numeric, Quality
from bedside.vitals.sessions import Phase

PROFILE = default_profile()


def table(*rows: str, header: str = "t_s,parameter,value") -> ValueTable:
    return read_table([f"{line}\n" for line in (header, *rows)], "table.csv")


def series(
    parameter: str, values: Iterable[float | str], first: float = 0.0, every: float = 1.0
) -> list[str]:
    return [f"{first + n * every:g},{parameter},{value}" for n, value in enumerate(values)]


def found(given: ValueTable, **more: object) -> list[Condition]:
    return conditions(alarms_of(given, PROFILE, **more))  # type: ignore[arg-type]


def lines(given: ValueTable, **more: object) -> list[tuple[str, str, float, float | None]]:
    return [(c.code, c.priority.name, c.onset_t, c.cleared_t) for c in found(given, **more)]


def refusal(*rows: str, header: str = "t_s,parameter,value") -> str:
    with pytest.raises(BrokenFileError) as caught:
        table(*rows, header=header)
    assert str(caught.value).startswith("table.csv")
    return str(caught.value)


def test_an_empty_value_and_nan_are_missing_and_blank_lines_and_spaces_mean_nothing() -> None:
    given = table(
        " 1 , spo2 , 97 ", "", "2,SPO2,", "3,spo2,NaN", " , , ", header="\ufeff T_s, Parameter ,value "
    )
    assert given.readings == (
        Numeric(parameter=Parameter.SPO2, t=1.0, value=97.0),
        Numeric(parameter=Parameter.SPO2, t=2.0, value=None),
        Numeric(parameter=Parameter.SPO2, t=3.0, value=None),
    )


def test_columns_may_stand_in_any_order_and_more_of_them_are_not_looked_at() -> None:
    given = table("%,97,spo2,4", header="unit,value,parameter,t_s")
    assert given.readings == (Numeric(parameter=Parameter.SPO2, t=4.0, value=97.0),)


def test_the_table_that_decode_writes_is_read_with_its_flags_and_without_its_waves() -> None:
    given = table(
        "0,pleth,60,,beat",
        "0,spo2,,%,no_finger",
        "0,pr,61,/min,artefact low_perfusion",
        header="t_s,parameter,value,unit,flags",
    )
    assert [(n.parameter, n.quality) for n in given.readings if isinstance(n, Numeric)] == [
        (Parameter.SPO2, Quality.NO_FINGER),
        (Parameter.PR, Quality.ARTEFACT | Quality.LOW_PERFUSION),
    ]


def test_lines_are_put_in_order_of_time_and_keep_their_order_at_one_time() -> None:
    given = table("2,spo2,95", "0,spo2,97", "2,pr,70", "1,spo2,96")
    assert [(n.t, n.parameter) for n in given.readings if isinstance(n, Numeric)] == [
        (0, "spo2"),
        (1, "spo2"),
        (2, "spo2"),
        (2, "pr"),
    ]


def test_the_cuffs_values_of_one_time_are_one_reading() -> None:
    given = table("5,nibp_dia,80", "5,spo2,97", "5,nibp_sys,130", "5,nibp_map,96", "9,nibp_sys,120")
    cuffs = [reading for reading in given.readings if isinstance(reading, Determination)]
    assert cuffs == [
        Determination(t=5, sys=130, dia=80, map=96, pr=None),
        Determination(t=9, sys=120, dia=None, map=None, pr=None),
    ]


def test_two_cuff_readings_of_one_time_stay_two_and_an_empty_one_is_none() -> None:
    given = table("5,nibp_sys,130", "5,nibp_dia,80", "5,nibp_sys,131", "5,nibp_dia,81", "9,nibp_sys,")
    assert [(r.sys, r.dia) for r in given.readings if isinstance(r, Determination)] == [(130, 80), (131, 81)]


def test_the_interval_of_a_parameter_is_the_median_of_its_spacings() -> None:
    given = table(
        *series("spo2", [97] * 4, every=2), *series("pr", [60, 61]), "9,pr,60", "3,pi,2.1", "0,rr,12"
    )
    assert given.interval_s == {"spo2": 2.0, "pr": 4.5, "pi": 1.0, "rr": 1.0}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,heart,60", 'line 3: "heart" is no parameter: use one of spo2, pr,'),
        ("1,,60", 'line 3: "" is no parameter'),
        ("soon,spo2,97", 'line 3: "soon" is no time'),
        ("-1,spo2,97", 'line 3: "-1" is no time'),
        ("nan,spo2,97", 'line 3: "nan" is no time'),
        ("1,spo2,--", 'line 3: "--" is no value'),
        ("1,spo2,inf", 'line 3: "inf" is no value'),
    ],
)
def test_a_line_that_cannot_be_understood_is_refused_with_its_number(row: str, words: str) -> None:
    assert words in refusal("0,spo2,97", row)


def test_a_wrong_header_or_an_unknown_flag_is_refused() -> None:
    assert "has no column t_s" in refusal("0,97", header="time,spo2")
    assert "has no column value" in refusal(header="t_s,parameter")
    assert "no column t_s" in refusal(header="")
    assert 'line 2: "moved" is no flag' in refusal("0,spo2,97,moved", header="t_s,parameter,value,flags")


@pytest.mark.req("ALM-66", "ALM-20")
def test_the_check_of_the_highest_row_comes_out_of_a_table() -> None:
    given = table(*series("spo2", [94] * 5 + [91] * 12 + [86] * 6 + [90] * 12 + [97] * 10))
    told = found(given)
    assert [(c.code, c.priority.name, c.onset_t) for c in told] == [
        ("SPO2-LOW", "MEDIUM", 15),
        ("SPO2-LOW", "HIGH", 22),
        ("SPO2-LOW", "MEDIUM", 28),
    ]
    assert [(c.value, c.limit, c.rule) for c in told[:2]] == [
        (91, 92, "SpO2 < 92 for 10 s"),
        (86, 88, "SpO2 < 88 for 5 s"),
    ]
    assert told[-1].cleared_t == 40
    assert told[0].episode == told[1].episode == told[2].episode == told[0].id


@pytest.mark.req("ALM-22")
def test_a_value_at_the_end_counts_as_long_as_it_holds() -> None:
    beyond = series("spo2", [97, 87, 87, 87])  # beyond from 1 s on, the last at 3 s holds until 6 s
    assert lines(table(*beyond)) == [("SPO2-LOW", "HIGH", 6.0, None)]
    assert lines(table(*beyond[:3])) == []
    assert lines(table(*beyond[:3]), interval_s=2.0) == [("SPO2-LOW", "HIGH", 6.0, None)]


@pytest.mark.req("ALM-22")
def test_slow_values_complete_a_persistence_between_them() -> None:
    assert lines(table(*series("spo2", [97, 91, 91, 97], every=20))) == [("SPO2-LOW", "MEDIUM", 30.0, 65.0)]


@pytest.mark.req("ALM-22")
def test_no_alarm_begins_on_a_missing_value() -> None:
    rows = series("spo2", [97, 87, 87, *[""] * 20, 87, 97, 97])
    assert [c for c in found(table(*rows)) if c.code == "SPO2-LOW"] == []


@pytest.mark.req("ALM-20")
def test_a_cuff_reading_counts_at_once_until_the_next_and_a_rate_has_its_persistence() -> None:
    given = table("0,nibp_sys,165", "0,nibp_dia,85", "300,nibp_sys,150", *series("rr", [9] * 20))
    assert lines(given) == [
        ("NIBP-SYS-HIGH", "MEDIUM", 0.0, 300.0),
        ("RR-LOW", "MEDIUM", 15.0, None),
    ]


@pytest.mark.req("ALM-25", "T-SPO2-OFF")
def test_in_the_infusion_a_probe_that_was_never_on_is_told_and_without_a_phase_it_is_not() -> None:
    given = table("0,nibp_sys,120", "60,nibp_sys,121")
    assert lines(given) == []
    told = lines(given, phase=Phase.INFUSION)
    assert [(code, priority) for code, priority, *_ in told] == [("T-SPO2-OFF", "MEDIUM")]


def test_the_end_of_the_table_is_no_fault_of_the_equipment() -> None:
    given = table(*series("spo2", [97] * 5), *series("pr", [70] * 3, every=2), "4,nibp_sys,120")
    assert lines(given, phase=Phase.INFUSION, interval_s=300.0) == []


def test_a_table_that_begins_late_begins_its_session_there() -> None:
    given = table(*series("spo2", [97] * 20, first=5000))
    assert lines(given, phase=Phase.INFUSION) == []


def test_a_table_without_lines_has_no_alarms() -> None:
    assert lines(table(), phase=Phase.INFUSION) == []
