"""Each row of the seed table in docs/session.md names a test that exists."""

from __future__ import annotations

import re

from tests.helpers.processes import CHECKOUT

PAGE = (CHECKOUT / "docs" / "session.md").read_text(encoding="utf-8")


def test_every_row_is_there_and_each_test_it_names_exists() -> None:
    rows = re.findall(r"^\| ([ST]\d+) \|(.*)$", PAGE, re.MULTILINE)
    assert [row for row, _ in rows] == [f"S{n}" for n in range(1, 19)] + [f"T{n}" for n in range(1, 12)]
    assert all("`test_" in rest for _, rest in rows)
    tests = (path.read_text(encoding="utf-8") for path in (CHECKOUT / "tests").rglob("test_*.py"))
    known = {name for text in tests for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert set(re.findall(r"`(test_\w+)`", PAGE)) - known == set()
