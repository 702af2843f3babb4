# Addresses kept out by this machine's nftables, or by those of a network namespace of it, in a table of
# ours alone: nothing of any other table is read or changed. Elements have a time after which the kernel
# forgets them, so that a block ends though nobody comes back to it. `nft` is told by its
# standard input, never by a shell.
from __future__ import annotations

import ipaddress
import json
import shutil
import subprocess
from typing import Final, Literal

from schema import SourceError

__all__ = ["TABLE", "keep_out", "kept_out", "let_in"]

TABLE: Final = "tongguan_response"
_TIMEOUT_S: Final = 10
# block: nothing to it or from it is let through; quarantine: the same for a machine of ours, told
# apart so that people see why.
Why = Literal["blocked", "quarantined"]
_BASE: Final = """
add table inet {table}
add set inet {table} blocked4 {{ type ipv4_addr; flags interval, timeout; }}
add set inet {table} blocked6 {{ type ipv6_addr; flags interval, timeout; }}
add set inet {table} quarantined4 {{ type ipv4_addr; flags interval, timeout; }}
add set inet {table} quarantined6 {{ type ipv6_addr; flags interval, timeout; }}
"""
_CHAIN: Final = (
    "add chain inet {table} {chain} {{ type filter hook {chain} priority -10; policy accept; }}\n"
)
_RULE: Final = "add rule inet {table} {chain} {family} {end} @{name} counter drop\n"
_HOOKS: Final = {"input": ("saddr",), "output": ("daddr",), "forward": ("saddr", "daddr")}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def keep_out(address: str, why: Why, for_s: float | None, *, namespace: str = "") -> None:
    """The address is let neither in nor out from now on, for so many seconds or until it is let in.

    Told again, its time begins anew. `namespace` is the path of a network namespace. Raises ValueError
    for what is no address, SourceError where nft is not there or refuses.
    """
    at = ipaddress.ip_address(address)
    _ensure(namespace)
    name = _set(why, at)
    timeout = "" if for_s is None else f" timeout {max(1, int(for_s))}s"
    if address in kept_out(namespace=namespace).get(why, ()):
        _nft(f"delete element inet {TABLE} {name} {{ {at} }}\n", namespace)
    _nft(f"add element inet {TABLE} {name} {{ {at}{timeout} }}\n", namespace)


def let_in(address: str, *, namespace: str = "") -> None:
    """The address is let through again, where it was kept out."""
    at = ipaddress.ip_address(address)
    for why, addresses in kept_out(namespace=namespace).items():
        if str(at) in addresses:
            _nft(f"delete element inet {TABLE} {_set(why, at)} {{ {at} }}\n", namespace)


def kept_out(*, namespace: str = "") -> dict[Why, tuple[str, ...]]:
    """The addresses that are kept out now; none where our table is not there."""
    done = _run(["-j", "list", "tables"], "", namespace)
    if TABLE not in done:
        return {}
    found: dict[Why, tuple[str, ...]] = {"blocked": (), "quarantined": ()}
    for each in json.loads(_run(["-j", "list", "table", "inet", TABLE], "", namespace))["nftables"]:
        held = each.get("set")
        if held is None:
            continue
        why: Why = "blocked" if held["name"].startswith("blocked") else "quarantined"
        elements = [
            item["elem"]["val"] if isinstance(item, dict) else item for item in held.get("elem", ())
        ]
        found[why] += tuple(str(one) for one in elements)
    return found


def _ensure(namespace: str) -> None:
    """Our table, made whole in one transaction where it is not there."""
    if TABLE in _run(["-j", "list", "tables"], "", namespace):
        return
    text = _BASE.format(table=TABLE)
    for chain, ends in _HOOKS.items():
        text += _CHAIN.format(table=TABLE, chain=chain)
        for end in ends:
            for name in ("blocked", "quarantined"):
                for family, number in (("ip", 4), ("ip6", 6)):
                    text += _RULE.format(
                        table=TABLE, chain=chain, family=family, end=end, name=f"{name}{number}"
                    )
    _nft(text, namespace)


def _set(why: Why, address: Address) -> str:
    return f"{why}{address.version}"


def _nft(text: str, namespace: str) -> None:
    _run(["-f", "-"], text, namespace)


def _run(arguments: list[str], text: str, namespace: str) -> str:
    program = shutil.which("nft") or "/usr/sbin/nft"
    command = [program, *arguments]
    if namespace:
        command = [shutil.which("nsenter") or "/usr/bin/nsenter", f"--net={namespace}", *command]
    where = namespace or "nftables"
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
    except FileNotFoundError:
        raise SourceError("nft is not installed here", source=where) from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"nft did not answer within {_TIMEOUT_S} s", source=where) from None
    if done.returncode:
        rights = "Operation not permitted" in done.stderr
        raise SourceError(
            "nft may not change rules here: it takes the right CAP_NET_ADMIN"
            if rights
            else "nft refused the change",
            source=where,
        )
    return done.stdout
