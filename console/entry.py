# Where the `tongguan` command begins. Until the command line is loaded there is nothing to
# tidy up, so an interruption ends the process as it would any other, without a traceback.
from __future__ import annotations

import signal

__all__ = ["main"]


def main() -> None:
    """The `tongguan` command; ends the process."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .command import main as run

    signal.signal(signal.SIGINT, before)
    run()
