# How fast the monitor is on one core: a capture to flow features beside nfstream and scapy on the
# same capture, the content of HTTP looked into after its connections were put together, and
# log lines through parsing, joining with the catalogue, rules and the archive. The capture is made
# here: real proportions of sizes, no real traffic. What a process reads first is read by numpy, what
# follows by loops compiled meanwhile: both are told. Ours is measured in seconds of its one core, so that
# neighbours on the machine do not count; a peer by those or by the clock, whichever is less.
#
#   python benchmarks/monitor.py [--packets 1000000] [--rounds 3] [--out FILE]
from __future__ import annotations

import argparse
import json
import os
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from made_packets import pcap, talk  # noqa: E402

from benchmarks.environment import PEERS, machine, run_peer  # noqa: E402
from classify import compile_recognisers  # noqa: E402
from connectors import read_capture, read_log  # noqa: E402
from monitor import (  # noqa: E402
    About,
    Assets,
    Beacons,
    Body,
    Borders,
    DnsTunnels,
    Enricher,
    FlowTable,
    LogReader,
    Pipeline,
    Scanner,
    Sensor,
    compile_sigma,
    kind_of,
    read_packets,
    redacted,
    shipped_trees,
)
from operations.generated_people import people  # noqa: E402
from policies import load_detections, load_flow_policy, load_policies  # noqa: E402
from store import append_events  # noqa: E402

SCAPY_PACKETS = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=400_000)
    parser.add_argument("--megabytes", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        capture = made_capture(root / "made.pcap", options.packets)
        with one_core():
            cold, packets, flows = fastest(1, lambda: to_flows(capture))
            # As in a process that has read a while: what is worth compiling is compiled by then.
            to_flows(capture)
            to_flows(capture)
            seconds, _, _ = fastest(options.rounds, lambda: to_flows(capture))
        task: dict[str, object] = {"capture": str(capture)}
        nfstream = run_peer(options.peers, "packets.py", {**task, "what": "nfstream"})
        scapy = run_peer(
            options.peers, "packets.py", {**task, "what": "scapy", "packets": SCAPY_PACKETS}
        )
        ours = packets / seconds
        peers = {
            str(each["peer"]): round(float(str(each["packets"])) / float(str(each["seconds"])))
            for each in (nfstream, scapy)
        }
        result: dict[str, object] = {
            "benchmark": "monitor",
            "packets": packets,
            "bytes": capture.stat().st_size,
            "flows": flows,
            "nfstream_flows": nfstream["flows"],
            "capture_to_flows_packets_per_s": round(ours),
            "at_first_packets_per_s": round(packets / cold),
            "peers_packets_per_s": peers,
            "times": {peer: round(ours / rate, 1) for peer, rate in peers.items()},
        }
        capture.unlink()
        with one_core():
            result |= content_rate(root, options.megabytes, options.rounds)
            result |= log_rate(root, options.lines, options.rounds)
    line = json.dumps({**result, **machine("numpy", "pyarrow", "httptools", "pysigma")})
    print(line)
    if options.out is not None:
        options.out.write_text(f"{line}\n", encoding="utf-8")
    return 0


@contextmanager
def one_core() -> Iterator[None]:
    """Ours on a single core; nfstream does not begin on one."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(every)})
    pa.set_cpu_count(1)
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def made_capture(path: Path, packets: int) -> Path:
    """TCP between thousands of ends, half of it acknowledgements, the rest up to full frames."""
    chance = np.random.default_rng(1)
    flow = chance.zipf(1.3, packets) % 20_000
    sizes = np.where(
        chance.random(packets) < 0.55, 0, chance.choice([100, 300, 1_448], packets)
    ).tolist()
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1))
        for n, (one, size) in enumerate(zip(flow.tolist(), sizes, strict=True)):
            ends = [struct.pack(">I", 0x0A000000 + one), struct.pack(">I", 0xC0A80000 + one % 777)]
            ports = [20_000 + one % 40_000, 443]
            if n & 1:
                ends.reverse()
                ports.reverse()
            tcp = struct.pack(">HHIIHHHH", *ports, n, n, 0x8018, 1_000, 0, 0) + b"\1" * 12
            ip = struct.pack(">BBHHHBBH", 0x45, 0, 52 + size, 0, 0, 64, 6, 0) + b"".join(ends)
            frame = b"\2" * 12 + b"\x08\0" + ip + tcp + b"x" * size
            micros = n * 100
            at = (1_795_800_000 + micros // 1_000_000, micros % 1_000_000)
            file.write(struct.pack("<IIII", *at, len(frame), len(frame)) + frame)
    return path


def fastest(rounds: int, work: Callable[[], tuple[int, ...]]) -> tuple[float, int, int]:
    best, told = float("inf"), (0, 0)
    for _ in range(rounds):
        began = process_time()
        told = work()  # type: ignore[assignment]
        best = min(best, process_time() - began)
    return best, told[0], told[1]


def to_flows(capture: Path) -> tuple[int, int]:
    table, packets, flows = FlowTable(seed=1), 0, 0
    for batch in read_capture(capture):
        packets += batch.num_rows  # type: ignore[union-attr]
        over = table.feed(read_packets(batch))  # type: ignore[arg-type]
        flows += 0 if over is None else len(over)
    rest = table.end()
    return packets, flows + (0 if rest is None else len(rest))


def content_rate(root: Path, megabytes: int, rounds: int) -> dict[str, object]:
    """Residents posted as JSON, through reassembly and the scan of what they carried."""
    policies = load_policies()
    recognisers = compile_recognisers(policies)
    made = people(5_000, np.random.default_rng(1))
    rows = [
        {"id_card": number, "name": name, "mobile": mobile, "remark": "办理完毕"}
        for number, name, mobile in zip(made.numbers, made.names, made.mobiles, strict=True)
    ]
    body = json.dumps(rows, ensure_ascii=False).encode()
    count = max(1, megabytes * 1_000_000 // len(body))
    head = f"POST /up HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    said = [
        ("forth", head.encode() + body),
        ("back", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]
    frames = [
        frame
        for n in range(count)
        for frame in talk(f"10.0.0.1:{2000 + n}", "10.0.0.2:80", said, at=n)
    ]
    capture = pcap(root / "content.pcap", frames)
    scanner = Scanner(policies, policies.profiles["gbt-43697"], lambda: recognisers, key=b"0" * 16)
    scanner.scan([Body("forth", body, media="application/json")])

    def work() -> tuple[int, int]:
        sensor, octets, records = Sensor(seed=1), 0, 0
        for batch in read_capture(capture):
            for noted in sensor.feed(batch).noted:  # type: ignore[arg-type]
                octets += sum(len(each.octets) for each in noted.bodies)
                records += scanner.scan(noted.bodies).records
        return octets, records

    seconds, octets, records = fastest(rounds, work)
    capture.unlink()
    return {
        "content_bytes": octets,
        "content_records": records,
        "content_mb_per_s": round(octets / seconds / 1e6, 1),
    }


def log_rate(root: Path, lines: int, rounds: int) -> dict[str, object]:
    """Access log lines through everything, models and flow policy too: one core."""
    chance = np.random.default_rng(2)
    clients, pages = chance.integers(1, 250, lines), chance.integers(1, 5_000, lines)
    text = "".join(
        f"10.0.{client % 9}.{client} - - [28/Nov/2026:{n * 86_400 // lines // 3_600:02d}:"
        f"{n * 86_400 // lines // 60 % 60:02d}:{n * 86_400 // lines % 60:02d} +0800] "
        f'"GET /p/{page}?q={page} HTTP/1.1" 200 {page} "-" "Mozilla/5.0 (X11; Linux x86_64)"\n'
        for n, (client, page) in enumerate(zip(clients.tolist(), pages.tolist(), strict=True))
    )
    path = root / "access.log"
    path.write_text(text, encoding="utf-8")
    kind = kind_of(text[:2_000])
    assert kind is not None
    rules, _ = compile_sigma(
        each.read_text(encoding="utf-8")
        for each in sorted((ROOT / "tests" / "sigma" / "rules").rglob("*.yml"))
    )
    policies = load_policies()

    def work(sigma: bool) -> tuple[int, int]:
        scanner = Scanner(
            policies, policies.profiles["gbt-43697"], lambda: compile_recognisers(policies),
            key=b"0" * 16,
        )  # fmt: skip
        pipeline = Pipeline(
            load_detections(),
            Enricher(Assets([])),
            scanner,
            rules if sigma else [],
            borders=Borders(load_flow_policy()),
            models=[DnsTunnels(shipped_trees("dns-tunnel")), Beacons()],
        )
        reader, events = LogReader(kind, About("access")), 0
        for piece in read_log(path):
            batch = pipeline.events_seen(reader.feed(piece))  # type: ignore[arg-type]
            append_events(root / "home", [redacted(batch)])
            events += batch.num_rows
        return events, len(pipeline.alerts(unit="", time=""))

    plain, events, _ = fastest(rounds, lambda: work(sigma=False))
    ruled, _, alerts = fastest(rounds, lambda: work(sigma=True))
    return {
        "log_events": events,
        "log_events_per_s": round(events / plain),
        "log_events_per_s_with_sigma": round(events / ruled),
        "sigma_rules": len(rules),
        "log_alerts": alerts,
    }


if __name__ == "__main__":
    raise SystemExit(main())
