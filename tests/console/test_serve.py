# The server as it runs: on a socket of this machine, ended by a signal, with what went out
# recorded.
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from command_line import tongguan
from free_port import free_port


@pytest.fixture
def served(tmp_path):
    done = tongguan(
        *("token", "add", "nightly", "--recipient", "Health Commission"),
        *("--purpose", "share-conditional", "--approver", "Li Hong"),
        home=tmp_path,
    )
    assert done.code == 0, done.err
    port = free_port()
    front = "from console.entry import main; main()"
    command = [sys.executable, "-c", front, "serve", "--port", str(port)]
    environment = {**os.environ, "TONGGUAN_HOME": str(tmp_path), "TONGGUAN_LANG": "en"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{port}", done.out.strip(), process, tmp_path
        finally:
            process.kill()


def asked(address, token, body):
    request = urllib.request.Request(
        f"{address}/v1/mask/records",
        json.dumps(body).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {token}"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_a_program_masks_over_the_network_and_what_went_out_is_recorded(served):
    address, token, process, home = served
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/v1/health", timeout=5).close()
            break
        except urllib.error.URLError:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)  # it is still starting
    told = asked(address, token, {"records": [{"p": "13812345678"}], "labels": {"p": "cn.mobile"}})
    assert told["records"] == [{"p": "138****5678"}]
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert f"serving on {address}" in said
    assert "13812345678" not in said
    shown = tongguan("ledger", "show", "--json", home=home)
    assert "share.rows" in shown.out
    assert tongguan("ledger", "verify", home=home).code == 0


def test_an_address_that_others_reach_needs_a_certificate(tmp_path):
    done = tongguan("serve", "--host", "0.0.0.0", home=tmp_path)
    assert done.code == 2
    assert "certificate" in done.err
