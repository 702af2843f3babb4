# tongguan source: the sealed register of data sources.
from __future__ import annotations

import json
import re
import sys

import click

from .secret import read_secret
from .setting import language, settings, talk

__all__ = ["source"]

_UNITS = {"": 1, "k": 1e3, "m": 1e6, "g": 1e9}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def source() -> None:
    """The sealed register of data sources.

    \b
    Example:
      tongguan source add people "postgresql://reader@db.local/people" \\
          --password-file /run/secrets/people --owner xian/police --window 22:00-06:00
      tongguan classify scan people
    """


@source.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False),
    help="File whose first line is the password.",
)
@click.option("--password-env", metavar="V", help="Environment variable that holds the password.")
@click.option("--owner", default="", help="Unit that the data belongs to, as a path.")
@click.option(
    "--limit",
    metavar="RATE",
    help="Most bytes a second to read, as 500k or 4M: a file's own, a server's over the wire.",
)
@click.option(
    "--timeout",
    default=60.0,
    show_default=True,
    metavar="S",
    help="Longest time for one statement, in seconds.",
)
@click.option(
    "--window",
    default="",
    metavar="FROM-UNTIL",
    help="Time of day when reading is allowed, as 22:00-06:00.",
)
@click.option(
    "--schedule",
    default="",
    help="When to scan, as a cron expression ('0 2 * * *'), kept for your scheduler.",
)
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    url: str,
    password_file: str | None,
    password_env: str | None,
    owner: str,
    limit: str | None,
    timeout: float,
    window: str,
    schedule: str,
) -> None:
    """Register a source under NAME, in place of any there; its password is sealed.

    URL is one that `tongguan classify scan` takes, such as postgresql://user@host/database or
    mysql://user@host/database; `tongguan classify scan --help` lists them all.

    A password given before is kept while the URL stays the same. URL may be a path too; one
    that is not there yet is registered with a warning.

    \b
    Example:
      tongguan source add people "postgresql://reader@db.local/people" --password-env DB_PW
    """
    from operations import absent_now, add_source, explain

    from .words import said

    added = add_source(
        settings(ctx),
        name,
        url,
        password=read_secret(password_file, password_env),
        owner=owner,
        max_bytes_per_s=None if limit is None else _rate(limit),
        statement_timeout_s=timeout,
        window=window,
        schedule=schedule,
    )
    tongue = language(ctx)
    talk(said("registered", tongue, name=added.id))
    if reason := absent_now(added):
        reason = explain(settings(ctx), tongue, reason)
        talk(said("warning", tongue, place=added.url, problem=reason))


@source.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The registered sources; passwords stay sealed.

    \b
    Example:
      tongguan source list
    """
    from operations import list_sources

    from .table import print_table
    from .words import word

    found = list_sources(settings(ctx))
    tongue = language(ctx)
    if as_json:
        shown = [
            {
                "name": each.id,
                "url": each.url,
                "owner": each.owner,
                "password": bool(each.sealed_password),
                "max_bytes_per_s": each.max_bytes_per_s,
                "statement_timeout_s": each.statement_timeout_s,
                "window": each.window,
                "schedule": each.schedule,
            }
            for each in found
        ]
        click.echo(json.dumps({"sources": shown}, ensure_ascii=False, indent=2))
        return
    print_table(
        [word(key, tongue) for key in ("name", "url", "owner", "password", "limit", "window")],
        [
            [
                each.id,
                each.url,
                each.owner,
                word("sealed" if each.sealed_password else "none", tongue),
                "" if each.max_bytes_per_s is None else f"{each.max_bytes_per_s / 1e6:g} MB/s",
                each.window,
            ]
            for each in found
        ],
    )


@source.command()
@click.argument("name")
@click.pass_context
def test(ctx: click.Context, name: str) -> None:
    """Open the source once, with its credentials, and say whether that worked.

    \b
    Example:
      tongguan source test people
    """
    from operations import test_source

    from .words import said

    test_source(settings(ctx), name)
    talk(said("readable", language(ctx), name=name))


@source.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask; needed where no terminal is.")
@click.pass_context
def remove(ctx: click.Context, name: str, yes: bool) -> None:
    """Remove the source and its sealed password; what it taught the catalogue stays.

    \b
    Example:
      tongguan source remove people
    """
    from operations import remove_source

    from .words import said

    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("nobody to ask on a terminal: say --yes to remove it")
        click.confirm(said("remove", language(ctx), name=name), abort=True, err=True)
    remove_source(settings(ctx), name)
    talk(said("removed", language(ctx), name=name))


def _rate(text: str) -> float:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kKmMgG]?)(?:[bB](?:/s)?)?", text)
    if match is None or float(match[1]) == 0:
        raise click.BadParameter("bytes a second, as 500k or 4M", param_hint="--limit")
    return float(match[1]) * _UNITS[match[2].lower()]
