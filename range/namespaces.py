# Namespaces of the kernel: a process of its own that can reach no interface of the machine, and
# in it one network for each host of a lab. None has a name: when the process ends, however it
# ends, the kernel takes all of them back with everything inside.
from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

from schema import MisuseError

__all__ = [
    "DRILL_NAME",
    "PROCESS_NAME",
    "apart",
    "enter",
    "enter_network",
    "forked",
    "inside",
    "isolate",
    "lead_nowhere",
    "new_network",
]

T = TypeVar("T")

# By this name a lab that stays up is found when its papers are lost.
PROCESS_NAME = "tongguan-lab"
DRILL_NAME = "tongguan-drill"
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_SET_DEATH_SIGNAL, _SET_NAME = 1, 15


def isolate() -> bool:
    """This process in a network of its own; whether it took a user namespace to get there.

    The process has one thread. Raises MisuseError where the kernel or its settings forbid it.
    """
    user, group = os.geteuid(), os.getegid()
    if _unshare(_NEW_NET) is None:
        return False
    problem = _unshare(_NEW_USER | _NEW_NET)
    if problem is not None:
        raise MisuseError(
            f"no network namespace is to be had here ({problem}): run as root, or have user "
            "namespaces allowed (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)"
        )
    own = Path("/proc/self")
    with contextlib.suppress(FileNotFoundError):
        (own / "setgroups").write_text("deny", encoding="ascii")
    (own / "uid_map").write_text(f"0 {user} 1", encoding="ascii")
    (own / "gid_map").write_text(f"0 {group} 1", encoding="ascii")
    return True


def new_network() -> int:
    """A new network with nothing in it, held open; this process stays where it is."""
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        problem = _unshare(_NEW_NET)
        if problem is not None:
            raise MisuseError(f"no further network namespace is to be had here ({problem})")
        made = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _enter(here, _NEW_NET)
        return made
    finally:
        os.close(here)


@contextlib.contextmanager
def inside(network: int) -> Iterator[None]:
    """This thread in a network; what is opened meanwhile stays there."""
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _enter(network, _NEW_NET)
        try:
            yield
        finally:
            _enter(here, _NEW_NET)
    finally:
        os.close(here)


def enter(pid: int, network: str) -> None:
    """This process, with one thread, in a network that another process holds. Raises OSError."""
    held = os.open(network, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            # Whoever shares its user namespace already is told no, and needs none.
            users = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY)
            try:
                _enter(users, _NEW_USER)
            finally:
                os.close(users)
        _enter(held, _NEW_NET)
    finally:
        os.close(held)


def enter_network(network: int) -> None:
    """This process, with one thread, in a network that is held open. Raises OSError."""
    _enter(network, _NEW_NET)


def forked(work: Callable[[], None], *, dies_with_us: bool) -> int:
    """The id of a child process that does `work` and ends; its own threads are one."""
    parent = os.getpid()
    with warnings.catch_warnings():
        # A child with one thread is what namespaces ask for; it takes no lock of the others.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _as_child(work, parent, dies_with_us=dies_with_us)
    return child


def lead_nowhere(keeping: int) -> None:
    """This process with nobody's terminal, pipes, locks or sockets but one."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    # Led nowhere and not closed: whatever still counts on a number must not meet another's file there.
    for each in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if each > 2 and each not in {keeping, nowhere}:
            os.dup2(nowhere, each, inheritable=False)


def apart(work: Callable[[], T]) -> T:
    """What `work` gives, done in a child process that ends with this one.

    Raises what the work raises.
    """
    reading, writing = os.pipe()

    def told() -> None:
        os.close(reading)
        try:
            answer: tuple[bool, object] = (True, work())
        except Exception as problem:  # noqa: BLE001  it is raised where it is waited for
            answer = (False, problem)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(answer, pipe)

    child = forked(told, dies_with_us=True)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            content = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.waitpid(child, 0)
    if not content:
        raise MisuseError("the lab's process was ended from outside")
    done, answer = pickle.loads(content)  # noqa: S301  written by our own child
    if not done:
        raise answer
    return answer  # type: ignore[no-any-return]


def _as_child(work: Callable[[], None], parent: int, *, dies_with_us: bool) -> NoReturn:
    code = 1
    # What the parent has is not looked through again and again for what nobody needs: each look
    # would copy its memory, page by page.
    gc.freeze()
    try:
        name = DRILL_NAME if dies_with_us else PROCESS_NAME
        _libc().prctl(_SET_NAME, name.encode(), 0, 0, 0)
        if dies_with_us:
            _libc().prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(code)
        work()
        code = 0
    except KeyboardInterrupt:
        code = 130
    finally:
        # What the parent had not written yet is the parent's to write.
        sys.stderr.flush()
        os._exit(code)


def _unshare(flags: int) -> str | None:
    """Why not; None where it is done."""
    if _libc().unshare(flags) == 0:
        return None
    problem = ctypes.get_errno()
    # The kernel's word for it is that no space is left.
    return "their number is limited" if problem == errno.ENOSPC else os.strerror(problem)


def _enter(namespace: int, kind: int) -> None:
    if _libc().setns(namespace, kind) != 0:
        problem = ctypes.get_errno()
        raise OSError(problem, os.strerror(problem))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
