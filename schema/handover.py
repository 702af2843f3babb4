# The records of what was handed out masked: to whom, under which keys, and who saw it again.
from __future__ import annotations

from dataclasses import dataclass, field

from .level import Level
from .record_base import Record

__all__ = [
    "ApiToken",
    "Custodian",
    "MaskingKey",
    "Recipient",
    "Reveal",
    "Share",
    "ShareColumn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareColumn:
    """What a share does to one column, and the rule that says so."""

    name: str
    label: str
    level: Level
    operator: str
    reason: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Record):
    """A masked copy that was handed out: what, to whom, why, and how it was masked.

    `revoked` is when it was taken back, "" while it holds; `revocation` why.
    """

    dataset: str
    purpose: str
    recipient: str
    approver: str
    output: str
    output_sha256: str
    plan_digest: str
    columns: tuple[ShareColumn, ...]
    rows: int
    keys: tuple[str, ...] = ()
    legal_basis: str = ""
    expires: str = ""
    watermark: str = ""
    revoked: str = ""
    revocation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskingKey(Record):
    """A key of masking, never the key itself: whose it is and what became of it.

    The id tells keys apart and nothing about them. `domain` is what its values are one of,
    `audience` a recipient's name or `circle:` and a circle's; `state` is active, retired
    (copies made under it can still be undone) or destroyed (nothing made under it can).
    """

    domain: str
    audience: str
    state: str = "active"
    made: str
    retired: str = ""
    destroyed: str = ""
    reason: str = ""
    approver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custodian(Record):
    """A person whose agreement a reveal needs; the id is the name. The verifier of the
    passphrase is sealed, and wiped with the custodian.
    """

    verifier: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient(Record):
    """Who gets copies; the id is the name. `kind` is authority, company, institution, person or
    public; `of` the unit it is or belongs to; `agreement` what it was agreed by, which holds
    `until` a day, or without end. `abroad` says that what it gets leaves the country.
    """

    kind: str
    of: str = ""
    contact: str = ""
    agreement: str = ""
    until: str = ""
    abroad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal(Record):
    """That somebody asks to see again what a share masked, and what came of it.

    `state` is asked, approved, refused or opened. It is for one file, by its digest, for
    the columns named and for nobody but `asker`; `approver` is another person, and after
    `until` the approval is void.
    """

    share: str
    file_sha256: str
    columns: tuple[str, ...]
    asker: str
    reason: str
    state: str = "asked"
    approver: str = ""
    until: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken(Record):
    """What a program signs in with, never the token itself: `digest` is its SHA-256 (hex).

    The id is its name. It serves one `recipient` and the `purposes` named, for `scopes` (mask,
    reveal), until `expires` (a day) or revocation (`state` active or revoked); `approver`
    answers for what is shared with it.
    """

    digest: str
    scopes: tuple[str, ...]
    recipient: str
    purposes: tuple[str, ...]
    approver: str
    expires: str
    state: str = "active"
