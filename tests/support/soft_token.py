# A token in software (SoftHSM) with a key of its own, in a directory that is thrown away.
from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PIN = "correct horse 4711"


@dataclass(frozen=True)
class SoftToken:
    module: str
    pin_file: Path

    def locator(self, *, token: str = "hall", label: str = "ring", pin: Path | None = None) -> str:
        return (
            f"pkcs11:token={token};object={label}?module-path={self.module}"
            f"&pin-source=file:{pin or self.pin_file}"
        )


def find_softhsm() -> str | None:
    return next(map(str, Path("/usr/lib").glob("*/softhsm/libsofthsm2.so")), None)


@contextmanager
def throw_away_token(module: str, place: Path) -> Iterator[SoftToken]:
    """The token `hall` with the secret key `ring`; two more keys are both called `twins`."""
    (place / "tokens").mkdir()
    config = place / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {place / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        # The library reads it when this process first loads it.
        patch.setenv("SOFTHSM2_CONF", str(config))
        command = ["softhsm2-util", "--init-token", "--free", "--label", "hall"]
        pins = ["--so-pin", "security officer 1", "--pin", PIN]
        subprocess.run([*command, *pins], check=True, capture_output=True)
        import pkcs11
        from pkcs11 import Attribute, KeyType, ObjectClass

        library = pkcs11.lib(module)
        token = library.get_token(token_label="hall")
        with token.open(user_pin=PIN, rw=True) as session:
            for label in ("ring", "twins", "twins"):
                session.create_object(
                    {
                        Attribute.CLASS: ObjectClass.SECRET_KEY,
                        Attribute.KEY_TYPE: KeyType.GENERIC_SECRET,
                        Attribute.LABEL: label,
                        Attribute.TOKEN: True,
                        Attribute.SIGN: True,
                        Attribute.SENSITIVE: True,
                        Attribute.EXTRACTABLE: False,
                        Attribute.VALUE: secrets.token_bytes(32),
                    }
                )
        pin_file = place / "pin"
        pin_file.write_text(PIN + "\n")
        pin_file.chmod(0o600)
        yield SoftToken(module, pin_file)
