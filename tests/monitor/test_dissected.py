# Packets chosen by transport and port, handed out and put back as events.
from collections.abc import Sequence
from pathlib import Path

from dissection_packs import ENIP, dissection
from made_packets import START, pcap, tcp, udp

from connectors import read_capture
from monitor import Dissected, Noted
from monitor.packet import read_packets

CLIENT, SERVER = "10.0.0.1:4000", "10.0.0.9:44818"


def fed(tmp_path: Path, dissected: Dissected) -> list[Noted]:
    frames = [
        (START, tcp(CLIENT, SERVER, b"ask")), (START + 1, tcp(SERVER, CLIENT, b"told")),
        (START + 2, tcp(CLIENT, SERVER)), (START + 3, tcp(CLIENT, "10.0.0.9:80", b"other")),
        (START + 4, udp(CLIENT, SERVER, b"udp")),
    ]  # fmt: skip
    (batch,) = read_capture(pcap(tmp_path / "a", frames))
    return list(dissected.feed(read_packets(batch)))


def test_the_client_is_the_source_of_both(tmp_path: Path) -> None:
    seen: list[tuple[str, list[bytes]]] = []

    def dissect(identifier: str, payloads: Sequence[bytes]) -> list[dict[str, str] | None]:
        seen.append((identifier, list(payloads)))
        return [{"message": each.decode()} for each in payloads]

    noted = fed(tmp_path, Dissected([ENIP], dissect))
    assert seen == [("enip", [b"ask", b"told"])]
    assert [each.values["message"] for each in noted] == ["ask", "told"]
    assert {each.values["source.ip"] for each in noted} == {"10.0.0.1"}
    assert {each.values["network.protocol"] for each in noted} == {"enip"}


def test_what_gives_nothing_is_no_event_and_how_many_there_are_is_bounded(tmp_path: Path) -> None:
    assert fed(tmp_path, Dissected([ENIP], lambda _id, payloads: [None] * len(payloads))) == []
    few = Dissected(
        [ENIP, dissection(id="other")], lambda _id, given: [{"message": "x"}] * len(given), most=1
    )
    assert len(fed(tmp_path, few)) == 1
    assert few.left_out == 3
