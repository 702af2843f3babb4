# What a file is, beyond tables: archives, packed files, mail, documents, text. Content goes
# before the name where it is plain (the first bytes of ZIP, gzip, PDF and others are fixed by
# their specifications); what every format may look like is told by the suffix.
from __future__ import annotations

import os
import re

__all__ = ["KINDS", "SUFFIXES", "format_of", "holds_documents", "is_hidden", "suffix_of"]

# Prose, source code, settings, keys: lines of text.
_TEXT = re.findall(
    r"\S+",
    """
    .txt .text .md .markdown .rst .tex .log
    .py .pyi .js .mjs .cjs .jsx .ts .tsx .vue .java .kt .kts .scala .groovy .go .rs .c .h .cc
    .cpp .hpp .cs .vb .m .swift .php .rb .pl .pm .lua .r .dart .jsp .asp .aspx .sh .bash .zsh
    .bat .cmd .ps1 .sql .css .scss .less .proto .graphql
    .yaml .yml .toml .ini .cfg .conf .config .cnf .properties .env .xml .xsl .xsd .plist .svg
    .gradle .tf .tfvars .hcl .service .reg .ldif .htaccess .csproj .dockerfile .makefile
    .pem .key .ppk .asc
    """,
)

# Formats and the connectors that read them.
KINDS = {
    "zip": "archive",
    "tar": "archive",
    "gzip": "archive",
    "bzip2": "archive",
    "xz": "archive",
    "zstd": "archive",
    "lz4": "archive",
    "mail": "archive",
    "docx": "document",
    "pptx": "document",
    "odf": "document",
    "ofd": "document",
    "pdf": "document",
    "html": "document",
    "text": "document",
    "image": "document",
    "ole": "document",
    "arrow": "records",
    "avro": "records",
    "workbook": "workbook",
}
SUFFIXES = {
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".avro": "avro",
    ".zip": "zip",
    ".jar": "zip",
    ".war": "zip",
    ".ear": "zip",
    ".tar": "tar",
    ".gz": "gzip",
    ".tgz": "gzip",
    ".bz2": "bzip2",
    ".tbz2": "bzip2",
    ".xz": "xz",
    ".txz": "xz",
    ".zst": "zstd",
    ".lz4": "lz4",
    ".eml": "mail",
    ".mht": "mail",
    ".mhtml": "mail",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".odt": "odf",
    ".odp": "odf",
    ".ofd": "ofd",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".bmp": "image",
    ".doc": "ole",
    ".wps": "ole",
    ".ppt": "ole",
    ".dps": "ole",
    **dict.fromkeys(_TEXT, "text"),
}
# Files known by their whole name, and the suffix they are read by.
_NAMES = {
    "dockerfile": ".dockerfile",
    "jenkinsfile": ".groovy",
    "makefile": ".makefile",
    "id_rsa": ".pem",
    "id_dsa": ".pem",
    "id_ecdsa": ".pem",
    "id_ed25519": ".pem",
    ".env": ".env",
    ".netrc": ".conf",
    ".npmrc": ".conf",
    ".pypirc": ".conf",
    ".pgpass": ".conf",
    ".my.cnf": ".cnf",
    ".htpasswd": ".conf",
    ".git-credentials": ".conf",
    ".dockercfg": ".conf",
}
# A leading dot hides settings; in these are passwords.
_SHOWN = re.compile(
    r"\.env(?:\..+)?|\.netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.htpasswd"
    r"|\.git-credentials|\.dockercfg",
    re.IGNORECASE,
)
_MAGIC = (
    (b"ARROW1\x00\x00", "arrow"),
    (b"FEA1", "arrow"),
    (b"Obj\x01", "avro"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
# A member's name stands 30 bytes into its header (APPNOTE 4.3.7). Office files keep their
# parts in directories of these names; an OpenDocument file begins with its media type.
_PART = re.compile(
    rb"PK\x03\x04.{26}(?:(?P<directory>xl|word|ppt)/"
    rb"|mimetypeapplication/vnd\.oasis\.opendocument\.(?P<media>[a-z]+)"
    rb"|(?P<ofd>OFD\.xml))",
    re.DOTALL,
)
_PARTS = {
    b"xl": "workbook",
    b"spreadsheet": "workbook",
    b"word": "docx",
    b"ppt": "pptx",
    b"text": "odf",
    b"presentation": "odf",
    b"OFD.xml": "ofd",
}
_ZIPPED = frozenset({"zip", "docx", "pptx", "odf", "ofd"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
# Readers allow as much before a PDF's first line.
_PDF_WITHIN = 1024
_ZIP = b"PK\x03\x04"
# An empty archive is its end alone.
_EMPTY_ZIP = b"PK\x05\x06"
_TAR = b"ustar"
_TAR_AT = 257
_HEAD = 64 * 1024


def suffix_of(name: str) -> str:
    """The suffix a file is known by, in small letters; some have a name in its place.

    >>> suffix_of("/srv/A.CSV"), suffix_of(".env.local"), suffix_of("Dockerfile")
    ('.csv', '.env', '.dockerfile')
    """
    base = os.path.basename(name).lower()  # noqa: PTH119  the text as typed
    if base.startswith(".env."):
        return ".env"
    return _NAMES.get(base) or os.path.splitext(base)[1]  # noqa: PTH122


def format_of(head: bytes, suffix: str) -> str | None:
    r"""The format of a file by its first bytes and its suffix; None for one that is not ours.

    >>> format_of(b"\x1f\x8b\x08", ".csv")
    'gzip'
    """
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_zip(head, suffix)
    if head.startswith(_OLE):
        # A document under a password is an OLE file whatever it is called.
        found = SUFFIXES.get(suffix)
        return found if found in {"docx", "pptx", "ole"} else None
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if _PDF in head[:_PDF_WITHIN]:
        return "pdf"
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "tar"
    return SUFFIXES.get(suffix)


def holds_documents(path: str) -> bool:
    """Whether a file must be taken apart before there is text in it: a PDF, a mail, a ZIP.

    Raises OSError where it cannot be opened.
    """
    with open(path, "rb") as file:  # noqa: PTH123
        found = format_of(file.read(_HEAD), suffix_of(path))
    return found is not None and found != "text"


def is_hidden(name: str) -> bool:
    """True for a file to pass over while walking: a leading dot, Office's `~$` lock files.

    >>> is_hidden(".bashrc"), is_hidden(".env"), is_hidden("a.csv")
    (True, False, False)
    """
    return name.startswith((".", "~$")) and not _SHOWN.fullmatch(name)


def _of_zip(head: bytes, suffix: str) -> str | None:
    for part in _PART.finditer(head):
        found = _PARTS.get(part["directory"] or part["media"] or part["ofd"])
        if found is not None:
            return found
    promised = SUFFIXES.get(suffix)
    return promised if promised in _ZIPPED else None
