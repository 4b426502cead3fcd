"""Numbers as people type them: read in one way only, or refused in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.therapy.typed_number import TypedNumber, read_number, read_typed

D = Decimal


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("55", "55"),
        ("52,5", "52.5"),
        ("52.5", "52.5"),
        (" 52.5 ", "52.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("0", "0"),
        ("0,125", "0.125"),  # nobody writes thousands with a leading 0
        ("1.000,5", "1000.5"),
        ("1,000.5", "1000.5"),
        ("1 000", "1000"),
        ("1\u202f000,5", "1000.5"),
        ("1.000.000", "1000000"),
        ("0012", "12"),
    ],
)
def test_comma_point_and_groups_are_read_where_there_is_one_way_to(typed: str, value: str) -> None:
    assert read_number(typed) == D(value)


@pytest.mark.req("DOSE-01")
@pytest.mark.parametrize("typed", ["1,000", "1.000", "52.125", "999,999"])
def test_what_could_be_thousands_is_refused_and_both_readings_are_named(typed: str) -> None:
    said = read_number(typed)
    whole, part = typed.replace(",", ".").split(".")
    assert isinstance(said, str)
    assert f"{whole}{part}" in said and f"{whole}.{part}" in said
    assert read_number(f"{whole}{part}") == D(f"{whole}{part}")  # and what it asks for is taken
    assert read_number(f"{whole}.{part}0") == D(f"{whole}.{part}")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "Type a number"),
        ("  ", "Type a number"),
        ("-5", "sign"),
        ("+5", "sign"),
        ("−5", "sign"),
        ("1e3", "exponent"),
        ("1E-3", "exponent"),
        ("5x", "no unit"),
        ("5 lb", "no unit"),
        ("٤", "not a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        (".", "not a number"),
        ("mg", "not a number"),
        ("5..5", "more than one"),
        ("1,00,5", "more than one"),
        ("1.00,5", "more than one"),
        ("5 2", "two numbers"),
        ("1234567890123", "too many digits"),
        ("1/2", "no unit"),
        ("5²", "no unit"),
        ("5-6", "no unit"),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed: str, word: str) -> None:
    said = read_typed(typed)
    assert isinstance(said, str)
    assert word in said


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("52.5 ml/h", "mL/h"),
        ("52,5mL/hr", "mL/h"),
        ("52.5 ML / H.", "mL/h"),
        ("0.75 mg/kg/h", "mg/kg/h"),
        ("12.5 µg/kg/min", "mcg/kg/min"),
        ("12.5 μg/kg/min", "mcg/kg/min"),  # the Greek letter looks the same
        ("12.5ug/kg/min", "mcg/kg/min"),
        ("35 mg", "mg"),
        ("0.5 mg/kg", "mg/kg"),
        ("1 mg/ml", "mg/mL"),
        ("70 kg", "kg"),
        ("40 minutes", "min"),
    ],
)
def test_a_unit_typed_along_is_understood(typed: str, unit: str) -> None:
    found = read_typed(typed)
    assert isinstance(found, TypedNumber)
    assert found.unit == unit


def test_a_unit_typed_along_has_to_be_the_one_of_the_field() -> None:
    assert read_number("52.5 ml/h", "mL/h") == D("52.5")
    said = read_number("52.5 mg/h", "mL/h")
    assert isinstance(said, str)
    assert "mL/h" in said and "mg/h" in said
    assert "leave out" in str(read_number("5 kg"))


@given(st.decimals(min_value=0, max_value=99999, places=2), st.booleans())
def test_whatever_is_written_with_two_decimals_comes_back(number: Decimal, comma: bool) -> None:
    text = format(number, "f")
    assert read_number(text.replace(".", ",") if comma else text) == number


@given(
    st.integers(min_value=1000, max_value=999_999_999), st.sampled_from([",", ".", " "]), st.integers(0, 99)
)
def test_groups_with_another_decimal_mark_come_back(whole: int, group: str, part: int) -> None:
    mark = "." if group == "," else ","
    typed = f"{whole:,}".replace(",", group) + f"{mark}{part:02d}"
    assert read_number(typed) == D(f"{whole}.{part:02d}")


@given(st.text(max_size=12))
def test_any_text_is_a_number_of_0_or_more_or_a_sentence(text: str) -> None:
    found = read_typed(text)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert found.value >= 0 and found.value.is_finite()


@given(st.text(alphabet="0123456789.,  eE+-", max_size=10))
def test_a_number_is_never_read_in_two_ways(text: str) -> None:
    """Where comma and point are exchanged the same number is read, or none either way."""
    found = read_typed(text)
    other = read_typed(text.translate(str.maketrans(".,", ",.")))
    assert isinstance(found, str) == isinstance(other, str)
    if isinstance(found, TypedNumber) and isinstance(other, TypedNumber):
        assert found.value == other.value
