# tongguan ledger: the tamper-evident record of every scan, decision and share.
from __future__ import annotations

import json
from pathlib import Path

import click

from .setting import settings, talk

__all__ = ["ledger"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def ledger() -> None:
    """The tamper-evident record: show, verify, prove.

    \b
    Example:
      tongguan ledger verify
      tongguan ledger show --head > head.json      # keep it on another machine
      tongguan ledger verify --trusted head.json   # finds a ledger cut short as well
    """


@ledger.command()
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N entries.")
@click.option("--head", is_flag=True, help="The signed head alone, to keep elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="Entries as JSON lines.")
@click.pass_context
def show(ctx: click.Context, last: int | None, head: bool, as_json: bool) -> None:
    """The entries, oldest first.

    \b
    Example:
      tongguan ledger show --last 20
    """
    from operations import ledger_entries, ledger_head

    if head:
        found = ledger_head(settings(ctx))
        if found is None:
            raise click.UsageError("the ledger has no entries yet")
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for entry in ledger_entries(settings(ctx), last=last):
        if as_json:
            click.echo(json.dumps(entry, ensure_ascii=False))
        else:
            body = json.dumps(entry["body"], ensure_ascii=False)
            click.echo(
                f"{entry['sequence']:>6}  {str(entry['time'])[:19]}  {entry['action']}  {entry['actor']}  {body}"
            )


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

    verified = verify_ledger(
        settings(ctx), trusted=None if trusted is None else read_trusted(trusted)
    )
    if as_json:
        click.echo(json.dumps(verified, ensure_ascii=False))
    elif verified["entries"]:
        talk(f"{verified['entries']} entries, all as signed; root {verified['root_hash']}")
    else:
        talk("the ledger has no entries yet")


@ledger.command()
@click.argument("sequence", type=click.IntRange(min=1))
@click.pass_context
def prove(ctx: click.Context, sequence: int) -> None:
    """The proof that entry SEQUENCE is in the ledger, as JSON for another's hands.

    \b
    Example:
      tongguan ledger prove 7 > entry-7.json
    """
    from operations import prove_entry

    click.echo(json.dumps(prove_entry(settings(ctx), sequence), ensure_ascii=False, indent=2))
