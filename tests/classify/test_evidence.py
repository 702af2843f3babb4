# The sentences of labels: both languages say the same things.
import re

import pytest

from classify.evidence import EVIDENCE, tell


@pytest.mark.parametrize("key", EVIDENCE)
def test_both_languages_name_the_same_values(key):
    english, chinese = (set(re.findall(r"\{(\w+)", text)) for text in EVIDENCE[key])
    assert english == chinese
    said = tell(key, **{name: f"<{name}>" for name in english})
    assert all(f"<{name}>" in said for name in english)
