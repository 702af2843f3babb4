# tongguan classify train as a person types it: help, refusal, list and JSON, in both languages.
from __future__ import annotations

from pathlib import Path

import pytest
from command_line import tongguan


def train(home: Path, *arguments: object, **more: str):
    return tongguan("classify", "train", *arguments, home=home, **more)


@pytest.fixture
def reviewed(home: Path) -> Path:
    """The departments' installation with the decisions of a busy day."""
    sets = tongguan("classify", "catalogue", "list", "--json", home=home).json["datasets"]
    count = 0
    for each in sets:
        for field in each["fields"]:
            if field["label"] and count < 24:
                done = tongguan(
                    *("classify", "catalogue", "review", each["id"], field["name"]),
                    *("--confirm", "--reason", "seen"),
                    home=home,
                )
                assert done.code == 0, done.err
                count += 1
    return home


def test_help_has_an_example(home):
    done = train(home, "--help")
    assert done.code == 0
    assert "Example:\n    tongguan classify train" in done.out


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "there are 0 decisions about labels of fields"),
        ("zh", "目前仅有0项关于字段类型的复核决定"),
    ],
)
def test_too_few_decisions_are_refused_in_plain_words(home, language, said):
    done = train(home, TONGGUAN_LANG=language)
    assert done.code == 2
    assert said in done.err


def test_a_model_is_trained_listed_and_given_up(reviewed):
    done = train(reviewed, "--json")
    assert done.code == 0, done.err
    assert (done.json["version"], done.json["decisions"]) == ("local-1", 24)
    listed = train(reviewed, "--list", "--json").json["models"]
    assert [(each["version"], each["in_use"]) for each in listed] == [
        ("shipped-1", False),
        ("local-1", True),
    ]
    assert "local-1" in train(reviewed, "--list").out
    back = train(reviewed, "--revert")
    assert back.code == 0
    assert "shipped-1 is in use from the next scan on" in back.err
    again = train(reviewed, "--use", "local-1", "--json")
    assert again.json["in_use"] is True
    shown = tongguan("ledger", "show", home=reviewed)
    assert "model of columns chosen" in shown.out or "model.use" in shown.out


def test_one_thing_at_a_time(home):
    done = train(home, "--list", "--revert")
    assert done.code == 2
    assert "exclude each other" in done.err
