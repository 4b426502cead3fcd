"""The time of a running infusion: everything it says moves at once, so that a tile's head is painted once a second."""

from __future__ import annotations

from dataclasses import replace

from bedside.ui.bed_header_words import time_words
from tests.helpers.updates import reyes


def test_within_one_second_nothing_of_an_infusions_time_changes() -> None:
    update = reyes()
    assert update.infusion is not None
    assert update.infusion.planned_min
    said = [time_words(replace(update, now=update.now + tenth / 10.0)) for tenth in range(300)]
    assert len({words.share for words in said}) > 1
    assert len({(words.elapsed, words.share) for words in said}) == len({words.elapsed for words in said})


def test_its_bar_grows_with_the_time() -> None:
    update = reyes()
    earlier, later = time_words(update), time_words(replace(update, now=update.now + 60.0))
    assert earlier.share is not None
    assert later.share is not None
    assert later.share > earlier.share
