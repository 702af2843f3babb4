# tongguan monitor respond, responses and playbooks: what is done about an incident, and who agrees.
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .nothing import say_nothing
from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations.respond import Responded
    from operations.respond_auto import Answered

__all__ = ["playbooks", "respond", "responses", "tell_answered"]

_BEGUN = {"zh": "处置{id}：{state}", "en": "response {id}: {state}"}
_DRY = {
    "zh": "以上为演练，未执行任何操作；实际执行请加--for-real",
    "en": "a dry run: nothing was done; with --for-real it is",
}
_GOOD = {"zh": "{file}：{count}个预案可执行", "en": "{file}: {count} playbooks that can be played"}
_TOLD = {
    "zh": "消息：已送达{sent}条，待重试{later}条，已放弃{failed}条",
    "en": "messages: {sent} taken, {later} to be tried again, {failed} given up",
}
_AUTO = {
    "zh": "事件{incident}：按策略启动预案{playbook}（{mode}，{id}）",
    "en": "incident {incident}: playbook {playbook} was begun by policy ({mode}, {id})",
}
_STATES = {"done": "finished"}


@click.command()
@click.argument("incident", metavar="INCIDENT|RESPONSE")
@click.option("--playbook", default="", metavar="ID", help="Which, where several or none fit.")
@click.option(
    "--for-real", is_flag=True, help="Do it; without, a dry run tells what would be done."
)
@click.option("--approve", metavar="STEP", help="Say yes at a step's gate.")
@click.option("--refuse", metavar="STEP", help="Say no at a step's gate.")
@click.option("--done", metavar="STEP", help="A step that a person does is done.")
@click.option("--failed", metavar="STEP", help="A step that a person does could not be done.")
@click.option("--stop", is_flag=True, help="End the response where it is.")
@click.option("--json", "as_json", is_flag=True, help="The response, as JSON on stdout.")
@click.pass_context
def respond(
    ctx: click.Context,
    incident: str,
    playbook: str,
    for_real: bool,
    approve: str | None,
    refuse: str | None,
    done: str | None,
    failed: str | None,
    stop: bool,
    as_json: bool,
) -> None:
    """Play a playbook for INCIDENT, in a dry run; answer a step of a RESPONSE that waits.

    Exit 1 where something waits for people or was not done. Steps are done by adapters that you
    registered (tongguan monitor adapter), and by nothing else.

    \b
    Example:
      tongguan monitor respond in-3f92edb3
      tongguan monitor respond in-3f92edb3 --for-real
      tongguan monitor respond in-3f92edb3 --approve account
    """
    from operations.notify import deliver_notices
    from operations.respond import answer_step, begin_response, stop_response

    answers = {"approve": approve, "refuse": refuse, "done": done, "failed": failed}
    given = [(answer, step) for answer, step in answers.items() if step]
    if len(given) + stop + bool(for_real or playbook) > 1:
        raise click.UsageError(
            "one answer at a time, and none with --playbook, --for-real or --stop"
        )
    here = settings(ctx)
    if stop:
        stopped = stop_response(here, incident)
        talk(_BEGUN[_tongue(ctx)].format(id=stopped.id, state=_word("stopped", ctx)))
        return
    if given:
        ((answer, step),) = given
        found = answer_step(here, incident, step, answer)  # type: ignore[arg-type]
    else:
        found = begin_response(here, incident, playbook=playbook, for_real=for_real)
    delivered = deliver_notices(here)
    _print(ctx, found, as_json=as_json)
    if not as_json and (delivered.sent or delivered.later or delivered.failed):
        talk(
            _TOLD[_tongue(ctx)].format(
                sent=delivered.sent, later=delivered.later, failed=delivered.failed
            )
        )
    ctx.exit(0 if found.response.state == "done" and _is_whole(found) else 1)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that are over, too.")
@click.option("--messages", is_flag=True, help="Messages to people and what became of them.")
@click.option("--json", "as_json", is_flag=True, help="One a line, as JSON on stdout.")
@click.pass_context
def responses(ctx: click.Context, everything: bool, messages: bool, as_json: bool) -> None:
    """What waits for people's approval or work; moves on what time lets go on, and sends messages.

    Exit 1 where something waits.

    \b
    Example:
      tongguan monitor responses
      tongguan monitor responses --all --json
    """
    from operations.notify import deliver_notices
    from operations.respond import advance_responses, list_responses, open_responses
    from operations.respond_rows import response_json, waiting_json, waiting_rows

    from .table import print_table

    here, tongue = settings(ctx), _tongue(ctx)
    advance_responses(here)
    deliver_notices(here)
    standing = open_responses(here)
    if messages:
        _print_messages(ctx, as_json=as_json)
    elif everything and as_json:
        for response in list_responses(here):
            click.echo(json.dumps(response_json(response), ensure_ascii=False))
    elif as_json:
        for each in standing:
            for line in waiting_json(each):
                click.echo(json.dumps(line, ensure_ascii=False))
    elif everything:
        keys = ("response", "incident", "playbook", "mode", "state", "by")
        say_nothing("all-responses", list_responses(here), tongue)
        rows = [
            [
                each.id,
                each.incident,
                each.playbook,
                _word(each.mode, ctx),
                _state(each.state, ctx),
                each.by,
            ]
            for each in list_responses(here)
        ]
        if rows:
            print_table([_word(key, ctx) for key in keys], rows)
    else:
        keys = ("response", "step", "what", "role", "waits", "until")
        rows = [row for each in standing for row in waiting_rows(each, tongue)]
        say_nothing("responses", rows, tongue)
        if rows:
            print_table([_word(key, ctx) for key in keys], rows)
    ctx.exit(1 if any(each.waiting for each in standing) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def playbooks() -> None:
    """Playbooks: which there are, whether a file can be played, and as CACAO 2.0 for other tools.

    \b
    Example:
      tongguan monitor playbooks list
    """


@playbooks.command("list")
@click.option("--json", "as_json", is_flag=True, help="One a line, as JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The playbooks in force, ours and yours.

    \b
    Example:
      tongguan monitor playbooks list --json
    """
    from operations.respond_rows import playbook_json, shipped_playbooks

    from .table import print_table

    tongue, found = _tongue(ctx), shipped_playbooks(settings(ctx))
    if as_json:
        for each in found:
            click.echo(json.dumps(playbook_json(*each), ensure_ascii=False))
        return
    rows = [
        [
            playbook.id,
            playbook.title.zh if tongue == "zh" else playbook.title.en,
            _word(automatic, ctx) if automatic else "",
            file,
        ]
        for playbook, file, automatic in found
    ]
    print_table([_word(key, ctx) for key in ("playbook", "title", "automatic", "file")], rows)


@playbooks.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Whether files can be played: packs in YAML, or CACAO 2.0 in JSON.

    A fault is told with file, line and column.

    \b
    Example:
      tongguan monitor playbooks check mine/playbooks/leak.yaml from-elsewhere.json
    """
    from operations.respond_rows import check_playbook_file

    for file in files:
        found = check_playbook_file(file)
        talk(_GOOD[_tongue(ctx)].format(file=file, count=len(found)))


@playbooks.command()
@click.argument("name", metavar="PLAYBOOK")
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
              help="Where it is written; stdout if left out.")  # fmt: skip
@click.pass_context
def export(ctx: click.Context, name: str, out: Path | None) -> None:
    """A playbook as CACAO 2.0 in JSON.

    \b
    Example:
      tongguan monitor playbooks export leak --out leak.cacao.json
    """
    from operations.respond_rows import playbook_text

    text = playbook_text(settings(ctx), name)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def tell_answered(ctx: click.Context, answered: Answered | None) -> None:
    """Says which playbooks the monitor began by itself."""
    for each in answered.begun if answered is not None else ():
        one = each.response
        talk(
            _AUTO[_tongue(ctx)].format(
                incident=one.incident, playbook=one.playbook, mode=_word(one.mode, ctx), id=one.id
            )
        )


def _print(ctx: click.Context, found: Responded, *, as_json: bool) -> None:
    from operations.respond_rows import response_json, response_rows, waiting_json, waiting_rows

    from .table import print_table

    here, tongue, response = settings(ctx), _tongue(ctx), found.response
    if as_json:
        told = {**response_json(response), "waiting": waiting_json(found)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    rows = response_rows(here, response, found.playbook, tongue)
    print_table([_word(key, ctx) for key in ("step", "what", "outcome", "by", "done")], rows)
    if found.waiting:
        click.echo()
        keys = ("response", "step", "what", "role", "waits", "until")
        print_table([_word(key, ctx) for key in keys], waiting_rows(found, tongue))
    talk(_BEGUN[tongue].format(id=response.id, state=_state(response.state, ctx)))
    if response.mode == "dry-run":
        talk(_DRY[tongue])


def _print_messages(ctx: click.Context, *, as_json: bool) -> None:
    from operations import explain
    from operations.notify import list_notices

    from .table import print_table

    found = list_notices(settings(ctx))
    if as_json:
        for each in found:
            told = {
                "id": each.id, "adapter": each.adapter, "incident": each.incident,
                "state": each.state, "attempts": each.attempts, "problem": each.problem or None,
            }  # fmt: skip
            click.echo(json.dumps(told, ensure_ascii=False))
        return
    rows = [
        [
            each.id, each.adapter, each.incident,
            _word("given-up" if each.state == "failed" else each.state, ctx),
            str(each.attempts), explain(settings(ctx), _tongue(ctx), each.problem),
        ]
        for each in found
    ]  # fmt: skip
    keys = ("response", "adapter", "incident", "state", "attempts", "problem")
    say_nothing("messages", rows, _tongue(ctx))
    if rows:
        print_table([_word(key, ctx) for key in keys], rows)


def _is_whole(found: Responded) -> bool:
    return all(each.outcome == "done" for each in found.response.steps.values())


def _state(state: str, ctx: click.Context) -> str:
    return _word(_STATES.get(state, state), ctx)


def _word(key: str, ctx: click.Context) -> str:
    from operations.respond_rows import respond_word

    return respond_word(key, language(ctx))


def _tongue(ctx: click.Context) -> str:
    return "zh" if language(ctx) == "zh" else "en"
