"""What a filled scale comes to, what may be entered, and what somebody has to be told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bedside import resources
from bedside.errors import BrokenFileError
from bedside.therapy.scale_file import load_scale, scales
from bedside.therapy.scale_rules import (
    ratings_of,
    refusal_of_rating,
    refusal_of_score,
    result_of_entry,
    scores_of,
    sedation_is_deep,
    sedation_prompt,
    stamped,
)
from bedside.therapy.scales import Kind, Result, change_words, result_of
from bedside.vitals.care_commands import GiveScore
from bedside.vitals.commands import Entry, GiveRating, Retract
from bedside.vitals.sessions import Actor, Role
from bedside.vitals.timeline import with_entry

NURSE = Actor(name="A. Moreno", role=Role.NURSE)


def result(key: str, *answers: int | None, total: int | None = None) -> Result:
    return result_of(scales()[key], answers, total)


def keys(found: Result) -> list[str]:
    return [prompt.key for prompt in found.prompts]


def rating(scale: str, value: object) -> GiveRating:
    return GiveRating(bed=1, scale=scale, value=value)  # type: ignore[arg-type]  # wrong numbers on purpose


def score(scale: str, *answers: int | None, total: int | None = None) -> GiveScore:
    return GiveScore(bed=1, scale=scale, version="1", answers=answers, total=total)


def timeline(*values: tuple[float, str, int]) -> tuple[Entry, ...]:
    entries: tuple[Entry, ...] = ()
    for t, scale, value in values:
        made = Entry(number=len(entries) + 1, t=t, entered_t=t, command=rating(scale, value))
        entries = with_entry(entries, made)
    return entries


# Every scale of the list.


@pytest.mark.parametrize(
    ("key", "lowest", "highest"),
    [
        ("dissociation", 0, 10), ("anxiety", 0, 10), ("nausea", 0, 10), ("pain", 0, 10), ("drowsiness", 0, 10),
        ("well_being", 0, 10), ("moaas", 0, 5), ("rass", -5, 4), ("ramsay", 1, 6), ("phq9", 0, 27),
        ("gad7", 0, 21), ("pcl5", 0, 80), ("cssrs", 0, 5), ("cadss", 0, 92), ("cadss6", 0, 24),
        ("qids_sr16", 0, 27), ("madrs", 0, 60), ("hamd", 0, 52), ("bdi2", 0, 63), ("aldrete", 0, 10),
        ("padss", 0, 10),
    ],
)  # fmt: skip
def test_every_scale_of_the_list_is_there_with_its_range(key: str, lowest: int, highest: int) -> None:
    scale = scales()[key]
    assert (scale.lowest, scale.highest) == (lowest, highest)
    assert scale.version and scale.title


def test_the_ratings_are_those_that_can_be_tapped() -> None:
    with resources.path("events.toml").open("rb") as file:
        tapped = [row["key"] for row in tomllib.load(file)["scale"]]
    own = [s.key for s in scales().values() if s.kind is Kind.SINGLE and (s.low, s.high) == (0, 10)]
    assert own == tapped


def test_no_item_text_is_shipped() -> None:
    """Only the two recovery scores have words for their items, and these are bedside's own."""
    assert [scale.key for scale in scales().values() if scale.own_items] == ["aldrete", "padss"]
    for file in resources.path("scales").glob("*.toml"):
        with file.open("rb") as stream:
            table = tomllib.load(stream)
        assert "texts" not in table and not isinstance(table.get("items"), list), file.name


def test_the_questionnaires_keep_their_credit_line() -> None:
    assert "No permission required to reproduce, translate, display or distribute" in scales()["phq9"].credit
    assert "Kroenke" in scales()["gad7"].credit
    assert "public domain" in scales()["pcl5"].credit
    assert all(scale.credit for scale in scales().values() if scale.kind is Kind.TOTAL_ONLY)


def test_every_level_of_sedation_has_words() -> None:
    moaas, rass = scales()["moaas"], scales()["rass"]
    assert [moaas.level_words(n) for n in (0, 5)] == ["no answer to anything", "ready answer to the name"]
    assert rass.level_words(0) == "awake and calm" and rass.level_words(5) == ""
    assert rass.level_words(-6) == ""


def test_the_recovery_scores_have_items_to_tap() -> None:
    assert [item.words for item in scales()["aldrete"].own_items] == [
        "Activity", "Respiration", "Circulation", "Consciousness", "SpO2 on air",
    ]  # fmt: skip
    assert [item.words for item in scales()["padss"].own_items][-1] == "Cannula site"
    assert result("aldrete", 2, 2, 2, 2, 2).total == 10


# What a filled one comes to.


@pytest.mark.req("SCALE-01")
def test_phq9_with_all_three_is_27_and_severe() -> None:
    found = result("phq9", *[3] * 9)
    assert (found.total, found.band and found.band.words) == (27, "severe")


@pytest.mark.req("SCALE-01")
def test_item_9_is_spoken_of_even_when_the_total_is_1() -> None:
    found = result("phq9", *[0] * 8, 1)
    assert found.total == 1 and found.band is not None and found.band.words == "minimal"
    assert keys(found) == ["item_9"] and found.prompts[0].urgent
    assert "self-harm" in found.prompts[0].words


@pytest.mark.req("SCALE-01")
def test_a_missing_item_leaves_no_total_and_is_named() -> None:
    found = result("phq9", 3, 3, None, 3, 3, 3, None, 3, 0)
    assert (found.total, found.band, found.missing, found.complete) == (None, None, (3, 7), False)


@pytest.mark.req("SCALE-01")
def test_a_prompt_does_not_wait_for_the_last_item() -> None:
    assert keys(result("phq9", *[None] * 8, 2)) == ["item_9"]


def test_no_prompt_without_a_reason() -> None:
    assert keys(result("phq9", *[3] * 8, 0)) == []


@pytest.mark.req("SCALE-01")
def test_a_total_alone_asks_for_the_item_nobody_saw() -> None:
    found = result("phq9", total=14)
    assert found.band is not None and found.band.words == "moderate"
    assert "Item 9 was not entered" in found.prompts[0].words


@pytest.mark.parametrize(
    ("key", "total", "words"),
    [
        ("phq9", 4, "minimal"), ("phq9", 5, "mild"), ("phq9", 9, "mild"), ("phq9", 10, "moderate"),
        ("phq9", 14, "moderate"), ("phq9", 15, "moderately severe"), ("phq9", 19, "moderately severe"),
        ("phq9", 20, "severe"), ("gad7", 4, "minimal"), ("gad7", 5, "mild"), ("gad7", 9, "mild"),
        ("gad7", 10, "moderate"), ("gad7", 14, "moderate"), ("gad7", 15, "severe"), ("gad7", 21, "severe"),
        ("pcl5", 30, "below the cut"), ("pcl5", 31, "at the cut"), ("pcl5", 33, "at the cut"),
        ("pcl5", 34, "above the cut"),
    ],
)  # fmt: skip
def test_a_band_begins_and_ends_where_the_table_says(key: str, total: int, words: str) -> None:
    band = scales()[key].band(total)
    assert band is not None and band.words == words


def test_the_clusters_of_pcl5_are_summed_apart() -> None:
    answers = [*[1] * 5, *[2] * 2, *[3] * 7, *[4] * 6]
    found = result("pcl5", *answers)
    assert [(each.cluster.key, each.total) for each in found.clusters] == [
        ("B", 5), ("C", 4), ("D", 21), ("E", 24),
    ]  # fmt: skip
    assert found.total == 54
    open_item = result("pcl5", *answers[:5], None, *answers[6:])
    assert [each.total for each in open_item.clusters] == [5, None, 21, 24]


def test_a_change_of_pcl5_has_the_name_its_points_earn() -> None:
    pcl5 = scales()["pcl5"]
    assert [change_words(pcl5, 50, after) for after in (46, 45, 41, 40, 30, 60)] == [
        "", "reliable", "reliable", "meaningful", "meaningful", "meaningful",
    ]  # fmt: skip
    assert change_words(scales()["phq9"], 20, 1) == ""


@pytest.mark.parametrize(
    ("answers", "level", "prompts"),
    [
        ((0, 0, 0, 0, 0, 0), 0, []),
        ((1, 0, 0, 0, 0, 0), 1, ["level_low"]),
        ((1, 1, 1, 0, 0, 0), 3, ["level_low"]),
        ((0, 1, 0, 1, 0, 0), 4, ["level_high"]),
        ((1, 1, 1, 1, 1, 0), 5, ["level_high"]),
        ((0, 0, 0, 0, 0, 1), 0, ["behaviour"]),
        ((1, 0, 0, 0, 0, 1), 1, ["behaviour", "level_low"]),
    ],
)
def test_the_level_of_the_risk_screen_is_its_highest_yes_and_behaviour_stands_apart(
    answers: tuple[int, ...], level: int, prompts: list[str]
) -> None:
    found = result("cssrs", *answers)
    assert found.total == level
    assert keys(found) == prompts


def test_a_no_to_item_2_of_the_risk_screen_skips_three_to_five() -> None:
    assert result("cssrs", 0, 0, None, None, None, 0).total == 0
    asked = result("cssrs", 0, 1, None, None, None, 0)
    assert asked.total is None and asked.missing == (3, 4, 5)
    assert keys(asked) == ["level_low"], "what is known so far is spoken of at once"


# What may be entered.


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("scale", "good", "bad"),
    [
        ("nausea", (0, 10), (-1, 11)),
        ("moaas", (0, 5), (-1, 6)),
        ("rass", (-5, 4), (-6, 5)),
        ("ramsay", (1, 6), (0, 7)),
        ("of a newer version", (0, 10), (-1, 11)),
    ],
)
def test_a_rating_outside_its_scale_is_refused_in_words(
    scale: str, good: tuple[int, ...], bad: tuple[int, ...]
) -> None:
    assert [refusal_of_rating(rating(scale, value)) for value in good] == ["", ""]
    for value in (*bad, 2.5, True):
        assert "is a whole number from" in refusal_of_rating(rating(scale, value))


def test_a_rating_says_which_range() -> None:
    assert refusal_of_rating(rating("nausea", 11)) == "A rating is a whole number from 0 to 10."
    assert refusal_of_rating(rating("rass", 5)) == "RASS is a whole number from −5 to 4."
    assert "more than one number" in refusal_of_rating(rating("phq9", 3))


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (score("phq9", *[0] * 8), "has 9 items, 8 answers were given"),
        (score("phq9", *[0] * 8, 4), "Item 9 of PHQ-9 is a whole number from 0 to 3"),
        (score("phq9", -1, *[0] * 8), "Item 1 of PHQ-9"),
        (score("phq9", *[None] * 9), "Nothing is entered"),
        (score("phq9"), "answer its items"),
        (score("phq9", *[3] * 9, total=26), "come to 27, not to 26"),
        (score("phq9", *[3] * 8, None, total=24), "no total while an item is missing: answer 9"),
        (score("phq9", total=28), "The total of PHQ-9 is a whole number from 0 to 27"),
        (score("madrs", *[1] * 10), "Items of MADRS are not kept here"),
        (score("madrs", total=61), "from 0 to 60"),
        (score("madrs"), "enter its total"),
        (score("moaas", total=5), "one number"),
        (score("mood ring", total=5), "not one of the scales"),
        (score("cssrs", 0, 2, 0, 0, 0, 0), "from 0 to 1"),
    ],
)
def test_a_score_that_cannot_be_is_refused_in_words(command: GiveScore, words: str) -> None:
    assert words in refusal_of_score(command)


@pytest.mark.req("SCALE-01")
@pytest.mark.parametrize(
    "command",
    [
        score("phq9", *[3] * 9, total=27),
        score("phq9", *[3] * 9),
        score("phq9", None, *[3] * 8),
        score("phq9", total=14),
        score("bdi2", total=63),
        score("cssrs", 0, 0, None, None, None, 0, total=0),
        score("aldrete", 2, 2, 2, 2, 1),
    ],
)
def test_a_score_that_can_be_is_taken(command: GiveScore) -> None:
    assert refusal_of_score(command) == ""


# On the timeline.


@pytest.mark.req("SCALE-01")
def test_an_entry_has_value_scale_version_both_times_and_who() -> None:
    given = stamped(GiveRating(bed=1, actor=NURSE, scale="dissociation", value=4, observed_t=600.0))
    late = Entry(number=1, t=600.0, entered_t=1500.0, command=given)
    (entry, kept), *_ = ratings_of(with_entry((), late), "dissociation")
    assert (kept.scale, kept.value, kept.version, kept.actor) == ("dissociation", 4, "1", NURSE)
    assert (entry.t, entry.entered_t) == (600.0, 1500.0), (
        "a late entry stands where it was observed, and says so"
    )


def test_an_entry_that_states_its_version_keeps_it() -> None:
    assert stamped(GiveScore(bed=1, scale="phq9", version="1+en.2")).version == "1+en.2"
    assert stamped(GiveRating(bed=1, scale="of a newer version", value=1)).version == ""


@pytest.mark.req("SCALE-01")
def test_a_corrected_score_counts_and_the_original_stays() -> None:
    first = Entry(number=1, t=10.0, entered_t=10.0, command=score("phq9", *[3] * 9))
    again = GiveScore(bed=1, scale="phq9", version="1", answers=(1,) * 9, replaces=1)
    entries = with_entry((first,), Entry(number=2, t=10.0, entered_t=60.0, command=again))
    ((_, newest),) = scores_of(entries, "phq9")
    found = result_of_entry(newest)
    assert found is not None and found.total == 9
    assert len(entries) == 2 and entries[0].retracted


def test_a_score_of_an_unknown_scale_has_no_result() -> None:
    assert result_of_entry(score("of a newer version", total=3)) is None


def test_sedation_below_4_is_spoken_of_at_the_second_time_in_a_row() -> None:
    assert sedation_prompt(timeline((0, "moaas", 3))) is None
    assert sedation_prompt(timeline((0, "moaas", 3), (1, "moaas", 4), (2, "moaas", 3))) is None
    assert sedation_prompt(timeline((0, "moaas", 4), (1, "moaas", 4))) is None
    told = sedation_prompt(timeline((0, "moaas", 5), (1, "moaas", 3), (2, "nausea", 9), (3, "moaas", 2)))
    assert told is not None and told.urgent and "second time" in told.words


def test_a_score_taken_back_is_not_the_second_in_a_row() -> None:
    entries = timeline((0, "moaas", 3), (1, "moaas", 3))
    undone = with_entry(entries, Entry(number=3, t=2, entered_t=2, command=Retract(bed=1, entry=2)))
    assert sedation_prompt(undone) is None


def test_a_sedation_of_2_or_less_is_deep() -> None:
    assert [sedation_is_deep(value) for value in range(6)] == [True, True, True, False, False, False]
    assert sedation_is_deep(-4, "rass") and not sedation_is_deep(-3, "rass")
    assert sedation_is_deep(5, "ramsay") and not sedation_is_deep(4, "ramsay"), "it rises with sedation"


def test_a_broken_scale_of_the_installation_is_named(tmp_path: Path) -> None:
    good = resources.path("scales", "phq9.toml").read_text(encoding="utf-8")
    for wrong, words in (
        (good.replace("high = 4\n", "high = 3\n"), "leave a gap"),
        (good.replace('title = "PHQ-9"\n', ""), "'title' is missing"),
        (good.replace('"items"', '"stars"'), "cannot have"),
        (good.replace('key = "phq9"', 'key = "phq"'), "not the name of the file"),
        (good.replace("item = 9", "item = 10"), "not from 1 to 9"),
    ):
        file = tmp_path / "phq9.toml"
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(BrokenFileError, match=words):
            load_scale(file)
