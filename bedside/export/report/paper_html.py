"""The sections of the session report as the HTML that a QTextDocument lays out on pages: what is special there.

Pages are broken by the text itself: a format that is changed afterwards leaves what stands behind a table where it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html import escape
from typing import Final

from bedside.export.report.html import row_line
from bedside.export.report.model import Report, Section

CHART: Final = "chart"  # name of the picture that keeps the chart's room free
_FIRST_COLUMN: Final = '<th scope="row">'


def paper_html(
    report: Report, *, chart_size: tuple[float, float], breaks: Collection[str], label_percent: float
) -> str:
    """The text of all pages.

    Args:
        report: what it says.
        chart_size: width and height of the room for the chart, px of the text.
        breaks: keys of the sections that begin a page.
        label_percent: of the page's width, for labels beside their words.
    """
    wide, high = (round(each) for each in chart_size)
    lines = [f'<html><body><p><img src="{CHART}" width="{wide}" height="{high}"></p>']
    for section in report.sections:
        lines += _section(section, label_percent, breaks=section.key in breaks)
    return "".join([*lines, "</body></html>"])


def _section(section: Section, label_percent: float, *, breaks: bool) -> Iterator[str]:
    style = ' style="page-break-before: always"' if breaks else ""
    kind = "title grave" if section.grave else "title"
    yield f'<p class="{kind}"{style}><a name="{section.key}"></a>{escape(section.title)}</p>'
    if not section.rows:
        yield f'<p class="nothing">{escape(section.nothing)}</p>'
        return
    kind = "wide" if section.is_table else "labelled"
    yield f'<table class="{kind}" width="100%" cellspacing="0">'
    if section.is_table:
        heads = "".join(f"<th>{escape(name)}</th>" for name in section.columns)
        yield f"<thead><tr>{heads}</tr></thead>"
    for row in section.rows:
        line = row_line(row, len(section.columns))
        yield line if section.is_table else line.replace(_FIRST_COLUMN, f'<th width="{label_percent:g}%">')
    yield "</table>"
