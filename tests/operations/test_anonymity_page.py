# Before and after on one page, in both languages, without a request, a script or a raw value.

import pytest
from catalogued_people import make_settings

from operations import Asked, Parts, anonymise_table, write_anonymity_page
from operations.anonymity_words import PAGE_WORDS


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    directory = tmp_path_factory.mktemp("page")
    settings = make_settings(directory)
    rows = [f"{20 + row},<b>{'fm'[row % 2]}</b>,secret-{row % 3}" for row in range(40)]
    (directory / "a.csv").write_text("\n".join(["age,s<i>x,illness", *rows]), encoding="utf-8")
    parts = Parts(quasi=("age", "s<i>x"), sensitive=("illness",))
    asked = Asked(5, suppress=0.1)
    outcome = anonymise_table(
        settings, str(directory / "a.csv"), parts, asked, directory / "copy.csv"
    )
    found = {}
    for language in ("zh", "en"):
        path = directory / f"{language}.html"
        write_anonymity_page(settings, path, outcome, language=language)
        found[language] = path.read_text(encoding="utf-8")
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_was_and_what_is(pages: dict[str, str], language: str) -> None:
    page = pages[language]
    for key in (
        "title",
        "k",
        "prosecutor",
        "loss",
        "sizes_before",
        "sizes_after",
        "discernibility",
    ):
        assert getattr(PAGE_WORDS[key], language) in page
    assert page.count('class="chart"') == 3
    assert "1 → 5" in page


def test_nothing_is_loaded_and_nothing_raw_is_shown(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert "default-src 'none'" in page
        assert "<script" not in page
        assert "http://" not in page.replace("http-equiv", "")
        assert "secret-" not in page
        assert "<i>x" not in page
        assert "s&lt;i&gt;x" in page
