"""What is made for a key is kept while it is asked for, and memory stays bounded."""

from __future__ import annotations

from bedside.ui.lately import Lately


class Maker:
    """Remembers what it had to make."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, key: int) -> str:
        self.made.append(key)
        return f"word {key}"


def test_a_word_is_made_once_while_it_is_asked_for() -> None:
    make = Maker()
    words = Lately(make, 3)
    for key in range(50):
        assert words[0] == "word 0"
        assert words[key] == f"word {key}"
    assert make.made == list(range(50)), "the one that is asked for again and again outlives all others"


def test_never_more_than_twice_the_newest_are_kept() -> None:
    words = Lately(Maker(), 4)
    kept = []
    for key in range(100):
        _ = words[key]
        kept.append(words.kept_count)
    assert max(kept) == 8
    assert min(kept[8:]) > 4, "and they never all go at once"


def test_what_was_not_asked_for_any_more_is_made_anew() -> None:
    make = Maker()
    words = Lately(make, 2)
    for key in (0, 1, 2, 3, 4, 0):
        _ = words[key]
    assert make.made == [0, 1, 2, 3, 4, 0]
