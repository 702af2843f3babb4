# Cue words of important data: found in names and comments, refused where they are part of
# an ordinary word or stand beside one that explains them away.
import pytest

from classify.factor import factors_of
from policies import Factor, Title


def factor(letter: str, **words: tuple[str, ...]) -> Factor:
    parts = {"cues": (), **words}
    return Factor(
        letter=letter, key=letter, title=Title(zh="题", en="title"), fires=(), quiet=(), **parts
    )


FACTORS = (
    factor("a", cues=("核材料", "Source Code"), excludes=("审核材料", "培训")),
    factor("b", cues=("管线", "图纸"), also=("地下", "军用")),
    factor("c"),
    factor("d", cues=("scada",)),
)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["核材料衡算表"], (("a", "核材料"),), id="a cue inside a name"),
        pytest.param(["审核材料"], (), id="a cue that is part of an ordinary word"),
        pytest.param(["审核材料", "核材料"], (("a", "核材料"),), id="both in two texts"),
        pytest.param(["核材料审核材料清单"], (("a", "核材料"),), id="both in one text"),
        pytest.param(["核材料培训名单"], (), id="explained away in its own text"),
        pytest.param(["核材料", "培训名单"], (("a", "核材料"),), id="not by another text"),
        pytest.param(["核 材 料"], (("a", "核材料"),), id="white space inside"),
        pytest.param(["source_code"], (("a", "Source Code"),), id="English words in a row"),
        pytest.param(["sourceCodes"], (("a", "Source Code"),), id="camel case and plural"),
        pytest.param(["resource_code"], (), id="part of another English word"),
        pytest.param(["code_source"], (), id="English words the other way round"),
        pytest.param(["ＳＣＡＤＡ测点"], (("d", "scada"),), id="full width among Han"),
        pytest.param(["管线"], (), id="a cue that needs company"),
        pytest.param(["管线", "地下埋深"], (("b", "管线"),), id="with company elsewhere"),
        pytest.param(["地下室"], (), id="company without a cue"),
        pytest.param(
            ["scada", "地下管线", "核材料"],
            (("a", "核材料"), ("b", "管线"), ("d", "scada")),
            id="several in the order of the factors",
        ),
        pytest.param([], (), id="no texts"),
        pytest.param(["", " "], (), id="empty texts"),
    ],
)
def test_factors_are_found(texts: list[str], expected: tuple[tuple[str, str], ...]) -> None:
    assert factors_of(texts, FACTORS) == expected


def test_a_letter_comes_once_whichever_of_its_entries_hits() -> None:
    twice = (factor("a", cues=("甲",)), factor("a", cues=("乙",)), factor("b", cues=("乙",)))
    assert factors_of(["甲乙"], twice) == (("a", "甲"), ("b", "乙"))
