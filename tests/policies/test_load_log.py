# The operator's forms of logs.
from pathlib import Path

import pytest

from policies import load_logs
from schema import PolicyError

HEADER = (
    "header: {id: logs.own, title: {zh: 日志, en: logs}, owner: us, created: 2026-11-28, "
    "maturity: stable, source: ours, gaps: none}\n"
)
FORM = "logs:\n  - {id: gate, title: {zh: 网关, en: gate}, files: ['gate*.log'], zone: '+08:00'"


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "logs").mkdir(exist_ok=True)
    (tmp_path / "logs" / "own.yaml").write_text(HEADER + text)
    return tmp_path


def test_forms(tmp_path: Path) -> None:
    assert load_logs() == ()
    (form,) = load_logs(written(tmp_path, f"{FORM}, fields: {{who.ip: source.ip}}}}\n"))
    assert (form.zone, form.fields) == ("+08:00", {"who.ip": "source.ip"})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{FORM}, fields: {{a: nothing.such}}}}\n", "nothing.such is no column"),
        (f"{FORM}, fields: {{a: tongguan.level}}}}\n", "tongguan.level is no column"),
        (f"{FORM}, other: 1}}\n", "other"),
        (f"{FORM}}}\n{FORM.removeprefix('logs:')[1:]}}}\n", "stands there already"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        load_logs(written(tmp_path, text))
