# Interrupted before the command line is loaded, it ends as any program does.
import signal
import subprocess
import sys
from pathlib import Path

from console.entry import main

# Sends itself what Ctrl-C sends, at the moment the named module is asked for.
INTERRUPTED = """
import os, signal, sys

wanted = sys.argv[1]

class Hook:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Hook())
from console.entry import main
sys.argv = ["tongguan", "ledger", "show"]
main()
"""


def interrupted_at(module: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", "TONGGUAN_HOME": str(home), "TONGGUAN_LANG": "en"},
    )


def test_while_it_is_loaded_an_interruption_ends_it_in_silence(tmp_path: Path) -> None:
    done = interrupted_at("click", tmp_path / "home")
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_while_a_command_is_loaded_it_says_that_it_stopped(tmp_path: Path) -> None:
    done = interrupted_at("console.ledger", tmp_path / "home")
    assert (done.returncode, done.stderr) == (130, "\ntongguan: stopped\n")


def test_then_interruptions_are_pythons_again(monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        "console.command.main", lambda: seen.append(signal.getsignal(signal.SIGINT))
    )
    before = signal.getsignal(signal.SIGINT)
    main()
    assert seen == [before]
