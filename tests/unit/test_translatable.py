"""Every word a person can read on a screen goes through a translation; nothing is put together from half sentences."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from bedside.ui import formats, spoken
from bedside.vitals.display import DecimalMark
from bedside.vitals.parameters import Parameter
from tests.helpers import sentences
from tests.helpers.languages import speaking
from tests.helpers.translatable import ELSEWHERE, UI, contexts, untranslated

FILES = sorted(file for file in UI.rglob("*.py") if file.name not in ELSEWHERE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(UI)))
def test_every_word_for_a_person_is_translatable(file) -> None:
    assert list(untranslated(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    (
        'label.setText("No device")',
        'label.setToolTip(f"Bed {n} is empty")',
        'key = PanelKey(theme, "Save")',
        'self.setAccessibleName("Screens")',
        'sketch.text(4, 4, "Time", "small", "text2")',
        'words = "Nothing was recognised here"',
        'return f"{n} min ago"',
        'self.set_head(title="Keys")',
    ),
)
def test_the_check_finds_words_that_are_not_translated(source: str) -> None:
    assert len(list(untranslated(source))) == 1


@pytest.mark.parametrize(
    "source",
    (
        'label.setText(self.tr("No device"))',
        'label.setText(_tr("Bed {n} is empty").format(n=n))',
        'KEYS = (("F1", QT_TRANSLATE_NOOP("Help", "This list")),)',
        'raise ValueError("a bug in the framer")',
        '_log.warning("the devices desk %s", name)',
        'assert False, "not reached at all"',
        'sketch.icon(1, 2, "alert-outline", "text", 20)',
        'path = "layout/device_raw.toml"',
        '"""Words about the code."""',
        'said = " · ".join(parts)',
        'label.setText(f"{name} · {line}")',
    ),
)
def test_the_check_leaves_everything_else_alone(source: str) -> None:
    assert list(untranslated(source)) == []


def test_the_contexts_of_translations_are_names_that_lupdate_can_read() -> None:
    """`translate` needs literal context and text, or a text made by QT_TRANSLATE_NOOP."""
    wrong = [
        f"{file.relative_to(UI)}:{line}: {why}"
        for file in FILES
        for line, why in contexts(file.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_translated_text_is_an_f_string() -> None:
    """A text with its numbers already in it is another text each time: nobody can translate it."""
    wrong = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "tr",
                "_tr",
                "translate",
                "tile_tr",
            ):
                wrong += [f"{file.name}:{node.lineno}" for arg in node.args if isinstance(arg, ast.JoinedStr)]
    assert wrong == []


# -- sentences of lower layers ---------------------------------------------------------------------------


UNPLUGGED = "{0} was unplugged: plug the cable in again, bedside goes on by itself."
KNOWN = {
    UNPLUGGED: "Kabel von {0} einstecken.",
    "{0} is read-only: check its permissions, or choose another file with --store.": "{0} ist schreibgeschützt.",
    "loudspeaker at the station: {0}": "Lautsprecher der Station: {0}",
    "no loudspeaker is connected. Plug one in, or switch it on.": "kein Lautsprecher.",
}


def known_words(context: str, text: str, n: int) -> str | None:
    """A made-up language: some texts, with values where they belong, and three plural forms."""
    if context == "Sentences" and text in KNOWN:
        return KNOWN[text]
    if context == "Plural" and text == "%n beds":
        return {1: "%n lozko", 2: "%n lozka"}.get(n, "%n lozek").replace("%n", str(n))
    return None


@pytest.fixture
def other_language(qapp: QApplication) -> Iterator[None]:
    with speaking(known_words):
        yield


def test_without_a_translation_every_sentence_stays_as_it_is(qapp: QApplication) -> None:
    spoken.forget()
    assert spoken.spoken("COM3 was unplugged: …") == "COM3 was unplugged: …"
    assert spoken.spoken("") == ""


def test_a_sentence_with_a_value_is_found_by_its_template(other_language: None) -> None:
    said = spoken.spoken(UNPLUGGED.format("/dev/ttyUSB0"))
    assert said == "Kabel von /dev/ttyUSB0 einstecken."
    assert spoken.spoken("nobody wrote this one") == "nobody wrote this one"


def test_a_value_that_is_a_sentence_is_spoken_too(other_language: None) -> None:
    inner = "no loudspeaker is connected. Plug one in, or switch it on."
    assert (
        spoken.spoken(f"loudspeaker at the station: {inner}")
        == "Lautsprecher der Station: kein Lautsprecher."
    )


def test_counts_have_as_many_forms_as_the_language(other_language: None) -> None:
    forms = [spoken.plural("Plural", "%n bed", "%n beds", n) for n in (1, 2, 5)]
    assert forms == ["1 lozko", "2 lozka", "5 lozek"]


def test_counts_in_english_have_two_forms(qapp: QApplication) -> None:
    assert [spoken.plural("Plural", "%n bed", "%n beds", n) for n in (0, 1, 16)] == [
        "0 beds",
        "1 bed",
        "16 beds",
    ]


@pytest.mark.parametrize(
    ("place", "mark", "said"),
    (
        ("de_DE", DecimalMark.PLACE, ("3,4", "0,5", "38,4 MB")),
        ("de_DE", DecimalMark.POINT, ("3.4", "0.5", "38.4 MB")),
        ("en_US", DecimalMark.PLACE, ("3.4", "0.5", "38.4 MB")),
        ("en_US", DecimalMark.COMMA, ("3,4", "0,5", "38,4 MB")),
    ),
)
def test_one_place_decides_the_decimal_mark(place: str, mark: DecimalMark, said: tuple[str, ...]) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(place))
    spoken.use_decimal_mark(mark)
    try:
        assert (formats.number(3.4, Parameter.PI), formats.plain(0.5), formats.size(38_400_000)) == said
    finally:
        spoken.use_decimal_mark(DecimalMark.POINT)
        QLocale.setDefault(before)


def test_only_decimal_numbers_of_a_sentence_get_the_mark() -> None:
    spoken.use_decimal_mark(DecimalMark.COMMA)
    try:
        said = spoken.told(
            "“1.125” is 1125 or 1.125. Version 1.2.3, file v1.2, 192.168.1.4: 0.5 to 12.25 mL/h."
        )
        assert said == "“1.125” is 1125 or 1,125. Version 1.2.3, file v1.2, 192.168.1.4: 0,5 to 12,25 mL/h."
    finally:
        spoken.use_decimal_mark(DecimalMark.POINT)


def test_thousands_are_grouped_on_demand() -> None:
    assert spoken.decimal(1860, thousands="\u2009") == "1\u2009860"
    assert spoken.decimal(1860.25, 1) == "1860.2"


def test_the_list_of_sentences_is_that_of_the_code() -> None:
    """Made anew with `python -m tests.helpers.sentences`."""
    assert sentences.LIST.read_text(encoding="utf-8") == sentences.module()


def test_every_template_that_the_code_writes_is_listed() -> None:
    listed = sentences.sentences()
    assert UNPLUGGED in listed
    assert len(listed) > 300
