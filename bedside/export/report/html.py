"""The report as one HTML file: nothing is loaded from elsewhere, every word is escaped, tables have heads and names.

On paper the words of the session and the intended use stand on every page: as the head and foot of one table, which
browsers repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bedside.export.report.look import style
from bedside.export.report.model import Report, Row, Section
from bedside.export.report.tell import Tell


def html_of(report: Report, tell: Tell, chart: str = "") -> str:
    """The whole file.

    Args:
        report: what it says. tell: for the few words of the page itself. chart: an SVG element; "" = none.
    """
    return "\n".join(_lines(report, tell, chart)) + "\n"


def _lines(report: Report, tell: Tell, chart: str) -> Iterator[str]:
    title = " · ".join(part for part in (report.title, report.session) if part)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(report.language)}">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>"
    yield f"<style>\n{style('page')}</style></head>"
    yield '<body><div class="sheet">'
    yield '<header class="running">'
    if report.mode:
        yield f'<p class="mode">{escape(report.mode)}</p>'
    yield f"<h1>{escape(report.title)}</h1>"
    for kind, words in (("detail", report.subtitle), ("state", report.state)):
        if words:
            yield f'<p class="{kind}">{escape(words)}</p>'
    yield "</header><main>"
    if chart:
        caption = tell.tr("The session on one time axis. Every number in it stands in the tables below.")
        yield f"<figure>{chart}<figcaption>{escape(caption)}</figcaption></figure>"
    for section in report.sections:
        yield from section_lines(section)
    yield f"</main><footer><p>{escape(report.written)}</p><p>{escape(report.intended_use)}</p></footer>"
    yield "</div></body></html>"


def section_lines(section: Section) -> Iterator[str]:
    """One section, with its title as the name of its table."""
    grave = ' class="grave"' if section.grave else ""
    yield f'<section{grave} aria-labelledby="{section.key}"><h2 id="{section.key}">{escape(section.title)}</h2>'
    if not section.rows:
        yield f'<p class="nothing">{escape(section.nothing)}</p></section>'
        return
    wide = ' class="wide"' if section.is_table else ""
    yield f'<table{wide} aria-labelledby="{section.key}">'
    if section.is_table:
        heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.columns)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in section.rows:
        yield row_line(row, len(section.columns))
    yield "</tbody></table></section>"


def row_line(row: Row, columns: int) -> str:
    """One row; its last cell goes over the columns that are left."""
    cells = []
    for n, words in enumerate(row.cells):
        said = escape(words)
        if n == row.struck:
            said = f"<del>{said}</del>"
        over = columns - n if n + 1 == len(row.cells) else 1
        spans = f' colspan="{over}"' if over > 1 else ""
        cells.append(f'<th scope="row">{said}</th>' if n == 0 else f"<td{spans}>{said}</td>")
    grave = ' class="grave"' if row.grave else ""
    return f"<tr{grave}>{''.join(cells)}</tr>"
