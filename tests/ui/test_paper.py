"""Paper: pages in points, as many as there are, saved under a name that is free."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from bedside.ui import paper
from bedside.ui.paper import Document, NotPrintedError, Pen, pen_on
from bedside.ui.theme import Theme

ROOM = 100.0  # points


def document(look: Theme, pages: int = 1, unsaved: str = "") -> Document:
    def paint(painter: QPainter, page: int, dots: float) -> None:
        with pen_on(painter, look, dots) as pen:
            pen.text(30, 60, f"This is page {page + 1}", "label", 10)
            pen.rule(70, 30, 130, 1)

    return Document(title="A title", size=paper.A5, pages=pages, paint=paint, unsaved=unsaved)


def test_every_page_stands_in_the_file_on_the_paper_it_was_made_for(look: Theme) -> None:
    read, buffer = QPdfDocument(), QBuffer()
    buffer.setData(QByteArray(paper.pdf_of(document(look, pages=3))))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    read.load(buffer)
    assert read.pageCount() == 3
    assert [read.getAllText(n).text().strip() for n in range(3)] == [f"This is page {n}" for n in (1, 2, 3)]
    size = read.pagePointSize(0)
    assert (round(size.width()), round(size.height())) == (420, 595)
    assert read.metaData(QPdfDocument.MetaDataField.Title) == "A title"
    read.close()


def test_no_file_is_written_over(look: Theme, tmp_path: Path) -> None:
    names = [paper.save_pdf(document(look), tmp_path / "new", "page").name for _ in range(3)]
    assert names == ["page.pdf", "page-2.pdf", "page-3.pdf"]


@pytest.mark.parametrize(
    ("unsaved", "said"), (("", "The PDF could not be saved in"), ("Not {folder}: {why}.", "Not "))
)
def test_a_folder_that_cannot_be_written_is_said_in_words(
    look: Theme, tmp_path: Path, unsaved: str, said: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotPrintedError) as told:
        paper.save_pdf(document(look, unsaved=unsaved), tmp_path / "file" / "new", "page")
    assert str(told.value).startswith(said) and str(tmp_path) in str(told.value)


def test_lines_fit_their_room_and_lose_no_letter_of_a_word_that_is_too_long(look: Theme) -> None:
    pen = Pen(look)
    words = "short words and oneverylongwordthatnolinecanholdbecauseitgoesonandonandon here"
    lines = pen.lines(words, "label", 10, ROOM)
    assert all(pen.width(line, "label", 10) <= ROOM for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_a_line_with_a_room_ends_in_dots_and_the_painter_is_left_as_it_was(look: Theme) -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = painter.transform()
    with pen_on(painter, look, paper.POINTS_PER_INCH) as pen:
        whole = pen.text(10, 50, "far too many words for it", "label", 10)
        cut = pen.text(10, 50, "far too many words for it", "label", 10, room=whole / 2)
    assert cut <= whole / 2 < whole
    assert painter.transform() == before
    painter.end()


@pytest.mark.parametrize("room", range(45, 120, 5))
def test_no_line_begins_with_a_per_cent_sign(look: Theme, room: int) -> None:
    lines = Pen(look).lines("given 100 %, lowest SpO2 93 %; dissociation 7", "label", 10, room)
    assert not any(line.startswith("%") for line in lines)
    assert " ".join(lines).replace(" ", "") == "given100%,lowestSpO293%;dissociation7"
