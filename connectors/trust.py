# Whom a connection over TLS trusts: the authorities of this machine or those of a file that the user
# names, the name of the host being checked in any case; and what is said where trust fails.
from __future__ import annotations

import ssl
from typing import Final

from schema import SourceError

__all__ = ["tls_problem", "trusting"]

# OpenSSL's numbers (x509_vfy.h) of what is wrong with a certificate.
_DATES: Final = frozenset({9, 10})
_OTHER_NAME: Final = frozenset({62, 63, 64})
_ASKS: Final = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "SSLV3_ALERT_HANDSHAKE_FAILURE"})


def trusting(authority: str, where: str) -> ssl.SSLContext:
    """What checks certificates and names; `authority` is a file to trust in place of the system's.

    Raises SourceError, which names `where`, if there are no certificates in that file.
    """
    try:
        return ssl.create_default_context(cafile=authority or None)
    except OSError:
        raise SourceError(
            "the file of authorities to trust cannot be read, or holds no certificate", source=where
        ) from None


def tls_problem(error: ssl.SSLError) -> str:
    """In plain words why a connection over TLS did not come about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in _OTHER_NAME:
            return "its certificate is for another name than the host's"
        if error.verify_code in _DATES:
            return "its certificate has expired or is not valid yet"
        return "its certificate is not trusted"
    if error.reason in _ASKS:
        return "it asks for a certificate of ours or agrees on no cipher"
    return "no TLS is spoken there, or the connection broke off"
