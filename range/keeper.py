# A lab that stays up: a process of its own that serves every device of a drill and lives its
# ordinary day until it is told to go. Its papers lie in a folder; all else it has (sockets,
# networks, bridges) goes with it, so that a lab killed outright leaves no more than a file.
from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from policies import Drill, Fidelity
from schema import MisuseError

from .background import background
from .capture import start_captures
from .clock import Clock
from .ground import LoopbackGround, NetworkGround
from .hmi import serve_screens
from .namespaces import DRILL_NAME, PROCESS_NAME, forked, isolate, lead_nowhere
from .network import build_network
from .roll_call import all_answer
from .sockets import SocketWire
from .world import World, build

__all__ = [
    "COMING_UP",
    "Standing",
    "born_at",
    "bring_up",
    "clear_away",
    "end_process",
    "from_terminal",
    "is_alive",
    "is_written",
    "labs",
    "strays",
    "take_down",
    "why_not",
]

_ENDS_WITHIN = 2.0
# In so many seconds a lab has its papers, or it is lost.
COMING_UP = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A lab that is up: its process, and where each host is reached.

    `hosts` gives each host's address and network: a path for nsenter, or "" on loopback.
    """

    id: str
    scenario: str
    fidelity: Fidelity
    pid: int
    # The process's own mark of when it began, so that no other of the same id is taken for it.
    born: int
    services: int
    seconds: float
    captures: str
    hosts: dict[str, tuple[str, str]]


def bring_up(
    drill: Drill, *, identifier: str, folder: Path, fidelity: Fidelity, seed: int
) -> Standing:
    """The lab, once every service of it answers. Raises MisuseError, with nothing left behind."""
    if fidelity == "memory":
        raise MisuseError("a lab stays up in loopback or netns, not in memory")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    reading, writing = os.pipe()
    began = time.monotonic()

    def serve() -> None:
        from_terminal(keeping=writing)
        try:
            asyncio.run(
                _serve(
                    drill, identifier=identifier, folder=folder, fidelity=fidelity, seed=seed,
                    began=began, telling=writing,
                )
            )  # fmt: skip
        except (MisuseError, OSError) as problem:
            os.write(writing, json.dumps({"problem": why_not(problem)}).encode())

    child = forked(serve, dies_with_us=False)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            told = json.loads(pipe.read() or b"{}")
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    if "id" not in told:
        os.waitpid(child, 0)
        raise MisuseError(told.get("problem", "the lab's process was ended from outside"))
    return _standing(told)


def labs(folder: Path) -> list[Standing]:
    """The labs whose papers lie in a folder, whether they live or not."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            found.append(_standing(json.loads(path.read_text(encoding="utf-8"))))
    return found


def is_alive(lab: Standing) -> bool:
    """Whether a lab's process is there, and is the one that its papers are of."""
    return born_at(lab.pid) == lab.born


def take_down(lab: Standing, folder: Path) -> bool:
    """The lab ended and its papers gone; whether it was alive."""
    alive = is_alive(lab)
    if alive:
        end_process(lab.pid, lab.born)
    (folder / f"{lab.id}.json").unlink(missing_ok=True)
    return alive


def strays(folder: Path) -> list[int]:
    """Processes of labs without papers, here or in another folder, that are not just coming up."""
    known = {each.pid for each in labs(folder)}
    return [
        pid
        for pid in _processes(PROCESS_NAME)
        if pid not in known and _age(pid) >= COMING_UP and not _has_papers(pid)
    ]


def is_written(folder: Path) -> bool:
    """Whether a drill that runs has a file of a folder open."""
    return any(
        folder in target.parents for pid in _processes(DRILL_NAME) for target in _open_files(pid)
    )


def clear_away(pid: int) -> None:
    """A stray ended."""
    born = born_at(pid)
    if born is not None:
        end_process(pid, born)


async def _serve(
    drill: Drill,
    *,
    identifier: str,
    folder: Path,
    fidelity: Fidelity,
    seed: int,
    began: float,
    telling: int,
) -> None:
    if fidelity == "netns":
        isolate()
    world = build(
        drill,
        seed,
        Clock(drill.clock.speed),
        (lambda lab: NetworkGround(build_network(drill, lab)))
        if fidelity == "netns"
        else lambda _lab: LoopbackGround(),
    )
    serve_screens(world)
    wire = world.wire
    assert isinstance(wire, SocketWire)
    capturing = folder / identifier
    if fidelity == "netns":
        capturing.mkdir(mode=0o700)
    captures = start_captures(world, capturing)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tasks: list[asyncio.Task[None]] = []
    try:
        await wire.start()
        services = await all_answer(world)
        standing = Standing(
            identifier, drill.header.id, fidelity, os.getpid(), born_at(os.getpid()) or 0, services,
            round(time.monotonic() - began, 3), str(capturing) if captures else "",
            _hosts(world),
        )  # fmt: skip
        body = json.dumps(asdict(standing))
        # Held open: by this, whoever finds the process finds its papers.
        with (folder / f"{identifier}.json").open("x", encoding="utf-8") as papers:
            papers.write(body)
            papers.flush()
            loop = asyncio.get_running_loop()
            tasks += [loop.create_task(work) for work in (world.live(), *background(world))]
            os.write(telling, body.encode())
            os.close(telling)
            await stop.wait()
    except BaseException:
        # It never came up: nothing half-built is left.
        shutil.rmtree(capturing, ignore_errors=True)
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await wire.stop()
        for capture in captures:
            capture.stop()


def _hosts(world: World) -> dict[str, tuple[str, str]]:
    wire = world.wire
    ground = wire.ground if isinstance(wire, SocketWire) else None
    if not isinstance(ground, NetworkGround):
        return {name: (address, "") for name, address in world.lab.addresses.items()}
    networks, own = ground.network.hosts, os.getpid()
    return {
        name: (address, f"/proc/{own}/fd/{networks[address]}")
        for name, address in world.lab.addresses.items()
    }


def why_not(problem: Exception) -> str:
    """In a sentence why a lab does not come up, or a drill does not run."""
    if not isinstance(problem, OSError):
        return str(problem)
    if problem.errno == errno.EADDRINUSE:
        place = problem.filename or "a port of the lab"
        return (
            f"{place} is in use on this machine: end what holds it (another drill on loopback), then "
            "run it again"
        )
    reason = os.strerror(problem.errno) if problem.errno else str(problem)
    if problem.filename:
        reason = f"{reason} ({problem.filename})"
    return f"this machine does not let the lab or its drill go on: {reason}"


def from_terminal(keeping: int) -> None:
    """A session of its own, with nobody's terminal, pipes, locks or sockets but one pipe."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lead_nowhere(keeping)


def _standing(told: dict[str, object]) -> Standing:
    hosts = told.pop("hosts")
    assert isinstance(hosts, dict)
    return Standing(**told, hosts={name: tuple(place) for name, place in hosts.items()})  # type: ignore[arg-type]


def born_at(pid: int) -> int | None:
    """When a process began, by the kernel's own count; None where there is none, or only its shell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    words = text.rpartition(")")[2].split()
    return None if words[0] in "ZX" else int(words[19])


def end_process(pid: int, born: int) -> None:
    """A process asked to go, and made to if it does not."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        until = time.monotonic() + _ENDS_WITHIN
        while time.monotonic() < until:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if born_at(pid) != born:
                return
            time.sleep(0.005)


def _processes(wanted: str) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                mine = entry.stat().st_uid in {os.geteuid(), os.getuid()}
                name = (entry / "comm").read_text(encoding="utf-8").strip()
                pid = int(entry.name)
                if mine and name == wanted and born_at(pid) and pid != os.getpid():
                    yield pid


def _age(pid: int) -> float:
    """For how many seconds a process has been there; 0 where it is not."""
    born = born_at(pid)
    up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    return 0.0 if born is None else up - born / os.sysconf("SC_CLK_TCK")


def _has_papers(pid: int) -> bool:
    """Whether a lab's process holds a file of papers open that is still there."""
    return any(target.suffix == ".json" and target.exists() for target in _open_files(pid))


def _open_files(pid: int) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        for held in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                yield held.readlink()
