# Fields that Zeek's logs keep: of logs that are told apart, and as readers keep them.
import json

import pytest

from monitor.log_json import events_of_zeek_json
from monitor.log_reading import About
from monitor.log_zeek import ZeekLog
from monitor.zeek_fields import ZEEK_FIELDS


@pytest.mark.parametrize("log", ZEEK_FIELDS)
def test_a_log_keeps_its_fields(log: str) -> None:
    row = {name: f"v{place}" for place, name in enumerate(ZEEK_FIELDS[log])}
    text = (
        f"#separator \\x09\n#path\t{log}\n#fields\tts\t" + "\t".join(row) + "\n1795803180.5\t"
        + "\t".join(row.values()) + "\n"
    )  # fmt: skip
    (event,) = ZeekLog(About("z"))(text).events.to_pylist()
    assert event["event.dataset"] == f"zeek.{log}"
    assert set(event["tongguan.fields"]) == {f"{name}={value}" for name, value in row.items()}
    line = json.dumps({"_path": log, "ts": 1795803180.5, "uid": "C", **row})
    (same,) = events_of_zeek_json(line, About("z")).events.to_pylist()
    assert set(same["tongguan.fields"]) >= set(event["tongguan.fields"])
