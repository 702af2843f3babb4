# Errors that callers catch. A caller's own mistake is a ValueError or TypeError; these
# are for what came from outside. No message ever holds a secret or a cell's value.
#
#   TongguanError
#    |- PolicyError      a policy or site file is wrong: file, line and column are known
#    |- SourceError      a data source cannot be read, or not to its end
#    |- LedgerBroken     the record of what happened does not verify
#    |- MisuseError      a person asked for what cannot be: an unknown name, a bad option
#    '- RefusedError     a rule forbids what was asked for; the message names the way out
from __future__ import annotations

__all__ = [
    "LedgerBroken",
    "MisuseError",
    "PolicyError",
    "RefusedError",
    "SourceError",
    "TongguanError",
]


class TongguanError(Exception):
    """Root of the errors a user is meant to read as one line."""


class PolicyError(TongguanError):
    """A YAML file that cannot be used, with the place to look at."""

    def __init__(self, problem: str, *, file: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"{file}:{line}:{column}: {problem}")
        self.problem = problem
        self.file = file
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[object, ...]:
        # Worker processes hand these back; keyword arguments do not pickle by default.
        return (_policy_error, (self.problem, self.file, self.line, self.column))


class SourceError(TongguanError):
    """A source, or one dataset of it, that cannot be read; `source` says which."""

    def __init__(self, problem: str, *, source: str) -> None:
        super().__init__(f"{source}: {problem}")
        self.problem = problem
        self.source = source

    def __reduce__(self) -> tuple[object, ...]:
        return (_source_error, (self.problem, self.source))


class LedgerBroken(TongguanError):  # noqa: N818  a state found, not a mistake made
    """The ledger does not verify; the message names the first entry that is wrong."""


class MisuseError(TongguanError, ValueError):
    """A request that cannot be; the message says what was found and what was expected.

    A ValueError too, for callers in code; unlike a library's, its message may be shown.
    """


class RefusedError(TongguanError):
    """Something a policy forbids; the message says which rule and what to do next."""


def _policy_error(problem: str, file: str, line: int, column: int) -> PolicyError:
    return PolicyError(problem, file=file, line=line, column=column)


def _source_error(problem: str, source: str) -> SourceError:
    return SourceError(problem, source=source)
