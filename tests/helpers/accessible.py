"""What assistive technology and the keyboard find in a window: whatever takes focus, its name, role and order."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

Role = QAccessible.Role
BUTTONS = frozenset({Role.Button, Role.CheckBox, Role.RadioButton, Role.ButtonMenu, Role.PageTab})
TEXTS = frozenset({Role.EditableText})
LISTS = frozenset({Role.List, Role.Table, Role.Tree})
AREAS = frozenset(
    {Role.Chart, Role.Graphic, Role.Pane, Role.Document, Role.StaticText, Role.Grouping, Role.ListItem}
)
NAMELESS = frozenset({Role.NoRole, Role.Client, Role.Window, Role.Border, Role.Whitespace})
OTHER_WAYS = {  # what a click on them does, a key of its own does too
    "AlarmBar": "its alarm list key, and Enter on a row, open the bed that alarms",
}
_KEYED = (QAbstractButton, QAbstractSlider, QAbstractItemView)  # Qt's own kinds work with keys
MOUSE = ("mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent")


def interface(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader asks."""
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def name_of(widget: QWidget) -> str:
    return interface(widget).text(QAccessible.Text.Name).strip()


def told(widget: QWidget) -> str:
    """For a failure: which one it is."""
    at = widget.mapTo(widget.window(), QPoint(0, 0))
    return (
        f"{type(widget).__name__} {name_of(widget)!r} at {at.x()},{at.y()} {widget.width()}x{widget.height()}"
    )


def focusable(window: QWidget, *, enabled: bool = True) -> list[QWidget]:
    """Everything in sight that the Tab key may stop at."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisibleTo(window)
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and (widget.isEnabled() or not enabled)
    ]


def wanted_roles(widget: QWidget) -> frozenset[Role]:
    """Which roles are sensible for a kind of widget; empty: any that says something."""
    if isinstance(widget, QAbstractButton):
        return BUTTONS
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        return TEXTS
    if isinstance(widget, QAbstractItemView):
        return LISTS
    if isinstance(widget, QAbstractSpinBox):
        return frozenset({Role.SpinBox})
    if isinstance(widget, QComboBox):
        return frozenset({Role.ComboBox})
    if isinstance(widget, QAbstractSlider):
        return frozenset({Role.Slider})
    return frozenset()


def unnamed(window: QWidget) -> list[str]:
    """Widgets that take focus and have no name, or a role that says nothing or the wrong thing."""
    wrong = []
    for widget in focusable(window, enabled=False):
        role, wanted = interface(widget).role(), wanted_roles(widget)
        if not name_of(widget):
            wrong.append(f"no name: {told(widget)}")
        if (wanted and role not in wanted) or role in NAMELESS:
            wrong.append(f"role {role.name}: {told(widget)}")
        if isinstance(widget, QAbstractButton) and widget.isCheckable():
            state = interface(widget).state()
            if not state.checkable or bool(state.checked) != widget.isChecked():
                wrong.append(f"checked is not told: {told(widget)}")
    return wrong


def tabbed(window: QWidget, start: QWidget) -> list[QWidget]:
    """Where the Tab key stops, from `start` on, until it comes to a place for the second time."""
    start.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    while True:
        now = QApplication.focusWidget()
        assert now is not None and len(seen) < 2000
        if now in seen:
            return seen
        seen.append(now)
        now.focusNextPrevChild(True)


def _by_arrows(reached: list[QWidget]) -> set[QWidget]:
    """The other keys of groups with one choice: Tab stops at one of them, the arrow keys walk to the rest."""
    found: set[QWidget] = set()
    for widget in reached:
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        if group is None or not group.exclusive():
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        for arrow in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            for _ in group.buttons():
                now = QApplication.focusWidget()
                if now is None:
                    break
                found.add(now)
                QTest.keyClick(now, arrow)
    return found


def unreached(window: QWidget) -> list[str]:
    """Enabled widgets that neither the Tab key nor, within a group of choices, the arrow keys come to."""
    stops = focusable(window)
    if not stops:
        return []
    reached = tabbed(window, stops[0])
    others = _by_arrows(reached) if any(widget not in reached for widget in stops) else set()
    missing = [f"never reached: {told(w)}" for w in stops if w not in reached and w not in others]
    for now in reached[1:2]:  # and back: one step forward and one back is where one was
        reached[0].setFocus()
        reached[0].focusNextPrevChild(True)
        now.focusNextPrevChild(False)
        if QApplication.focusWidget() is not reached[0]:
            missing.append(f"no way back from {told(now)} to {told(reached[0])}")
    return missing


def place(widget: QWidget) -> QRect:
    """Where it stands, in the window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def disordered(window: QWidget) -> list[str]:
    """Steps of the Tab key that go back: up without going right, or left without going down, within one group."""
    stops = focusable(window)
    if not stops:
        return []
    order = [widget for widget in tabbed(window, stops[0]) if widget in stops]
    wrong = []
    for before, after in pairwise(order):
        if before.parentWidget() is not after.parentWidget():
            continue
        a, b = place(before), place(after)
        up, left = b.bottom() < a.top(), b.right() < a.left()
        right, down = b.left() > a.right(), b.top() > a.bottom()
        if (up and not right) or (left and not down):
            wrong.append(f"{told(before)} → {told(after)}")
    return wrong


def _picture(window: QWidget, box: QRect) -> np.ndarray:
    image = window.grab(box).toImage()
    return np.frombuffer(bytes(image.constBits()), np.uint8).copy()


def unseen_focus(window: QWidget, elsewhere: QWidget, frame: Callable[[], None]) -> list[str]:
    """Widgets that look the same with and without the keyboard, after a frame."""
    wrong = []
    for widget in focusable(window):
        if widget is elsewhere:
            continue
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        frame()
        if QApplication.focusWidget() is not widget:
            wrong.append(f"takes no focus: {told(widget)}")
            continue
        box = place(widget).adjusted(-6, -6, 6, 6).intersected(window.rect())
        if box.isEmpty():
            continue
        with_focus = _picture(window, box)
        elsewhere.setFocus(Qt.FocusReason.OtherFocusReason)
        frame()
        if np.array_equal(with_focus, _picture(window, box)):
            wrong.append(f"focus is not seen: {told(widget)}")
    return wrong


def mouse_only(window: QWidget) -> list[str]:
    """Widgets of ours that do something when clicked and cannot be worked with the keyboard."""
    wrong = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or isinstance(widget, _KEYED):
            continue
        ours = [kind for kind in type(widget).__mro__ if kind.__module__.startswith("bedside")]
        clicks = any(name in kind.__dict__ for kind in ours for name in MOUSE)
        keys = any("keyPressEvent" in kind.__dict__ for kind in ours)
        if type(widget).__name__ in OTHER_WAYS:
            continue
        if clicks and not (keys and widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            wrong.append(told(widget))
    return wrong
