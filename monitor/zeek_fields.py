# The fields of those of Zeek's logs that no columns are for, by Zeek's own names (Zeek's
# documentation, "Log Files"): a rule that asks for another is told so.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["ZEEK_FIELDS"]

ZEEK_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "smb_files": ("action", "path", "name", "size", "prev_name", "data_offset_req"),
    "smb_mapping": ("path", "service", "native_file_system", "share_type"),
    "dce_rpc": ("rtt", "named_pipe", "endpoint", "operation"),
    "kerberos": ("request_type", "client", "service", "success", "error_code", "error_msg", "from",
                 "till", "cipher", "forwardable", "renewable"),
    "ntlm": ("username", "hostname", "domainname", "server_nb_computer_name", "success"),
    "rdp": ("cookie", "result", "security_protocol", "client_channels", "keyboard_layout",
            "client_build", "client_name", "client_dig_product_id", "desktop_width", "cert_type"),
    "x509": ("fingerprint", "certificate.version", "certificate.serial", "certificate.subject",
             "certificate.issuer", "certificate.not_valid_before", "certificate.not_valid_after",
             "certificate.key_type", "certificate.key_length", "san.dns"),
    "ssh": ("version", "auth_success", "auth_attempts", "direction", "client", "server", "hassh"),
    "ftp": ("user", "command", "arg", "mime_type", "file_size", "reply_code", "reply_msg"),
    "smtp": ("helo", "mailfrom", "rcptto", "from", "to", "subject", "last_reply", "user_agent"),
    "mysql": ("cmd", "arg", "success", "rows", "response"),
    "modbus": ("func", "exception", "unit"),
    "dnp3": ("fc_request", "fc_reply", "iin"),
    "files": ("source", "mime_type", "filename", "md5", "sha1", "sha256", "total_bytes", "extracted"),
    "weird": ("name", "addl", "notice", "peer", "source"),
    "notice": ("note", "msg", "sub", "src", "dst", "p", "actions"),
    "tunnel": ("tunnel_type", "action"),
    "dhcp": ("client_addr", "mac", "host_name", "domain", "requested_addr", "assigned_addr"),
    "radius": ("username", "result", "reply_msg"),
}  # fmt: skip
