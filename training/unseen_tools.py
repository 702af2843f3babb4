# Tunnels through DNS that no model was ever fitted to, run and recorded: tunneler (a crate), dnsm, pydnst,
# PyAsyncDNS and dns-tunnel-messenger (PyPI), each between two namespaces of the network, at several
# paces, with pauses. They live in an environment of their own, since nothing here needs them:
#
#   python3 -m venv TOOLS && TOOLS/bin/pip install dnsm==0.2.1 pydnst==1.0.4 PyAsyncDNS==1.0.0 dns-tunnel-messenger==0.2.0
#   cargo install --root TOOLS tunneler@0.4.1
#   python training/unseen_tools.py OUT TOOLS [--seconds 600] [--seed 11]
from __future__ import annotations

import argparse
import contextlib
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from tunnel_tools import _SERVE, _TALK, ended, spaces

ZONE = "t.example.net"
# Answers whatever is asked with nothing, as a name server does that only takes down names.
_DEAF = """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 53))
while True:
    data, who = s.recvfrom(4096)
    s.sendto(data[:2] + bytes([0x84, 0]) + data[4:6] + bytes(6) + data[12:], who)
"""
_DNSM = """
import random, subprocess, sys, time, os
program, far, until, seed, delay = sys.argv[1], sys.argv[2], time.time() + float(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
draw = random.Random(seed)
while time.time() < until:
    size = draw.choice((120, 600, 3000, 12000))
    try:
        subprocess.run([program, "--zone", "k.example.net", "--resolver-ip", far, "--delay-ms", delay],
                       input=os.urandom(size), capture_output=True, timeout=max(1, until - time.time()))
    except subprocess.TimeoutExpired:
        break
    time.sleep(draw.choice((1, 5, 20)))
"""
_ASYNC = """
import asyncio, os, random, sys, tempfile, time
from PyAsyncDNS.exfiltrator_client import process_directories
far, until, seed = sys.argv[1], time.time() + float(sys.argv[2]), int(sys.argv[3])
draw = random.Random(seed)
while time.time() < until:
    with tempfile.TemporaryDirectory() as folder:
        for n in range(draw.choice((1, 3, 10))):
            open(f"{folder}/report-{n}.txt", "wb").write(os.urandom(draw.choice((400, 3000, 12000))))
        asyncio.run(process_directories([folder], far, 53))
    time.sleep(draw.choice((3, 15, 40)))
"""
_MESSAGES = """
import os, random, sys, time
from dns_tunnel_messenger.client import TunnelClient
far, until, seed, codec = sys.argv[1], time.time() + float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
draw = random.Random(seed)
client = TunnelClient("t.example.net", far, 53, codec=codec, key=b"shared secret" if codec != "hex" else None)
while time.time() < until:
    client.send_message(os.urandom(draw.choice((40, 300, 1500, 6000))))
    time.sleep(draw.choice((.5, 4, 12, 25)))
"""
_LISTEN = """
import os, random, sys, time
from dns_tunnel_messenger.server import TunnelServer
codec = sys.argv[1]
draw = random.Random(5)
TunnelServer("t.example.net", "0.0.0.0", 53, codec=codec, key=b"shared secret" if codec != "hex" else None,
             reply_handler=lambda message, client: os.urandom(draw.choice((20, 200, 900)))).start()
time.sleep(1e6)
"""
# A shell's orders, small and large.
_ORDERS = """
import json, random, socket, struct, sys, time
until, seed = time.time() + float(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
while time.time() < until:
    time.sleep(draw.choice((5, 15, 40)))
    order = draw.choice(("id", "ls -l /etc", "head -c 1500 /dev/urandom | base64", "ps aux | head -20"))
    told = json.dumps({"client_id": "7", "command": order}).encode()
    with socket.socket(socket.AF_UNIX) as s:
        s.connect("orders.uds")
        s.sendall(struct.pack("H", len(told)) + told)
        s.recv(1000)
"""
_PYDNST = """
[general]
DNST_SERVER_NAME = "{zone}"
DEFAULT_SHARED_KEY = "cGFzc3dvcmRwYXNzd29yZHBhc3N3b3JkcGFzc3dvcmQ="

[client]
USE_DEFAULT_DNS_SERVER = false
MAIN_INTERFACE = "lo"
DNS_SERVER_ADDRESS_FALLBACK = "{far}"
DNS_SERVER_ADDRESS = "{far}"
DNS_SERVER_PORT = 53
KEEP_ALIVE_PERIOD = {pace}
DNST_CLIENT_ID_PATH = "id.txt"
SERVER_PUBLIC_PEM_PATH = "server_public.pem"

[server]
LISTENING_INTERFACE = "{link}"
LISTENING_PORT = 53
SERVER_PRIVATE_PEM_PATH = "server_private.pem"
MESSAGES_JSON = "orders.json"
UDS_PATH_COMMANDER = "orders.uds"
"""
RUNS = (
    ("tunneler-fast", "100"), ("tunneler-slow", "1500"), ("dnsm-fast", "0"), ("dnsm-slow", "900"),
    ("pydnst-fast", "3"), ("pydnst-slow", "12"), ("pyasyncdns-files", ""), ("messenger-base32", "base32"),
    ("messenger-hex", "hex"), ("messenger-base64url", "base64url"),
)  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("out", type=Path)
    asked.add_argument("tools", type=Path)
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--only", default="", help="runs whose names begin so")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    threads = [
        threading.Thread(target=run, args=(place, given.out.resolve(), given.tools.resolve(), given.seconds, given.seed))
        for place, (name, _) in enumerate(RUNS) if name.startswith(given.only)
    ]  # fmt: skip
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def run(place: int, out: Path, tools: Path, seconds: float, seed: int) -> None:
    """One tunnel between two namespaces of its own, recorded at the client."""
    name, pace = RUNS[place]
    tool, own = name.partition("-")[0], f"tu{place}"
    number = str(random.Random(f"{seed}/{name}").randrange(1 << 30))
    python, left = str(tools / "bin" / "python"), str(seconds)
    folder = out / name
    folder.mkdir(exist_ok=True)
    with spaces(own, place + 50) as (client, server), contextlib.ExitStack() as stack:
        far = f"10.77.{place + 50}.2"

        def begin(space: str, *command: str) -> None:
            log = stack.enter_context((folder / f"{space}.log").open("ab"))
            process = subprocess.Popen(
                ["ip", "netns", "exec", space, *command], cwd=folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
            stack.callback(ended, process)

        def act(code: str, *told: str, program: str = python) -> None:
            subprocess.run(
                ["ip", "netns", "exec", client, program, "-c", code, *told], cwd=folder, check=False,
                stdout=subprocess.DEVNULL, stderr=(folder / "acted.log").open("ab"),
            )  # fmt: skip

        begin(client, "tcpdump", "-U", "-w", str(out / f"{name}.pcap"), "-i", f"{own}a", "udp")
        time.sleep(1)
        if tool == "tunneler":
            begin(server, sys.executable, "-c", _SERVE)
            paces = [
                "--read-timeout-in-milliseconds",
                pace,
                "--idle-client-timeout-in-milliseconds",
                "60000",
            ]
            begin(server, str(tools / "bin" / "server"), "--local-port", "53", "--remote-address", "127.0.0.1",
                  "--remote-port", "8000", "--tunneled-type", "tcp", "dns", *paces,
                  "--client-suffix", f".{ZONE}")  # fmt: skip
            time.sleep(1)
            begin(client, str(tools / "bin" / "client"), "--local-port", "9000", "--remote-address", far,
                  "--remote-port", "53", "--tunneled-type", "tcp", "dns", *paces,
                  "--client-suffix", f".{ZONE}.")  # fmt: skip
            time.sleep(2)
            act(_TALK, "127.0.0.1", "9000", left, number, program=sys.executable)
        elif tool == "dnsm":
            begin(server, sys.executable, "-c", _DEAF)
            time.sleep(1)
            act(_DNSM, str(tools / "bin" / "dnsm"), far, left, number, pace)
        elif tool == "pydnst":
            (folder / "pydnst.toml").write_text(
                _PYDNST.format(zone=ZONE, far=far, link=f"{own}b", pace=pace)
            )
            (folder / "id.txt").write_text("7")
            act(
                "import runpy, sys; sys.argv[1:] = ['create_certificates']; runpy.run_module('pydnst', run_name='__main__')"
            )
            begin(server, python, "-m", "pydnst", "server", "run")
            time.sleep(4)
            begin(client, python, "-m", "pydnst", "client", "run")
            time.sleep(4)
            act(_ORDERS, left, number)
        elif tool == "pyasyncdns":
            begin(server, python, "-m", "PyAsyncDNS", "exfiltrator-server", "0.0.0.0", "53")
            time.sleep(2)
            act(_ASYNC, far, left, number)
        else:
            begin(server, python, "-c", _LISTEN, pace)
            time.sleep(2)
            act(_MESSAGES, far, left, number, pace)


if __name__ == "__main__":
    main()
