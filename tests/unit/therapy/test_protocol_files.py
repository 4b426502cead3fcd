"""Protocol files: what is shipped, what is read, what is refused and in which words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bedside.errors import BrokenFileError
from bedside.therapy.protocol_bounds import BOUNDS, MAY_BE_OFF
from bedside.therapy.protocol_check import faults_of
from bedside.therapy.protocol_file import BrokenProtocolError, as_toml, default_protocol, load, parse
from bedside.therapy.scale_file import scales
from bedside.therapy.site_rules import NO_RULE, approval, rule_words
from bedside.vitals.care_commands import AdoptProtocol
from bedside.vitals.command_records import from_record, name_of, to_record
from bedside.vitals.protocol import DischargeRules, Intervals, Protocol, SiteRule, StartLimits

MOOD, PAIN = default_protocol("mood"), default_protocol("pain")
BOTH = pytest.mark.parametrize("protocol", [MOOD, PAIN], ids=lambda p: p.key)
Table = dict[str, Any]


def table(of: Protocol = MOOD) -> Table:
    return tomllib.loads(as_toml(of))


def faults(spoiled: Table) -> tuple[str, ...]:
    with pytest.raises(BrokenProtocolError) as refused:
        parse(spoiled, "ours.toml")
    assert str(refused.value).startswith("Protocol ours.toml was not used: ")
    assert all(fault in str(refused.value) for fault in refused.value.faults)
    return refused.value.faults


# -- what is shipped ---------------------------------------------------------------------------------------


@BOTH
def test_a_shipped_protocol_is_a_default_that_nobody_approved(protocol: Protocol) -> None:
    assert (protocol.version, protocol.approved_by, protocol.approved_on) == (1, "", "")
    assert protocol.family == protocol.key
    assert not list(faults_of(protocol))
    assert protocol.emergency_number == ""


@BOTH
def test_shipped_intervals_are_those_of_the_vitals_plan(protocol: Protocol) -> None:
    every = {name: getattr(protocol, name) for name in ("nibp", "observation", "ratings")}
    plan = {
        "nibp": (5, 10, 15, 30),
        "observation": (10, 15, 15, 30),
        "ratings": (15, 15, 15, 30),
    }
    assert {
        name: (each.infusion_start, each.infusion, each.recovery_start, each.recovery)
        for name, each in every.items()
    } == plan
    assert (protocol.baseline_readings, protocol.baseline_apart_s) == (2, 120)
    assert (protocol.baseline_continuous_min, protocol.sedation) == (5, "moaas")
    assert protocol.ratings_until_dissociation == 1


@BOTH
def test_shipped_start_limits_cautions_and_discharge_rules_are_the_documented_ones(
    protocol: Protocol,
) -> None:
    assert protocol.start_limits == StartLimits()
    assert protocol.cautions.most_mg == 100
    assert (protocol.cautions.least_minutes, protocol.cautions.concentrated_mg_ml) == (10, 10)
    assert replace(protocol.discharge, items=()) == DischargeRules(rass=0, ramsay=2)
    items = {item.key: item for item in protocol.discharge.items}
    assert list(items) == ["gait", "cannula", "escort", "advice", "next_visit", "emergency", "risk_screen"]
    assert (items["escort"].fills, items["risk_screen"].fills) == ("escort", "risk_screen")


@BOTH
def test_the_shipped_screening_asks_every_documented_item(protocol: Protocol) -> None:
    by_group: dict[str, list[str]] = {}
    for item in protocol.screening:
        by_group.setdefault(item.group, []).append(item.words.lower())
    assert len(by_group["health"]) == 16
    assert len(by_group["today"]) == 14
    health, today = " | ".join(by_group["health"]), " | ".join(by_group["today"])
    for word in (
        *("blood pressure", "angina", "infarct", "failure", "rhythm", "aneurysm", "malformation", "bleed"),
        *("pressure in the head", "glaucoma", "liver", "psychosis", "schizophrenia", "mania", "substance"),
        *("intoxicated", "pregnant", "breast-feeding", "allergy", "reaction", "apnoea", "airway", "thyroid"),
        *("seizure", "bladder", "dementia", "delirium"),
    ):
        assert word in health
    for word in (
        *(
            "identity",
            "consent",
            "allergies",
            "food",
            "clear fluid",
            "pregnancy test",
            "new illness",
            "medicines",
        ),
        *("does not drive", "bladder", "baseline vitals", "risk screen", "phone", "cannula", "equipment"),
    ):
        assert word in today
    assert {item.fills for item in protocol.screening} - {""} == {
        *("identity", "escort", "start_limits", "risk_screen")
    }
    assert all(item.required for item in protocol.screening)


@BOTH
def test_numbers_in_shipped_hints_and_reminders_are_marked_as_the_sites(protocol: Protocol) -> None:
    texts = [item.hint for item in protocol.screening] + [each.reminder for each in protocol.medicines]
    numbered = [text for text in texts if re.search(r"\d", text)]
    assert numbered
    assert all("site:" in text for text in numbered)


@BOTH
def test_shipped_words_claim_nothing_and_name_no_dose(protocol: Protocol) -> None:
    words = as_toml(protocol).lower()
    for claim in ("addict", "safe", "cure", "effective", "recommend", "should", "mg/kg\n", "life-saving"):
        assert claim not in words.replace("most_mg_kg", "")


def test_the_mood_family_has_its_indications_and_the_pain_family_those_and_its_own() -> None:
    mood = {choice.key for choice in MOOD.indications}
    pain = {choice.key for choice in PAIN.indications}
    assert {"trd", "bipolar_depression", "ptsd", "anxiety", "ocd", "suicidal_ideation"} <= mood < pain
    assert {"crps", "neuropathic", "spinal_cord", "fibromyalgia", "migraine", "cancer_pain"} <= pain - mood
    assert (MOOD.minutes, PAIN.minutes) == (40, 120)


@BOTH
def test_the_history_and_the_scales_before_a_session_are_asked_for(protocol: Protocol) -> None:
    history = {choice.key for choice in protocol.history}
    assert {"treatments", "tolerance", "ect", "functioning", "substances"} <= history
    assert {"cssrs", "pain"} <= set(protocol.scales_before) <= set(scales())


@BOTH
@pytest.mark.parametrize("word", ["driving", "machinery", "alcohol", "legal", "tomorrow", "night's sleep"])
def test_the_shipped_advice_says_what_is_handed_over_in_writing(protocol: Protocol, word: str) -> None:
    assert word in protocol.advice


@pytest.mark.req("PROT-01")
@BOTH
def test_out_of_the_box_no_site_rule_is_entered(protocol: Protocol) -> None:
    assert protocol.rules == ()
    assert rule_words(protocol, "nibp_sys.high_high") == NO_RULE == "No site rule entered"
    assert rule_words(None, "nibp_sys.high_high") == NO_RULE
    assert approval(protocol).endswith("approved by nobody: as it comes with bedside")


@pytest.mark.req("PROT-01")
def test_a_rule_of_the_site_is_shown_in_its_own_words() -> None:
    text = "Repeat after 5 min.\nCall the prescriber if it stays."
    ours = parse(table(replace(MOOD, rules=(SiteRule(key="nibp_sys.high_high", text=text),))), "ours")
    assert rule_words(ours, "nibp_sys.high_high") == text
    assert rule_words(ours, "spo2.high_low") == NO_RULE
    assert rule_words(ours, "spo2.high_low", "nibp_sys.high_high") == text


# -- written and read again --------------------------------------------------------------------------------


@BOTH
def test_a_protocol_is_the_same_after_it_was_written(protocol: Protocol) -> None:
    assert parse(table(protocol), "again") == protocol


def test_a_protocol_goes_through_the_record_of_a_session_unchanged() -> None:
    adopted = AdoptProtocol(bed=1, protocol=PAIN)
    assert from_record(name_of(adopted), to_record(adopted)) == adopted


TEXTS = st.text(max_size=80).map(str.strip)
MAYBE = st.none() | st.floats(1, 120).map(lambda value: round(value, 3))


@given(
    title=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60),
    advice=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200),
    hint=TEXTS,
    recovery=MAYBE,
    sys_below=st.none() | st.floats(100, 200),
    rule=st.text(min_size=1, max_size=60),
)
def test_what_holds_is_written_and_read_again_and_what_does_not_is_told(
    title: str, advice: str, hint: str, recovery: float | None, sys_below: float | None, rule: str
) -> None:
    ours = replace(
        MOOD,
        title=title,
        advice=advice,
        nibp=replace(MOOD.nibp, recovery=recovery),
        screening=(replace(MOOD.screening[0], hint=hint), *MOOD.screening[1:]),
        discharge=replace(MOOD.discharge, sys_below=sys_below),
        rules=(SiteRule(key="apnoea.active", text=rule),),
    )
    if list(faults_of(ours)):
        return
    assert parse(tomllib.loads(as_toml(ours)), "again") == ours


def test_a_day_may_be_written_as_toml_has_it() -> None:
    assert parse({**table(), "approved_on": date(2026, 1, 31)}, "ours").approved_on == "2026-01-31"


def test_what_may_be_nothing_is_written_off() -> None:
    spoiled = table()
    spoiled["ratings"] = {"infusion_start": "off", "infusion": 20, "recovery_start": "off", "recovery": "off"}
    ours = parse(spoiled, "ours")
    assert ours.ratings == Intervals(infusion_start=None, infusion=20, recovery_start=None, recovery=None)
    assert 'recovery = "off"' in as_toml(ours)


# -- what does not hold ------------------------------------------------------------------------------------


def change(path: str, value: object) -> Callable[[Table], None]:
    def spoil(spoiled: Table) -> None:
        *inside, last = path.split("/")
        at: Any = spoiled
        for each in inside:
            at = at[int(each)] if each.isdigit() else at[each]
        at[int(last) if last.isdigit() else last] = value

    return spoil


FAULTS = [
    (
        "key",
        "my protocol",
        'The key "my protocol" must be up to 64 letters, digits, "-" and "_", beginning with',
    ),
    ("title", " ", "The title is empty."),
    ("title", "t" * 81, "The title has 81 characters: 80 at most."),
    ("title", "two\nlines", "The title has a character that cannot be shown, or a second line."),
    ("version", 0, "The version must be a whole number from 1."),
    ("version", True, "version must be a whole number."),
    ("version", 1.5, "version must be a whole number."),
    ("version", 10**400, "version must be a whole number."),
    ("family", "skin", 'The family must be mood or pain, not "skin".'),
    ("approved_on", "soon", 'approved_on must be a day like 2026-01-31, not "soon".'),
    ("scales_before", ["phq8"], 'scales_before names "phq8", which is no scale: choose from dissociation,'),
    ("sedation", "poss", 'sedation names "poss": choose from moaas, rass, ramsay.'),
    ("baseline_continuous_min", 0.5, "baseline_continuous_min must lie between 1 and 30, not 0.5."),
    ("scales_before", ["phq9", "phq9"], 'scales_before names "phq9" twice.'),
    ("scales_before", "phq9", "scales_before must be a list in brackets."),
    ("minutes", 1441, "minutes must lie between 1 and 1440, not 1441."),
    ("minutes", float("nan"), "minutes must be a number."),
    ("minutes", float("inf"), "minutes must be a number."),
    ("minutes", 10**400, "minutes must be a number."),
    ("minutes", "40", "minutes must be a number."),
    ("baseline_readings", 1, "baseline_readings must lie between 2 and 6, not 1."),
    ("nibp/infusion", 0, "nibp.infusion must lie between 1 and 120 min, not 0."),
    ("nibp/infusion", 121, "nibp.infusion must lie between 1 and 120 min, not 121."),
    ("nibp/recovery", 121, 'nibp.recovery must lie between 1 and 120 min, or be "off", not 121.'),
    ("ratings/infusion", 0, 'ratings.infusion must lie between 1 and 120 min, or be "off", not 0.'),
    ("nibp/infusion", "never", 'nibp.infusion must be a number or "off".'),
    ("nibp/infusion", "off", "nibp.infusion cannot be off: pressure peaks in this time."),
    ("nibp/often", 5, 'nibp has an unknown line "often".'),
    ("nibp", 5, "nibp must be a table."),
    ("start_limits/pr_low", 29, "start_limits.pr_low must lie between 30 and 80, not 29."),
    ("start_limits/sys_below", "off", "start_limits.sys_below must be a number."),
    ("discharge/minutes_since_stop", 29, "discharge.minutes_since_stop must lie between 30 and 120, not 29."),
    (
        "discharge/minutes_since_stop",
        121,
        "discharge.minutes_since_stop must lie between 30 and 120, not 121.",
    ),
    ("discharge/sys_below", 250, 'discharge.sys_below must lie between 100 and 200, or be "off", not 250.'),
    (
        "screening/0/key",
        "Über",
        'The key "Über" of a screening item must be up to 40 small letters, digits and "_"',
    ),
    (
        "screening/0/key",
        "heart",
        'Two lines of "screening item" have the key "heart": every key may stand once.',
    ),
    ("screening/4/words", "", 'The screening item "glaucoma" words is empty.'),
    ("screening/4/clear", [], 'The screening item "glaucoma" has no answer that clears it.'),
    (
        "screening/4/clear",
        ["maybe"],
        'The screening item "glaucoma" names "maybe" in clear, which is none of its',
    ),
    ("screening/4/answers", [], 'The screening item "glaucoma" has no answers.'),
    ("screening/4/answers", ["no", "no"], 'The screening item "glaucoma" has the answer "no" twice.'),
    ("screening/4/answers", ["no", ""], 'The screening item "glaucoma" answer is empty.'),
    (
        "screening/4/fills",
        "magic",
        'The screening item "glaucoma" cannot be filled by "magic": choose identity,',
    ),
    ("screening/4/fills", "identity", 'Two screening items are filled by "identity": leave one of them.'),
    ("screening/4/required", "yes", 'screening "glaucoma".required must be true or false.'),
    (
        "screening/4/details_with",
        ["yes"],
        'The screening item "glaucoma" has details_with without details = true.',
    ),
    ("screening/4/colour", "red", 'screening "glaucoma" has an unknown line "colour".'),
    (
        "screening/27/clear",
        ["inside", "outside"],
        'is filled by "start_limits" and has no answer that raises a flag',
    ),
    (
        "discharge/items/0/fills",
        "start_limits",
        'The discharge item "gait" cannot be filled by "start_limits"',
    ),
    (
        "medicines/0/reminder",
        "r" * 241,
        'The medicine "benzodiazepine" reminder has 241 characters: 240 at most.',
    ),
    ("medicines/0/names", ["Valium", "valium"], 'The medicine "benzodiazepine" has the name "valium" twice.'),
    (
        "medicines/0/names",
        ["--"],
        'The medicine "benzodiazepine" has the name "--", which has no letter or digit.',
    ),
    ("indications/0/words", "", 'The indication "trd" words is empty.'),
    ("history/0/key", "ect", 'Two lines of "history field" have the key "ect": every key may stand once.'),
    (
        "rules",
        [{"key": "nibp_sys", "text": "x"}],
        'The key "nibp_sys" of a site rule must be like "nibp_sys.high_hi',
    ),
    (
        "rules",
        [{"key": "spo2.low", "text": "x"}],
        'The site rule "spo2.low" names no limit: choose high_low,',
    ),
    ("rules", [{"key": "spo2.high_low", "text": ""}], 'The site rule "spo2.high_low" text is empty.'),
    ("rules", [{"key": "spo2.high_low"}], 'rules "spo2.high_low" has no line "text".'),
    ("advice", "a" * 4001, "The advice has 4001 characters: 4000 at most."),
    ("colour", "red", 'The file has an unknown line "colour".'),
]


@pytest.mark.parametrize(("path", "value", "said"), FAULTS, ids=[f"{p}={v!r:.20}" for p, v, _ in FAULTS])
def test_each_fault_is_one_sentence_that_names_its_place(path: str, value: object, said: str) -> None:
    spoiled = table()
    change(path, value)(spoiled)
    told = faults(spoiled)
    assert any(said in fault for fault in told), told
    assert all(fault.endswith(".") and "\n" not in fault for fault in told)


@pytest.mark.parametrize("place", BOUNDS)
def test_every_number_has_hard_bounds_at_both_ends(place: str) -> None:
    for value, by in ((BOUNDS[place][0], -1), (BOUNDS[place][1], 1)):
        at, beyond = table(), table()
        change(place.replace(".", "/"), int(value) if value == int(value) else value)(at)
        change(place.replace(".", "/"), (int(value) if value == int(value) else value) + by)(beyond)
        assert not any(f"{place} must lie" in fault for fault in _faults_or_none(at))
        assert any(fault.startswith(f"{place} must lie between") for fault in faults(beyond))


def test_every_number_of_a_protocol_is_bounded() -> None:
    numbers = {
        *(f.name for f in fields(MOOD) if isinstance(getattr(MOOD, f.name), int | float)),
        *(f"start_limits.{f.name}" for f in fields(MOOD.start_limits)),
        *(f"cautions.{f.name}" for f in fields(MOOD.cautions)),
        *(f"discharge.{f.name}" for f in fields(MOOD.discharge) if f.name != "items"),
    }
    assert numbers - {"version"} == set(BOUNDS)
    assert set(BOUNDS) >= MAY_BE_OFF


def _faults_or_none(spoiled: Table) -> tuple[str, ...]:
    try:
        parse(spoiled, "ours")
    except BrokenProtocolError as broken:
        return broken.faults
    return ()


def test_all_faults_are_told_at_once() -> None:
    spoiled = table()
    for path, value in (
        ("minutes", "long"),
        ("discharge/minutes_since_stop", 5),
        ("nibp/infusion", 500),
        ("screening/4/clear", ["maybe"]),
        ("medicines/0/key", 7),
    ):
        change(path, value)(spoiled)
    del spoiled["title"], spoiled["nibp"]["recovery"]
    told = " ".join(faults(spoiled))
    for said in (
        "minutes must",
        "minutes_since_stop",
        "nibp.infusion must",
        '"glaucoma"',
        "medicines 1",
        '"title"',
    ):
        assert said in told
    assert 'nibp has no line "recovery"' in told


@pytest.mark.parametrize("name", ["key", "title", "version", "family", "nibp", "observation", "ratings"])
def test_a_missing_line_that_is_needed_is_named(name: str) -> None:
    spoiled = table()
    del spoiled[name]
    assert faults(spoiled) == (f'The file has no line "{name}".',)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*table(), "items", "clear", "answers", "x"]), inner, max_size=6
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from(
        [*table(), "screening/0", "screening/0/answers", "discharge/items", "nibp/infusion", "rules"]
    ),
)
def test_no_value_anywhere_is_anything_but_used_or_told(value: Any, path: str) -> None:
    spoiled = table()
    change(path, value)(spoiled)
    for fault in _faults_or_none(spoiled):
        assert fault.endswith(".")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"key = ", "is not valid TOML"),
        (b"\xff\xfe\x00", "not a text file of a protocol"),
        (b"a = " + b"[" * 20000, "was not used"),
        (b"a = " + b"9" * 5000, "was not used"),
        (b"", 'has no line "key"'),
    ],
)
def test_a_file_that_is_no_protocol_is_told_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_bytes(content)
    with pytest.raises(BrokenFileError, match=re.escape(said)):
        load(file)


def test_a_file_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_file_with_the_mark_of_a_text_editor_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mood.toml"
    file.write_text("\ufeff" + as_toml(MOOD), encoding="utf-8")
    assert load(file) == MOOD
