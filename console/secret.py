# Secrets come from a file or an environment variable, never as an argument that others see.
from __future__ import annotations

import os
from pathlib import Path

import click

__all__ = ["read_secret"]


def read_secret(file: str | None, variable: str | None, *, option: str = "password") -> str | None:
    """The first line of the file, or what the variable holds; None where neither is named.

    `option` is how the two options are called on the command line. Raises click's errors
    where both are named or the secret is empty.
    """
    by_file, by_variable = f"--{option}-file", f"--{option}-env"
    if file and variable:
        raise click.UsageError(f"{by_file} or {by_variable}, not both")
    if file:
        try:
            # Windows editors put a mark before the text, which is no part of the secret.
            text = Path(file).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise click.BadParameter("the file is not UTF-8", param_hint=by_file) from None
        first = text.partition("\n")[0].removesuffix("\r")
        if not first:
            raise click.BadParameter("its first line is empty", param_hint=by_file)
        return first
    if variable:
        value = os.environ.get(variable)
        if not value:
            problem = "is not set" if value is None else "is empty"
            raise click.BadParameter(f"{variable} {problem}", param_hint=by_variable)
        return value
    return None
