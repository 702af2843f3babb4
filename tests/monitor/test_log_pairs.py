# Pairs of devices.
from monitor.log_pairs import events_of_pairs, is_pairs
from monitor.log_reading import About

FLOW = (
    '<189>date=2026-11-28 time=02:13:00 devname="fw1" eventtime=1795803180123456789 tz="+0800" '
    'logid="0000000013" type="traffic" srcip=10.0.0.7 srcport=4000 dstip=192.0.2.9 dstport=443 '
    'proto=6 action="close" service="HTTPS" duration=12 sentbyte=900 rcvdbyte=20'
)
CHANGE = (
    'date=2026-11-28 time=02:13:00 devname="fw1" tz="+0800" type="event" action="Add" user="admin" '
    'cfgpath="system.admin" msg="Add \\"x\\""'
)


def test_flows_and_changes() -> None:
    assert is_pairs(FLOW)
    found = events_of_pairs(f"{FLOW}\n{CHANGE}\nnothing here\n", About("f"))
    flow, change = found.events.to_pylist()
    assert flow["@timestamp"].isoformat() == "2026-11-27T18:13:00.123457+00:00"
    assert (flow["event.action"], flow["network.transport"], flow["event.duration"]) == (
        "flow", "tcp", 12_000_000_000,
    )  # fmt: skip
    assert (flow["source.bytes"], flow["destination.port"]) == (900, 443)
    assert change["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (change["event.category"], change["event.action"]) == ("configuration", "add")
    assert "action=Add" in change["tongguan.fields"]
    assert found.unread.tolist() == [2]
