# tongguan ledger: the tamper-evident record of every scan, decision and share.
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .setting import language, settings, talk

if TYPE_CHECKING:
    from operations import Line

__all__ = ["ledger"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def ledger() -> None:
    """The tamper-evident record: show, verify, prove.

    \b
    Example:
      tongguan ledger verify
      tongguan ledger show --head > head.json      # keep it on another machine
      tongguan ledger verify --trusted head.json   # finds a ledger cut short as well
      tongguan ledger prove --check entry-7.json --trusted head.json
    """


@ledger.command()
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N entries.")
@click.option("--head", is_flag=True, help="The signed head alone, to keep elsewhere.")
@click.option("--key", is_flag=True, help="The public key alone, to check proofs with.")
@click.option("--json", "as_json", is_flag=True, help="Entries as JSON lines.")
@click.pass_context
def show(ctx: click.Context, last: int | None, head: bool, key: bool, as_json: bool) -> None:
    """The entries, oldest first: when, what, by whom and about what.

    \b
    Example:
      tongguan ledger show --last 20
    """
    from operations import ledger_entries, ledger_head, ledger_key, ledger_lines

    from .words import said

    if head:
        found = ledger_head(settings(ctx))
        if found is None:
            raise click.UsageError("the ledger has no entries yet")
        click.echo(json.dumps(found, ensure_ascii=False))
    elif key:
        click.echo(ledger_key(settings(ctx)))
    elif as_json:
        for entry in ledger_entries(settings(ctx), last=last):
            click.echo(json.dumps(entry, ensure_ascii=False))
    elif lines := ledger_lines(settings(ctx), last=last):
        _print_lines(lines, language(ctx))
    else:
        talk(said("no-entries", language(ctx)))


def _print_lines(lines: Sequence[Line], tongue: str) -> None:
    from .action_words import action_word
    from .table import print_table

    headings = ("序号", "时间", "事项", "操作人", "对象")
    if tongue == "en":
        headings = ("no.", "time", "what", "by whom", "about")
    print_table(
        headings,
        [
            [
                str(line.sequence),
                _local(line.time),
                action_word(line.action, tongue),
                line.actor,
                ", ".join(line.objects),
            ]
            for line in lines
        ],
    )


def _local(time: str) -> str:
    """The ledger's time by the clock on this wall; as it stands there if it is none."""
    try:
        return f"{dt.datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return time


@ledger.command()
@click.option(
    "--trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head kept elsewhere, from `ledger show --head`.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def verify(ctx: click.Context, trusted: Path | None, as_json: bool) -> None:
    """Compute every hash and check every signature anew. Exit 1 when anything is wrong.

    \b
    Example:
      tongguan ledger verify
    """
    from operations import read_trusted, verify_ledger

    from .words import said

    verified = verify_ledger(
        settings(ctx), trusted=None if trusted is None else read_trusted(trusted)
    )
    if as_json:
        click.echo(json.dumps(verified, ensure_ascii=False))
    elif verified["entries"]:
        root = verified["root_hash"]
        talk(said("verified", language(ctx), entries=verified["entries"], root=root))
    else:
        talk(said("no-entries", language(ctx)))


@ledger.command()
@click.argument("sequence", type=click.IntRange(min=1), required=False)
@click.option(
    "--check",
    "proof",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Check a proof that was handed out; needs no installation.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --check: the public key you kept, from `ledger show --key`.",
)
@click.option(
    "--trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --check: a head you kept, from `ledger show --head`.",
)
@click.option("--json", "as_json", is_flag=True, help="With --check: the verdict as JSON.")
@click.pass_context
def prove(
    ctx: click.Context,
    sequence: int | None,
    proof: Path | None,
    key: Path | None,
    trusted: Path | None,
    as_json: bool,
) -> None:
    """The proof that entry SEQUENCE is in the ledger, as JSON for another's hands.

    Or the check of such a proof, in those hands: exit 1 when it does not hold.

    \b
    Example:
      tongguan ledger prove 7 > entry-7.json
      tongguan ledger prove --check entry-7.json --key key.txt
    """
    from operations import prove_entry

    if (sequence is None) == (proof is None):
        raise click.UsageError("say which entry to prove, or --check FILE")
    if proof is not None:
        _check(proof, key, trusted, as_json, language(ctx))
    elif key is not None or trusted is not None:
        raise click.UsageError("--key and --trusted go with --check")
    else:
        assert sequence is not None
        click.echo(json.dumps(prove_entry(settings(ctx), sequence), ensure_ascii=False, indent=2))


def _check(proof: Path, key: Path | None, trusted: Path | None, as_json: bool, tongue: str) -> None:
    from operations import check_proof, read_key, read_trusted

    from .action_words import action_word
    from .words import said

    proved = check_proof(
        proof,
        key=None if key is None else read_key(key),
        trusted=None if trusted is None else read_trusted(trusted),
    )
    if as_json:
        click.echo(json.dumps(proved, ensure_ascii=False))
        return
    what = {
        "sequence": proved["sequence"],
        "action": action_word(proved["action"], tongue),
        "actor": proved["actor"],
        "time": proved["time"],
        "entries": proved["entries"],
        "key": proved["key_id"],
    }
    talk(said("proved", tongue, **what))
    if not proved["trusted"]:
        talk(said("own-key", tongue))
