# The kernel against a plain walk: for every shipped recogniser, values made from its own
# pattern and spoilt in small ways, one after the other through Python's `re`, must be claimed
# exactly as the pruned, vectorised kernel claims them all together.
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classify import compile_recognisers
from classify.byte_class import classes_of
from classify.cells import from_strings
from classify.claim import claims_of
from classify.pattern import _HAN
from policies import load_policies

SHIPPED = compile_recognisers(load_policies())
HAN = "".join(rf"\U{low:08x}-\U{high:08x}" for low, high in _HAN)
SEPARATORS = {0x20, 0x2D, 0xA0, *range(0x2010, 0x2016), 0x2212, 0x3000, 0xFF0D}
# Characters that real cells have and patterns forget.
NASTY = " -　–１９Ｘ０\n\x00\u200b😀𠮷é.@:+/#（）··xX0189年号"


def plain(pattern):
    """The RE2 pattern in Python's dialect."""
    text = re.sub(r"\[([^\]]*)\\p\{Han\}", lambda found: f"[{found[1]}{HAN}", pattern)
    text = text.replace(r"\p{Han}", f"[{HAN}]")
    text = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda found: rf"\U{int(found[1], 16):08x}", text)
    # RE2's white space has no vertical tab.
    return re.compile(text, re.ASCII)


PATTERNS = {
    each.recogniser.id: plain(each.recogniser.pattern)
    for each in SHIPPED.compiled
    if each.recogniser.pattern is not None
}


def normalised(text, steps):
    if "fullwidth" in steps:
        text = "".join(
            chr(ord(sign) - 0xFEE0) if 0xFF01 <= ord(sign) <= 0xFF5E else sign for sign in text
        ).replace("　", " ")
    if "separators" in steps:
        text = "".join(sign for sign in text if ord(sign) not in SEPARATORS)
    if "upper" in steps:
        text = "".join(sign.upper() if sign.isascii() else sign for sign in text)
    return text


def walked(text):
    """The recognisers that match one text and those that validate it, by a plain walk."""
    matched, validated = set(), set()
    for each in SHIPPED.compiled:
        recogniser = each.recogniser
        spelt = normalised(text, recogniser.normalise)
        pattern = PATTERNS.get(recogniser.id)
        listed = spelt.lower() in {word.lower() for word in recogniser.values}
        if listed or (pattern is not None and pattern.fullmatch(spelt)):
            matched.add(recogniser.id)
            if each.check is None or bool(each.check(from_strings([spelt]))[0]):
                validated.add(recogniser.id)
    return matched, validated


def claimed(texts):
    cells = from_strings(texts)
    claims = claims_of(cells, classes_of(cells), SHIPPED)
    rows = []
    for place in range(len(texts)):
        sides = []
        for side in (claims.matched, claims.validated):
            bits = sum(int(row[place]) << 64 * word for word, row in enumerate(np.asarray(side)))
            sides.append({c.recogniser.id for c in SHIPPED.compiled if bits >> c.bit & 1})
        rows.append(tuple(sides))
    return rows


@st.composite
def spoilt(draw, values):
    """A value with a few of its characters taken out, doubled, replaced or moved."""
    text = draw(values)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        sign = draw(st.sampled_from(NASTY))
        text = draw(
            st.sampled_from(
                [text[:at] + sign + text[at:], text[:at] + text[at + 1 :], text[:at] + sign + text[at + 1 :],
                 text.swapcase(), text + text, text[at:] + text[:at]]
            )
        )  # fmt: skip
    return text[:400]


def trimmed(text):
    """Cells come to the kernel trimmed and not empty."""
    blanks = "".join(map(chr, [*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x3000, 0x200B]))
    return text.strip(blanks).replace("\v", "") or "x"


@pytest.mark.parametrize("identifier", PATTERNS)
def test_the_kernel_claims_what_a_plain_walk_finds(identifier):
    recogniser = SHIPPED.by_id[identifier]
    made = st.from_regex(PATTERNS[identifier], fullmatch=True) | st.sampled_from(
        (*recogniser.hits, *recogniser.misses)
    )

    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(spoilt(made).map(trimmed), min_size=1, max_size=10))
    def agrees(texts):
        for text, found in zip(texts, claimed(texts), strict=True):
            assert found == walked(text), ascii(text)

    agrees()
