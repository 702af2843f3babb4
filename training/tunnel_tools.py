# Real tunnels through DNS, recorded: iodine and dns2tcp (Debian) between two namespaces of the
# network, several encodings each, while files go both ways at different paces and while nothing
# goes. Needs root, and leaves nothing behind but captures.
#
#   python training/tunnel_tools.py OUT [--seconds 240] [--seed 7] [--idle]
from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

# Name of a run, tool, and what it is told. -r keeps iodine from leaving DNS for plain UDP.
RUNS = (
    ("iodine-null", "iodine", ["-T", "NULL"]),
    ("iodine-txt", "iodine", ["-T", "TXT", "-O", "base64"]),
    ("iodine-cname", "iodine", ["-T", "CNAME", "-O", "base32"]),
    ("iodine-mx", "iodine", ["-T", "MX", "-M", "120"]),
    ("iodine-a", "iodine", ["-T", "A"]),
    ("dns2tcp-txt", "dns2tcp", []),
    ("dns2tcp-key", "dns2tcp", ["-T", "KEY"]),
)
_SERVE = """
import socketserver, os
class H(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            got = self.request.recv(65536)
            if not got:
                return
            try:
                want = int(got[:8].split(b" ")[0] or b"0")
            except ValueError:
                want = 0
            if want:
                self.request.sendall(os.urandom(want))
class S(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
S(("0.0.0.0", 8000), H).serve_forever()
"""
_TALK = """
import random, socket, sys, time, os
where, port, until, seed = sys.argv[1], int(sys.argv[2]), time.time() + float(sys.argv[3]), int(sys.argv[4])
draw = random.Random(seed)
while time.time() < until:
    try:
        with socket.create_connection((where, port), 10) as s:
            s.settimeout(10)
            for _ in range(draw.randint(1, 12)):
                if draw.random() < .5:
                    s.sendall(b"%-8d" % draw.choice((200, 1500, 6000, 20000)))
                    try:
                        s.recv(65536)
                    except TimeoutError:
                        pass
                else:
                    s.sendall(b"x" * 8 + os.urandom(draw.choice((100, 900, 4000))))
                time.sleep(draw.choice((.05, .3, 1, 3)))
                if time.time() > until:
                    break
    except OSError:
        time.sleep(1)
    # Now and then nothing goes but what keeps the tunnel open.
    time.sleep(draw.choice((0, 1, 5, 45)))
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("out", type=Path)
    asked.add_argument("--seconds", type=float, default=240)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument(
        "--idle", action="store_true", help="nothing goes: tunnels are only kept open"
    )
    given = asked.parse_args()
    for tool in ("ip", "iodine", "iodined", "dns2tcpc", "dns2tcpd", "tcpdump"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not here: apt-get install iproute2 iodine dns2tcp tcpdump")
    given.out.mkdir(parents=True, exist_ok=True)
    threads = [threading.Thread(target=run, args=(place, given)) for place in range(len(RUNS))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def run(place: int, given: argparse.Namespace) -> None:
    """One tunnel between two namespaces of its own, recorded at the client."""
    name, tool, options = RUNS[place]
    out, draw = given.out, random.Random(f"{given.seed}/{name}")
    own = f"tg{place}"
    with spaces(own, place) as (client, server), contextlib.ExitStack() as stack:
        far = f"10.77.{place}.2"

        def begin(space: str, *command: str, text: str | None = None) -> None:
            started = subprocess.Popen(
                ["ip", "netns", "exec", space, *command], stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if text is not None and started.stdin:
                started.stdin.write(text.encode())
                started.stdin.close()
            stack.callback(ended, started)

        begin(server, sys.executable, "-c", _SERVE)
        begin(client, "tcpdump", "-U", "-w", str(out / f"{name}.pcap"), "-i", f"{own}a", "udp")
        time.sleep(1)
        if tool == "iodine":
            begin(
                server,
                "iodined",
                "-f",
                "-c",
                "-P",
                "secret",
                "-n",
                far,
                "172.30.0.1/24",
                "t.example.net",
            )
            time.sleep(1)
            begin(client, "iodine", "-f", "-r", "-P", "secret", *options, far, "t.example.net")
            where, port = "172.30.0.1", 8000
        else:
            settings = out / f"{name}.conf"
            settings.write_text(
                f"listen = {far}\nport = 53\nuser = root\nchroot = /tmp\ndomain = d.example.org\n"
                "resources = web:127.0.0.1:8000\n"
            )
            begin(server, "dns2tcpd", "-F", "-f", str(settings))
            time.sleep(1)
            begin(
                client, "dns2tcpc", "-z", "d.example.org", *options, "-r", "web", "-l", "9000", far
            )
            where, port = "127.0.0.1", 9000
        time.sleep(6)
        if given.idle:
            # dns2tcp has nothing to keep open before somebody connects.
            hold = "import socket, sys, time; s = socket.create_connection((sys.argv[1], int(sys.argv[2]))); time.sleep(float(sys.argv[3]))"
            begin(client, sys.executable, "-c", hold, where, str(port), str(given.seconds))
            time.sleep(given.seconds)
            return
        talk = ["ip", "netns", "exec", client, sys.executable, "-c", _TALK]
        subprocess.run(
            [*talk, where, str(port), str(given.seconds), str(draw.randrange(1 << 30))], check=False
        )


@contextlib.contextmanager
def spaces(own: str, place: int) -> Iterator[tuple[str, str]]:
    """Two namespaces with a wire between them."""
    names = f"{own}-client", f"{own}-server"
    try:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True)
        subprocess.run(
            ["ip", "link", "add", f"{own}a", "netns", names[0], "type", "veth", "peer", "name",
             f"{own}b", "netns", names[1]], check=True,
        )  # fmt: skip
        for end, name in enumerate(names):
            link = f"{own}{'ab'[end]}"
            for command in (
                ["addr", "add", f"10.77.{place}.{end + 1}/24", "dev", link],
                ["link", "set", link, "up"],
                ["link", "set", "lo", "up"],
            ):
                subprocess.run(["ip", "-n", name, *command], check=True)
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False)


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
