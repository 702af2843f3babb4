# Who speaks with whom in a packet, and what it carries.
from __future__ import annotations

from dataclasses import dataclass

from .address import address_text
from .noted import Value
from .packet import Packets

__all__ = ["Ends", "ends_of", "payload_of"]


@dataclass(frozen=True, slots=True)
class Ends:
    """Who speaks with whom; the source is who began."""

    source: str
    source_port: int
    destination: str
    destination_port: int

    def values(self, transport: str) -> dict[str, Value]:
        """The ends as columns of an event."""
        return {
            "source.ip": self.source,
            "source.port": self.source_port,
            "destination.ip": self.destination,
            "destination.port": self.destination_port,
            "network.transport": transport,
        }


def payload_of(packets: Packets, place: int) -> bytes:
    """What a packet's transport carried, as far as it was captured."""
    at = int(packets.payload[place])
    return packets.octets[at : at + int(packets.held[place])].tobytes()


def ends_of(packets: Packets, place: int, *, turned: bool = False) -> Ends:
    """Source and destination of a packet, or the other way round."""
    one, other = (
        (address_text(int(high[place]), int(low[place])), int(port[place]))
        for (high, low), port in (
            (packets.source, packets.source_port),
            (packets.destination, packets.destination_port),
        )
    )
    return Ends(*other, *one) if turned else Ends(*one, *other)
