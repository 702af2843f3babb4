# tongguan monitor respond: a playbook played for an incident, in a dry run unless it is said to be for
# real. Each step is on disk with its ledger entry before it is done and after; what was interrupted is
# taken up again. Whoever answers at a gate does so in a process of their own, whenever they come.
from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, Literal

from monitor import fitting, variables_of
from monitor import respond as engine
from policies import Playbook, Playbooks, load_playbooks
from policies.playbook import HttpCommand, PlaybookActionStep
from policies.playing import Action, Look, Run, Waiting
from schema import Alert, MisuseError, Notice, RefusedError, Response

from .incident_trace import find_incident
from .recording import Book, new_id
from .respond_act import Act, act
from .settings import Settings, open_book, read_site

__all__ = [
    "Responded", "advance_responses", "answer_step", "begin_response", "list_responses",
    "open_responses", "stop_response",
]  # fmt: skip

Clock = Callable[[], float]
Answer = Literal["approve", "refuse", "done", "failed"]
_OPEN: Final = ("running", "waiting")
_LOCK: Final = "responses.lock"


@dataclass(frozen=True, slots=True)
class Responded:
    """A response as it stands, with what waits for people, and its playbook."""

    response: Response
    waiting: tuple[Waiting, ...]
    playbook: Playbook
    wakes: float | None = None


def begin_response(
    settings: Settings,
    incident: str,
    *,
    playbook: str = "",
    for_real: bool = False,
    clock: Clock = time.time,
    automatic: bool = False,
) -> Responded:
    """A playbook begun for an incident, or, where it is played for it already, gone on with.

    In a dry run everybody is taken to agree, and nothing is done. Raises MisuseError where there is no
    such incident or playbook, or several fit and none is named.
    """
    found = load_playbooks(settings.policies)
    with _turn(settings), open_book(settings) as book:
        book.refuse_read_only()
        about = find_incident(book, incident)
        variables = variables_of(about, book.list(Alert))
        name = _chosen(found, playbook, fitting(found.playbooks, variables), about.id)
        digest = _digest(found, name)
        for each in book.list(Response) if for_real else ():
            same = each.incident == about.id and each.playbook == name and each.mode == "for-real"
            if same and each.state in _OPEN:
                return _advanced(settings, book, each, found, clock)
        run = engine.begin(found.playbooks[name], variables, clock())
        response = Response(
            id=new_id("rs"), unit=about.unit, time=book.now(), incident=about.id, playbook=name,
            playbook_sha256=digest, mode="for-real" if for_real else "dry-run", state="running",
            began=run.began, by="" if automatic else settings.actor, variables=dict(run.variables),
        )  # fmt: skip
        if not for_real:
            return _tried(settings, book, response, found)
        _record(settings, book, response, "respond.begin")
        return _advanced(settings, book, response, found, clock)


def answer_step(
    settings: Settings, name: str, step: str, answer: Answer, *, clock: Clock = time.time
) -> Responded:
    """A response of that id, or the open one of that incident, gone on with after an answer.

    Raises MisuseError where nothing waits there, RefusedError where the role is another's.
    """
    found = load_playbooks(settings.policies)
    with _turn(settings), open_book(settings) as book:
        response = _open_one(book, name, step)
        _unchanged(found, response)
        now = clock()
        state = engine.look(_run(response), found.playbooks, now)
        waiting = {each.path: each for each in state.waiting}
        if step not in waiting:
            known = ", ".join(waiting) or "-"
            raise MisuseError(f"step {step} of {response.id} waits for nobody; these do: {known}")
        one = waiting[step]
        gate = one.gate is not None
        if gate != (answer in {"approve", "refuse"}):
            wanted = "approve or refuse" if gate else "done or failed"
            raise MisuseError(f"step {step} waits for {wanted}")
        people = read_site(settings).response_roles.get(one.role, ())
        if people and settings.actor not in people:
            raise RefusedError(
                f"step {step} is for the role {one.role}, which {settings.actor} does not have"
            )
        if gate:
            run = engine.answered(
                state.run, step, yes=answer == "approve", by=settings.actor, now=now
            )
        else:
            run = engine.finished(
                state.run, step, "done" if answer == "done" else "failed", now, by=settings.actor
            )
        response = _with(response, run)
        _record(settings, book, response, f"respond.{answer}", step=step, role=one.role)
        return _advanced(settings, book, response, found, clock)


def advance_responses(settings: Settings, *, clock: Clock = time.time) -> list[Responded]:
    """Every open response gone on with as far as time lets it. A playbook that changed is left."""
    found = load_playbooks(settings.policies)
    done = []
    with _turn(settings), open_book(settings) as book:
        for each in book.list(Response):
            known = each.playbook in found.playbooks
            if (
                each.state in _OPEN
                and known
                and _digest(found, each.playbook) == each.playbook_sha256
            ):
                done.append(_advanced(settings, book, each, found, clock))
    return done


def list_responses(settings: Settings) -> list[Response]:
    """The responses on record, the oldest first."""
    with open_book(settings) as book:
        return sorted(book.list(Response), key=lambda each: (each.began, each.id))


def open_responses(settings: Settings, *, clock: Clock = time.time) -> list[Responded]:
    """Responses that are not over, with what waits in each; nothing is moved on by looking."""
    found = load_playbooks(settings.policies)
    standing = []
    for each in list_responses(settings):
        if each.state in _OPEN and each.playbook in found.playbooks:
            state = engine.look(_run(each), found.playbooks, clock())
            playbook = found.playbooks[each.playbook]
            standing.append(Responded(each, state.waiting, playbook, state.wakes))
    return standing


def stop_response(settings: Settings, name: str) -> Response:
    """The response ended where it is; what was done stays done."""
    with _turn(settings), open_book(settings) as book:
        response = replace(_open_one(book, name, ""), state="stopped", time=book.now())
        _record(settings, book, response, "respond.stop")
    return response


def _advanced(
    settings: Settings, book: Book, response: Response, found: Playbooks, clock: Clock
) -> Responded:
    """The response after all that is due now was done."""
    _unchanged(found, response)
    run = _interrupted(_run(response), found)
    while True:
        state = engine.look(run, found.playbooks, clock())
        run = state.run
        doing = [each for each in state.due if not each.manual]
        after = _with(response, run, state)
        if after != response:
            response = replace(after, time=book.now())
            paths = ", ".join(each.path for each in state.due)
            _record(settings, book, response, "respond.step", step=paths)
        if not doing:
            # What people do was told of once, and waits in the next look.
            state = engine.look(run, found.playbooks, clock())
            settled = _with(response, state.run, state)
            if settled.state != response.state:
                response = replace(settled, time=book.now())
                _record(settings, book, response, f"respond.{response.state}")
            playbook = found.playbooks[response.playbook]
            return Responded(response, state.waiting, playbook, state.wakes)
        for action in doing:
            run, notices = _acted(settings, book, response, run, action, clock())
            response = replace(_with(response, run), time=book.now())
            _record(
                settings, book, response, "respond.action", notices, step=action.path,
                outcome=run.steps[action.path].outcome,
            )  # fmt: skip


def _acted(  # noqa: PLR0917  what a step is done with
    settings: Settings, book: Book, response: Response, run: Run, action: Action, now: float
) -> tuple[Run, list[Notice]]:
    """The run after a step's commands, one after another; the first that fails is the last."""
    told: list[str] = []
    notices: list[Notice] = []
    outcome = "done"
    for command in action.commands:
        assert isinstance(command, HttpCommand)
        approver = run.steps[action.path].answered_by
        deed = act(settings, book, Act(response, action.path, command, approver), for_real=True)
        told += deed.told
        notices += deed.notices
        outcome = deed.outcome
        if outcome != "done":
            break
    return engine.finished(run, action.path, outcome, now, told=tuple(told)), notices  # type: ignore[arg-type]


def _tried(settings: Settings, book: Book, response: Response, found: Playbooks) -> Responded:
    """A dry run: everybody agrees, each step tells what it would do, and one entry says that it was."""
    playbook = found.playbooks[response.playbook]
    run, now = _run(response), response.began
    while True:
        state = engine.look(run, found.playbooks, now)
        run = state.run
        if state.over:
            break
        for action in state.due:
            told: list[str] = []
            outcome = "done"
            for command in action.commands:
                if isinstance(command, HttpCommand):
                    wanted = Act(response, action.path, command)
                    deed = act(settings, book, wanted, for_real=False)
                    told += deed.told
                    outcome = deed.outcome if outcome == "done" else outcome
            run = engine.finished(run, action.path, outcome, now, told=tuple(told))  # type: ignore[arg-type]
        for each in state.waiting:
            if each.gate is not None:
                run = engine.answered(run, each.path, yes=True, by="", now=now)
        if not state.due and not state.waiting and state.wakes is not None:
            now = state.wakes
    response = replace(_with(response, run), state="done")
    _record(settings, book, response, "respond.dry-run")
    return Responded(response, (), playbook)


def _with(response: Response, run: Run, state: Look | None = None) -> Response:
    after = replace(response, steps=dict(run.steps))
    if state is None:
        return after
    if not state.over:
        return replace(after, state="waiting" if state.waiting else "running")
    went_well = all(each.outcome == "done" for each in run.steps.values())
    return replace(after, state="done" if went_well else "failed")


def _run(response: Response) -> Run:
    return Run(response.playbook, response.began, response.variables, response.steps)


def _interrupted(run: Run, found: Playbooks) -> Run:
    """The run with steps that were under way when its process ended as if not begun."""
    steps = dict(run.steps)
    for path, each in steps.items():
        if each.begun and not each.outcome and not _is_manual(found, run.playbook, path):
            steps[path] = replace(each, begun=False)
    return replace(run, steps=steps)


def _is_manual(found: Playbooks, name: str, path: str) -> bool:
    *outer, last = path.split("/")
    for each in outer:
        step = found.playbooks[name].workflow[each]
        assert isinstance(step, PlaybookActionStep)
        name = step.playbook
    step = found.playbooks[name].workflow[last]
    return step.type == "action" and step.is_manual


def _chosen(found: Playbooks, named: str, fits: list[str], incident: str) -> str:
    if named:
        if named not in found.playbooks:
            known = ", ".join(sorted(found.playbooks))
            raise MisuseError(f"there is no playbook {named}, there are {known}")
        return named
    if not fits:
        raise MisuseError(f"no playbook is for incident {incident}: name one (--playbook)")
    if len(fits) > 1:
        several = ", ".join(fits)
        raise MisuseError(
            f"several playbooks are for incident {incident}, name one (--playbook): {several}"
        )
    return fits[0]


def _open_one(book: Book, name: str, step: str) -> Response:
    found = [
        each
        for each in book.list(Response)
        if each.state in _OPEN and (each.id.startswith(name) or each.incident.startswith(name))
    ]
    if len(found) > 1 and step:
        found = [each for each in found if step in each.steps] or found
    if not found:
        raise MisuseError(f"no open response is recorded as {name}")
    if len(found) > 1:
        several = ", ".join(each.id for each in found)
        raise MisuseError(f"several responses are open there, name one: {several}")
    return found[0]


def _unchanged(found: Playbooks, response: Response) -> None:
    known = response.playbook in found.playbooks
    if not known or _digest(found, response.playbook) != response.playbook_sha256:
        raise RefusedError(
            f"playbook {response.playbook} is not what it was when {response.id} began: stop that one "
            "(--stop), and begin anew"
        )


def _digest(found: Playbooks, name: str) -> str:
    """The digest of a playbook with those that it plays."""
    playbook = found.playbooks[name]
    plays = sorted(
        step.playbook for step in playbook.workflow.values() if isinstance(step, PlaybookActionStep)
    )
    return "-".join([found.digests[name][:32], *(_digest(found, each)[:32] for each in plays)])


def _record(
    settings: Settings,
    book: Book,
    response: Response,
    action: str,
    notices: list[Notice] | None = None,
    **detail: str,
) -> None:
    told: Mapping[str, str] = {
        "response": response.id, "incident": response.incident, "playbook": response.playbook,
        **{key: value for key, value in detail.items() if value},
    }  # fmt: skip
    book.record(
        [response, *(notices or ())], action=action, actor=settings.actor, unit=response.unit,
        detail=dict(told),
    )  # fmt: skip


@contextmanager
def _turn(settings: Settings) -> Iterator[None]:
    """One process at a time moves responses on; the kernel lets go of it whatever happens."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.home / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
