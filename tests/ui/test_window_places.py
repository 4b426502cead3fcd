"""Where windows stand: as they were left, whole on a monitor that is there, and beside each other when new."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from bedside.ui.window_places import Display, beside, stand, usable
from bedside.vitals.display import WindowPlace

LEFT = Display(name="left", area=QRect(0, 0, 1920, 1080))
RIGHT = Display(name="right", area=QRect(1920, 0, 2560, 1440))


def place(x: int, y: int, width: int = 1200, height: int = 800, display: str = "left") -> WindowPlace:
    return WindowPlace(x=x, y=y, width=width, height=height, display=display)


def test_a_window_stands_where_it_was_left() -> None:
    at = stand(place(2000, 100, display="right"), [LEFT, RIGHT])
    assert (at.rect, at.display, at.moved_from) == (QRect(2000, 100, 1200, 800), "right", "")


def test_a_window_over_two_monitors_stays_over_both() -> None:
    at = stand(place(1500, 100, display="right"), [LEFT, RIGHT])
    assert at.rect == QRect(1500, 100, 1200, 800)


def test_a_window_of_a_monitor_that_is_gone_comes_whole_to_one_that_is_there_and_says_from_where() -> None:
    at = stand(place(2000, 100, display="right"), [LEFT])
    assert LEFT.area.contains(at.rect)
    assert at.rect.size().width() == 1200 and at.rect.size().height() == 800
    assert (at.display, at.moved_from) == ("left", "right")


def test_a_window_that_is_larger_than_the_remaining_monitor_shrinks_to_it() -> None:
    small = Display(name="small", area=QRect(0, 0, 1024, 640))
    at = stand(place(1920, 0, 2560, 1440, "right"), [small])
    assert at.rect == small.area


def test_a_window_half_outside_is_brought_in_without_a_word() -> None:
    at = stand(place(1500, 900), [LEFT])
    assert LEFT.area.contains(at.rect) and at.moved_from == ""


def test_a_monitor_that_moved_on_the_desktop_takes_its_window_along() -> None:
    moved = Display(name="right", area=QRect(0, 1080, 2560, 1440))
    at = stand(place(4000, 1200, 1200, 800, "right"), [LEFT, moved])
    assert moved.area.contains(at.rect) and at.display == "right"


sides = st.integers(-20_000, 20_000)
extents = st.integers(640, 9000)


@given(x=sides, y=sides, width=extents, height=extents, name=st.sampled_from(("left", "right", "gone", "")))
def test_wherever_it_was_every_pixel_of_a_window_is_on_a_monitor(
    x: int, y: int, width: int, height: int, name: str
) -> None:
    at = stand(place(x, y, width, height, name), [LEFT, RIGHT])
    seen = sum(
        display.area.intersected(at.rect).width() * display.area.intersected(at.rect).height()
        for display in (LEFT, RIGHT)
    )
    assert seen == at.rect.width() * at.rect.height() > 0


def test_a_new_window_takes_the_monitor_without_one() -> None:
    at = beside(QRect(0, 0, 1200, 800), [QRect(0, 0, 1200, 800)], [LEFT, RIGHT])
    assert at.display == "right" and RIGHT.area.contains(at.rect)


def test_a_new_window_on_a_full_desktop_lies_a_little_below_the_old_one() -> None:
    old = QRect(100, 100, 1200, 800)
    at = beside(old, [old], [LEFT])
    assert (
        LEFT.area.contains(at.rect)
        and at.rect.x() > 100
        and at.rect.y() > 100
        and at.rect.size() == old.size()
    )


def test_places_that_make_no_sense_are_left_out() -> None:
    good = place(0, 0)
    odd = WindowPlace(x="left", y=0)  # type: ignore[arg-type]
    other = WindowPlace(screen="cinema")
    assert usable((good, odd, other)) == (good,)
