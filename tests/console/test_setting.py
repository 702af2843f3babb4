# Flags beat environment, environment beats defaults; the language follows the locale.
import getpass
import os
from pathlib import Path

import click
import pytest
from command_line import tongguan

from console.setting import language, settings, talk

NOTHING = {"home": None, "policies": None, "site": None, "actor": None, "lang": None}


def context(**given: str) -> click.Context:
    return click.Context(click.Command("x"), obj=NOTHING | given)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize(
    ("environment", "asked", "wanted"),
    [
        ({}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "C.UTF-8"}, None, "zh"),
        ({"LANG": "en_GB.UTF-8"}, None, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, None, "en"),
        ({"LANG": "en_GB.UTF-8"}, "zh", "zh"),
        ({}, "en", "en"),
    ],
    ids=["nothing is Chinese", "Chinese", "C says nothing", "English", "LC_ALL wins",
         "messages beat LANG", "asked for Chinese", "asked for English"],
)  # fmt: skip
def test_the_language_is(
    bare: pytest.MonkeyPatch, environment: dict[str, str], asked: str | None, wanted: str
) -> None:
    for name, value in environment.items():
        bare.setenv(name, value)
    assert language(context(**({"lang": asked} if asked else {}))) == wanted


def test_without_a_word_the_home_is_the_users_data_directory(
    bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert settings(context()).home == tmp_path / ".local" / "share" / "tongguan"
    bare.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert settings(context()).home == tmp_path / "data" / "tongguan"
    assert settings(context(home="/srv/tongguan")).home == Path("/srv/tongguan")


def test_policies_and_site_are_paths_or_nothing(bare: pytest.MonkeyPatch) -> None:
    nothing = settings(context())
    assert (nothing.policies, nothing.site) == (None, None)
    given = settings(context(policies="packs", site="site.yaml"))
    assert (given.policies, given.site) == (Path("packs"), Path("site.yaml"))


def test_the_actor_is_who_is_named_else_who_is_signed_in(bare: pytest.MonkeyPatch) -> None:
    assert settings(context(actor="王审核")).actor == "王审核"
    bare.setattr(getpass, "getuser", lambda: "wang")
    assert settings(context()).actor == "wang"


@pytest.mark.parametrize("error", [KeyError("uid not found"), OSError("no such user")])
def test_a_user_without_a_name_acts_by_number(bare: pytest.MonkeyPatch, error: Exception) -> None:
    def unknown() -> str:
        raise error

    bare.setattr(getpass, "getuser", unknown)
    assert settings(context()).actor == f"uid-{os.getuid()}"


@pytest.mark.parametrize(
    ("flag", "environment", "wanted"),
    [([], "zh", "名称"), ([], "en", "name"), (["--lang", "en"], "zh", "name")],
    ids=["environment zh", "environment en", "the flag wins"],
)
def test_a_flag_beats_the_environment(
    tmp_path: Path, flag: list[str], environment: str, wanted: str
) -> None:
    done = tongguan(*flag, "source", "list", home=tmp_path / "home", TONGGUAN_LANG=environment)
    assert done.out.split()[0] == wanted


def test_a_language_we_do_not_speak_is_misuse(tmp_path: Path) -> None:
    done = tongguan("source", "list", home=tmp_path / "home", TONGGUAN_LANG="fr")
    assert done.code == 2
    assert not done.out


def test_talk_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    talk("说一句")
    assert capsys.readouterr() == ("", "说一句\n")
