# The command line as a person meets it: quick help, plain errors, stable exit codes.
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import tongguan as in_process

from console import command as command_line

HEAVY = {"pyarrow", "numpy", "pydantic", "yaml", "cryptography", "pypinyin", "psycopg", "jinja2"}


def tongguan(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from console.command import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "TONGGUAN_HOME": str(home),
            "TONGGUAN_ACTOR": "tester",
            "TONGGUAN_LANG": "en",
            "PYTHONUTF8": "1",
            **more,
        },
    )


def test_help_loads_click_and_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "sys.argv = ['tongguan', '--help']\n"
        "from console.command import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    *helped, loaded = done.stdout.splitlines()
    assert any("classify" in line for line in helped)
    assert not HEAVY & set(loaded.split())


@pytest.mark.parametrize(
    "command",
    [
        "",
        "demo",
        "source",
        "source add",
        "source list",
        "source test",
        "source remove",
        "classify",
        "classify scan",
        "classify catalogue",
        "classify catalogue list",
        "classify catalogue show",
        "classify catalogue review",
        "classify catalogue export",
        "mask",
        "mask apply",
        "policies",
        "policies list",
        "policies check",
        "policies try",
        "ledger",
        "ledger show",
        "ledger verify",
        "ledger prove",
    ],
)
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    done = tongguan(*command.split(), "--help", home=tmp_path)
    assert done.returncode == 0
    assert "Example:" in done.stdout
    assert "tongguan " in done.stdout.split("Example:")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "No such command"),
        (["classify", "scan"], "Missing argument"),
        (["classify", "scan", "x", "--sample", "some"], "a number of rows, or all"),
        (["classify", "scan", "x", "--profile", "none"], "no grading profile"),
        (["classify", "catalogue", "show", "ds-0"], "has no data set"),
        (["classify", "catalogue", "review", "x", "--reason", "y"], "--confirm or --overrule"),
        (["source", "add", "a/b", "x.csv"], "name begins"),
        (["source", "add", "a", "x.csv", "--window", "22"], "22:00-06:00"),
        (["source", "add", "a", "x.csv", "--limit", "fast"], "500k or 4M"),
        (["source", "test", "nobody"], "no source is registered"),
        (["ledger", "prove", "1"], "no entry 1"),
        (["--policies", "/nowhere", "policies", "list"], "does not exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_misuse_is_told_in_one_line_and_ends_with_2(
    arguments: list[str], said: str, tmp_path: Path
) -> None:
    done = tongguan(*arguments, home=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_url_with_a_password_is_refused_and_not_repeated(tmp_path: Path) -> None:
    for command in (["classify", "scan"], ["source", "add", "people"]):
        done = tongguan(*command, "postgresql://me:Hunter2Secret@127.0.0.1/x", home=tmp_path)
        assert done.returncode == 2
        assert "password" in done.stderr
        assert "Hunter2Secret" not in done.stderr + done.stdout


def test_a_wrong_policy_file_is_named_with_line_and_column(tmp_path: Path) -> None:
    packs = tmp_path / "packs" / "recognisers"
    packs.mkdir(parents=True)
    (packs / "mine.yaml").write_text("header:\n  id: x\n  colour: red\nrecognisers: []\n")
    done = tongguan("policies", "check", str(tmp_path / "packs"), home=tmp_path / "home")
    assert done.returncode == 2
    assert "mine.yaml:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_registered_password_is_nowhere_to_be_seen(tmp_path: Path) -> None:
    home, secret = tmp_path / "home", "Hunter2-很长的口令"
    (tmp_path / "pw").write_text(secret + "\n", encoding="utf-8")
    url = "postgresql://reader@127.0.0.1:1/people"
    added = tongguan(
        "source", "add", "people", url, "--password-file", str(tmp_path / "pw"), home=home
    )
    assert added.returncode == 0, added.stderr
    listed = tongguan("source", "list", "--json", home=home)
    assert json.loads(listed.stdout)["sources"][0]["password"] is True
    shown = tongguan("ledger", "show", "--json", home=home)
    tried = tongguan("source", "test", "people", home=home)
    assert tried.returncode == 1
    said = "".join(one.stdout + one.stderr for one in (added, listed, shown, tried))
    assert secret not in said
    for path in home.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()


def test_policies_try_reads_from_stdin(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from console.command import main; main()", "policies", "try", "-"],
        input="11010519491231002X\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TONGGUAN_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "居民身份证号（cn.id18）：通过校验" in done.stdout


@pytest.mark.parametrize(
    "command",
    ["source add", "source test", "source remove", "classify scan", "classify catalogue show",
     "classify catalogue review", "classify catalogue export", "mask apply", "policies try",
     "ledger prove", "ledger prove --check", "ledger show --last", "ledger verify --trusted"],
)  # fmt: skip
def test_without_its_argument_a_command_is_misuse(tmp_path: Path, command: str) -> None:
    done = in_process(*command.split(), home=tmp_path / "home")
    assert (done.code, done.out) == (2, "")
    assert "Usage" in done.err or "requires an argument" in done.err
    assert not (tmp_path / "home").exists(), "nothing was begun"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--actor", "\udcff", "ledger", "show"],
        ["source", "add", "x", "/data", "--owner", "\udcff"],
        ["policies", "try", "\udcff"],
    ],
    ids=["the actor", "an owner", "a value"],
)
def test_what_is_no_text_is_misuse(tmp_path: Path, arguments: list[str]) -> None:
    done = in_process(*arguments, home=tmp_path / "home")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tongguan: an argument is not UTF-8 text\n"


@pytest.fixture
def unharmed() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("inside", [True, False], ids=["in a command", "before one"])
def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch, inside: bool) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    group = command_line._tongguan
    monkeypatch.setattr(group, "invoke" if inside else "main", interrupted)
    monkeypatch.setattr(sys, "argv", ["tongguan", "--lang", "en", "ledger", "show"])
    monkeypatch.setenv("TONGGUAN_LANG", "en")
    err = io.StringIO()
    with contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        command_line.main()
    assert end.value.code == 130
    assert "tongguan: stopped" in err.getvalue()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN, "a second one disturbs nothing"


def test_a_scan_that_is_interrupted_ends_with_its_workers_and_without_a_traceback(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for number in range(200):
        (data / f"{number}.csv").write_text("手机号\n" + "13800138000\n" * 20_000)
    scanning = subprocess.Popen(
        [sys.executable, "-c", "from console.entry import main; main()", "classify", "scan", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TONGGUAN_HOME": str(tmp_path / "home"), "TONGGUAN_LANG": "en"},
    )
    # As soon as there is a ledger its workers are being started.
    while scanning.poll() is None and not (tmp_path / "home" / "tongguan.db-wal").exists():
        with contextlib.suppress(subprocess.TimeoutExpired):
            scanning.wait(timeout=0.002)
    os.killpg(scanning.pid, signal.SIGINT)
    out, err = scanning.communicate(timeout=60)
    assert (scanning.returncode, out) == (130, "")
    assert err.strip() == "tongguan: stopped"
