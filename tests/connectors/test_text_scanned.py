# The program that reads the pages of a PDF that are pictures.
from __future__ import annotations

import io
import logging

import pytest
from picture_files import scanned_pdf
from pypdf import PageObject

from connectors.text_scanned import prepare, run

PAGES = scanned_pdf(["13812345678"], ["text:already there"], ["13912345678", "610102199003071098"])


def test_pages_that_are_pictures_are_read_and_no_others() -> None:
    prepare()
    assert list(run(io.BytesIO(PAGES))) == [
        ("rows", ["page 1"], ["13812345678"]),
        ("rows", ["page 3"], ["13912345678\n610102199003071098"]),
    ]


def test_a_page_that_cannot_be_read_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = PageObject.extract_text

    def fail_on_the_first(page: PageObject) -> str:
        if page.page_number == 0:
            raise ValueError
        return extract(page)

    monkeypatch.setattr(PageObject, "extract_text", fail_on_the_first)
    *rows, left = run(io.BytesIO(PAGES))
    assert [message[1] for message in rows] == [["page 3"]]
    assert left == ("left", "pages", 1, 1)


def test_the_log_is_as_before_when_the_pages_are_read() -> None:
    log = logging.getLogger("pypdf")
    before = log.level
    list(run(io.BytesIO(PAGES)))
    assert log.level == before != logging.CRITICAL
