# nfstream's flows of a capture (without deep inspection, with statistics), or scapy's reading of
# its first packets. Reads a task from standard input, prints packets and seconds.
import json
import resource
import sys
import time
from importlib.metadata import version


def main() -> None:
    task = json.load(sys.stdin)
    if task["what"] == "nfstream":
        from nfstream import NFStreamer

        began = time.perf_counter()
        streamer = NFStreamer(
            task["capture"], statistical_analysis=True, n_dissections=0, n_meters=1,
            idle_timeout=120, active_timeout=1_000_000,
        )  # fmt: skip
        flows = packets = 0
        for flow in streamer:
            flows += 1
            packets += flow.bidirectional_packets
        seconds = min(time.perf_counter() - began, cpu())
        peer = f"nfstream {version('nfstream')}"
        print(json.dumps({"peer": peer, "packets": packets, "flows": flows, "seconds": seconds}))
        return
    from scapy.all import PcapReader

    began, packets = time.process_time(), 0
    with PcapReader(task["capture"]) as reader:
        for packets, _ in enumerate(reader, start=1):
            if packets == task["packets"]:
                break
    seconds = time.process_time() - began
    peer = f"scapy {version('scapy')}"
    print(json.dumps({"peer": peer, "packets": packets, "seconds": seconds}))


def cpu() -> float:
    """Seconds of all cores that this process and its children have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
