# The command line's front: which commands there are, in one table. Each lives in a file of
# its own that is imported when the command runs; `tongguan --help` loads click and no more.
from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn, cast

import click

from .setting import Given, language_of, settings_of

__all__ = ["main"]

# Command -> its module here, the click object in it, and its line in the help.
_COMMANDS = {
    "demo": ("demo", "demo", "Guided tour on generated departments' data."),
    "source": ("source", "source", "The sealed register of data sources."),
    "classify": ("classify", "classify", "Find and grade data; keep the catalogue."),
    "mask": ("mask", "mask", "Masked copies for sharing."),
    "monitor": ("monitor", "monitor", "See graded data leave: captures, logs, incidents."),
    "token": ("token", "token", "What programs sign in with at the HTTP API."),
    "serve": ("serve", "serve", "The HTTP API, on this machine."),
    "range": ("drill", "drills", "The range: attack-defence drills, scored and repeatable."),
    "policies": ("policies", "policies", "List, check and try policy packs."),
    "store": ("record_store", "store", "Records in a store that stations share."),
    "ledger": ("ledger", "ledger", "The tamper-evident record: show, verify, prove."),
}

_HELP = """Tongguan (潼关): find the data that matters, let it be shared safely.

\b
Example:
  tongguan classify scan data/ --sample all
  tongguan classify catalogue export catalogue.xlsx report.html
  tongguan mask apply data/people.csv --purpose share-conditional \\
      --recipient "Health Commission" --out people-masked.csv

Data goes to stdout, talk to stderr. Exit 0: done; 1: done in part, or found bad; 2: misuse.
"""


class _Commands(click.Group):
    """A group that knows its commands' help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        loaded = importlib.import_module(f"console.{module}")
        return cast("click.Command", getattr(loaded, name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in _COMMANDS.items()])


@click.group(cls=_Commands, help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tongguan", prog_name="tongguan")
@click.option(
    "--home",
    type=click.Path(file_okay=False),
    envvar="TONGGUAN_HOME",
    help="Directory of records, ledger and keys.  [env: TONGGUAN_HOME]",
)
@click.option(
    "--policies",
    type=click.Path(file_okay=False),
    envvar="TONGGUAN_POLICIES",
    help="Your own policy packs, merged with ours.  [env: TONGGUAN_POLICIES]",
)
@click.option(
    "--site",
    type=click.Path(dir_okay=False),
    envvar="TONGGUAN_SITE",
    help="The file that says who the bureau is.  [env: TONGGUAN_SITE]",
)
@click.option(
    "--actor",
    envvar="TONGGUAN_ACTOR",
    help="Who is acting, for the ledger; the login name if absent.  [env: TONGGUAN_ACTOR]",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    envvar="TONGGUAN_LANG",
    help="Language of tables and reports; Chinese unless the locale is English.  [env: TONGGUAN_LANG]",
)
@click.option(
    "--kek",
    metavar="WHERE",
    envvar="TONGGUAN_KEK",
    help="What the keyring is wrapped by: passphrase:FILE, file:FILE or pkcs11:….  [env: TONGGUAN_KEK]",
)
@click.option(
    "--archive",
    metavar="SOURCE",
    envvar="TONGGUAN_ARCHIVE",
    help="The registered Elasticsearch that events are kept in; files if absent.  [env: TONGGUAN_ARCHIVE]",
)
@click.option(
    "--store",
    metavar="URL|SOURCE",
    envvar="TONGGUAN_STORE",
    help="An Elasticsearch that records and events are kept in as well.  [env: TONGGUAN_STORE]",
)
@click.option(
    "--store-password-file",
    type=click.Path(dir_okay=False),
    envvar="TONGGUAN_STORE_PASSWORD_FILE",
    help="File of its password, or of an API key.  [env: TONGGUAN_STORE_PASSWORD_FILE]",
)
@click.pass_context
def _tongguan(
    ctx: click.Context,
    home: str | None,
    policies: str | None,
    site: str | None,
    actor: str | None,
    lang: str | None,
    kek: str | None,
    archive: str | None,
    store: str | None,
    store_password_file: str | None,
) -> None:
    ctx.ensure_object(dict).update(
        home=home, policies=policies, site=site, actor=actor, lang=lang, kek=kek, archive=archive,
        store=store, store_password_file=store_password_file,
    )  # fmt: skip
    if store and ctx.invoked_subcommand != "store":
        from .handing_over import handing_over

        ctx.with_resource(handing_over(ctx.obj))


def main() -> None:
    """The `tongguan` command; ends the process with 0, 1 or 2, interrupted with 130."""
    # Filled as the command line is read: what is said at the end is said in its language.
    given: Given = {}
    try:
        code = _tongguan.main(prog_name="tongguan", standalone_mode=False, obj=given)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort as error:
        # A prompt keeps it as the context, everything else as the cause.
        if isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
            _interrupted(given)
        _end(_told("stopped", given), 1)
    except click.ClickException as error:
        from .usage import show

        context = getattr(error, "ctx", None)
        # A command nobody knows is found out before our own options are looked at.
        show(error, language_of(given or (context.find_root().params if context else {})))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _interrupted(given)
    except BrokenPipeError:
        # What reads our output went away: nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  the outermost loop
        _report(error, given)


def _interrupted(given: Given) -> NoReturn:
    """Ends as shells expect of whom Ctrl-C ended: 128 and the signal's number."""
    # An impatient second one would only interrupt the clearing up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end(_told("stopped", given), 128 + signal.SIGINT)


def _report(error: Exception, given: Given) -> None:
    """The outermost loop: our own errors as one line, others by kind and place alone.

    A library's message may hold a value from the data, so it is never shown.
    """
    from schema import MisuseError, PolicyError, RefusedError, TongguanError

    if isinstance(error, TongguanError):
        from operations import explain

        misused = isinstance(error, PolicyError | RefusedError | MisuseError)
        said = explain(settings_of(given), language_of(given), str(error))
        _end(said, 2 if misused else 1)
    if isinstance(error, ModuleNotFoundError):
        missing = f"the package {error.name} is not installed: pip install 'tongguan[all]'"
        _end(_told(missing, given), 1)
    if isinstance(error, OSError):
        _end(_told(f"{error.filename or 'system'}: {error.strerror}", given), 1)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        # Only what was typed can hold them: files met on the way are named as text.
        _end(_told("an argument is not UTF-8 text", given), 2)
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{Path(code.co_filename).name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    place = " < ".join(reversed(frames[-4:]))
    _end(_told(f"internal error {type(error).__name__} at {place}", given), 1)


def _told(message: str, given: Given) -> str:
    from .usage import told

    return told(message, language_of(given))


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"tongguan: {message}", err=True)
    sys.exit(code)
