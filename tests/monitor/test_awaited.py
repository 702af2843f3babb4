# Announced connections, known again by where somebody listens, also when a port is said again.
from pathlib import Path

from made_packets import START, SYN, pcap, tcp

from connectors import read_capture
from monitor.awaited import Awaiting
from monitor.ends import Ends
from monitor.ftp import Awaited, Transfer
from monitor.packet import TCP, read_packets

CONTROL = Ends("10.0.0.1", 4000, "10.0.0.9", 21)
NS = 10**9


def found(tmp_path: Path, frames: list, *announced: Awaited) -> list:
    (batch,) = read_capture(pcap(tmp_path / "a", frames))
    packets = read_packets(batch)
    awaiting = Awaiting()
    for each in announced:
        awaiting.add(each, CONTROL)
    told = list(awaiting.found(packets, packets.protocol == TCP))
    assert list(awaiting.found(packets, packets.protocol == TCP)) == []
    return [(ends.source, ends.source_port, reader.transfer.verb) for _, ends, reader in told]


def opened(at: float, source: str, destination: str) -> tuple[float, bytes]:
    return START + at, tcp(source, destination, flags=SYN)


def test_the_client_is_the_source_whoever_opens(tmp_path: Path) -> None:
    passive = Awaited("", 2000, START * NS, Transfer("RETR"))
    active = Awaited("10.0.0.1", 3000, START * NS, Transfer("STOR"), passive=False)
    frames = [
        opened(1, "10.0.0.1:41000", "10.0.0.9:2000"),
        opened(1, "10.0.0.9:20", "10.0.0.1:3000"),
    ]
    assert found(tmp_path, frames, passive, active) == [
        ("10.0.0.1", 41000, "RETR"),
        ("10.0.0.1", 3000, "STOR"),
    ]


def test_of_several_announcements_the_last_before_it_counts(tmp_path: Path) -> None:
    said = [Awaited("10.0.0.9", 2000, (START + n * 10) * NS, Transfer(f"R{n}")) for n in range(3)]
    frames = [opened(1 + n * 10, f"10.0.0.1:{41000 + n}", "10.0.0.9:2000") for n in range(3)]
    told = found(tmp_path, frames, *said)
    assert told == [("10.0.0.1", 41000 + n, f"R{n}") for n in range(3)]


def test_what_is_elsewhere_or_nowhere_is_not_it(tmp_path: Path) -> None:
    said = Awaited("10.0.0.9", 2000, START * NS, Transfer("RETR"))
    frames = [
        opened(1, "10.0.0.1:41000", "10.0.0.8:2000"),
        opened(-1, "10.0.0.1:41001", "10.0.0.9:2000"),
    ]
    assert found(tmp_path, frames, said, Awaited("999.1.1.1", 1, 0, Transfer())) == []
