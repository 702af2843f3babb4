# What this machine gives a lab of namespaces, tried rather than guessed: in a child process that
# makes a small network and goes away with it.
from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

from schema import MisuseError

from .firewall import bridge_rules, load_rules, nft
from .namespaces import apart, inside, isolate, new_network
from .netlink import Netlink, index_of

__all__ = ["FEATURES", "Feature", "features"]

# In the order in which they build on one another.
FEATURES = ("namespaces", "bridge", "veth", "nft", "policy", "capture")


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a lab of namespaces needs: whether it is here, and why not."""

    name: str
    present: bool
    reason: str = ""


def features() -> list[Feature]:
    """Every feature, up to the first that the others cannot do without."""
    return apart(_tried)


def _tried() -> list[Feature]:
    found = []
    for name, trial in zip(FEATURES, _TRIALS, strict=True):
        try:
            trial()
        except (MisuseError, OSError) as problem:
            found.append(Feature(name, present=False, reason=str(problem)))
            if name == "namespaces":
                break
        else:
            found.append(Feature(name, present=True))
    return found


def _isolated() -> None:
    isolate()


def _bridged() -> None:
    with Netlink() as here:
        here.bridge("trial")


def _cabled() -> None:
    other = new_network()
    with Netlink() as here:
        here.cable("cable", index_of("trial"), other, "eth0", "02:00:00:00:00:01")
    with inside(other):
        index_of("eth0")


def _has_nft() -> None:
    nft()


def _policed() -> None:
    load_rules(bridge_rules())


def _captured() -> None:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()


_TRIALS: tuple[Callable[[], None], ...] = (
    _isolated, _bridged, _cabled, _has_nft, _policed, _captured,
)  # fmt: skip
