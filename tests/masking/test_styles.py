import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from masking.styles import HIDDEN, STYLES, style_of

FORMS = [(name, form) for name, forms in STYLES.items() for form in forms]


@pytest.mark.parametrize(
    ("style", "form"), FORMS, ids=[f"{s}-{i}" for i, (s, _) in enumerate(FORMS)]
)
def test_a_form_fits_the_whole_cell_and_never_an_empty_or_hidden_one(style, form) -> None:
    assert re.match(r"(\(\?s\))?\^", form.pattern)
    assert form.pattern.endswith("$") != form.begins
    assert [bool(form.shown), bool(form.hidden), form.begins].count(True) == 1
    empty = pc.match_substring_regex(pa.array(["", "\n"]), form.pattern)
    assert empty.to_pylist() == [False, False]


@pytest.mark.parametrize(
    ("style", "form"), FORMS, ids=[f"{s}-{i}" for i, (s, _) in enumerate(FORMS)]
)
def test_a_form_puts_stars_in_place_of_something(style, form) -> None:
    if form.begins:
        assert "*" in HIDDEN
    elif form.hidden is None:
        assert "*" in form.shown
    else:
        start, stop = form.hidden
        assert 0 < start < stop
    assert "\n" not in form.shown


def test_nothing_is_shown_by_the_strictest_style() -> None:
    assert STYLES["all"] == ()
    assert set(HIDDEN) == {"*"}


@pytest.mark.parametrize(
    ("label", "style"),
    [
        pytest.param("cn.id18", "id18", id="identity number"),
        pytest.param("cn.mobile", "phone", id="mobile columns hold landlines too"),
        pytest.param("contact.wechat", "generic", id="no style of its own"),
        pytest.param("secret.password", "all", id="password"),
        pytest.param("secret.key", "all", id="key"),
        pytest.param("", "generic", id="no label"),
    ],
)
def test_a_label_has_its_style(label: str, style: str) -> None:
    assert style_of(label) == style
    assert style in STYLES
