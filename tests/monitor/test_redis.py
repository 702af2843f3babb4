# Commands and replies from made bytes: what is one event, what is kept of keys. Real servers are
# in test_real_databases.py.
import pytest
from reader_pieces import read, same_however_cut

from monitor.redis import Redis, begins_redis, shape_of
from monitor.stream import Gap


def command(*words: str) -> bytes:
    told = b"".join(b"$%d\r\n%s\r\n" % (len(each.encode()), each.encode()) for each in words)
    return b"*%d\r\n%s" % (len(words), told)


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        ("get user:1", "GET user:?"),
        ("get user:zhangsan", "GET user:?"),
        ("get user:{12}:mail", "GET user:?:?"),
        ("get 13812345678", "GET ?"),
        ("get residents", "GET residents"),
        ("get 张三", "GET ?"),
        ("mget user:1 user:2 user:3", "MGET user:?"),
        ("hmget user:1 name id", "HMGET user:? (2)"),
        ("config get requirepass", "CONFIG GET"),
        ("eval script 1 key", "EVAL"),
        ("keys 1381*", "KEYS"),
        ("\x01\x02", "?"),
    ],
)
def test_of_keys_their_shape_is_kept(words: str, shape: str) -> None:
    assert shape_of([each.encode() for each in words.split(" ")]) == shape


def test_alike_commands_are_one_event_as_long_as_they_follow() -> None:
    said = [
        (
            "forth",
            1,
            command("GET", "a:1") + command("GET", "a:2") + command("SET", "b:1", "secret"),
        ),
        ("back", 2, b"$1\r\nx\r\n$-1\r\n+OK\r\n"),
        ("forth", 3, command("GET", "a:3")),
        ("back", 4, b"$1\r\ny\r\n"),
        ("forth", 90_000_000_000, command("GET", "a:4")),
        ("back", 90_000_000_001, b"$1\r\nz\r\n"),
    ]
    noted = same_however_cut(Redis, said)
    told = [
        (each.values["db.statement"], each.values["tongguan.times"], each.values["db.rows"])
        for each in noted
    ]
    assert told == [
        ("GET a:?", 2, 1),
        ("SET b:? (1)", 1, None),
        ("GET a:?", 1, 1),
        ("GET a:?", 1, 1),
    ]
    assert "secret" not in str(noted)


def test_transactions_and_what_is_pushed() -> None:
    said = [
        (
            "forth",
            1,
            command("MULTI") + command("HGETALL", "r:1") + command("INCR", "n") + command("EXEC"),
        ),
        (
            "back",
            2,
            b"+OK\r\n+QUEUED\r\n>2\r\n+message\r\n+x\r\n+QUEUED\r\n*2\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n:4\r\n",
        ),
    ]
    noted = same_however_cut(Redis, said)
    assert [each.values["db.statement"] for each in noted] == ["MULTI", "HGETALL r:?", "INCR n"]
    assert noted[1].bodies[0].rows.to_pylist() == [{"a": "b"}]


def test_who_signs_in_and_which_database() -> None:
    said = [
        (
            "forth",
            1,
            command("HELLO", "3", "AUTH", "li", "secret")
            + command("SELECT", "4")
            + command("GET", "k"),
        ),
        ("back", 2, b"%1\r\n+server\r\n+redis\r\n+OK\r\n$-1\r\n"),
        ("forth", 3, command("AUTH", "guessed")),
        ("back", 4, b"-WRONGPASS no\r\n"),
    ]
    signed_in, got, failed = same_however_cut(Redis, said)
    assert (signed_in.values["user.name"], signed_in.values["event.outcome"]) == ("li", "success")
    assert (got.values["user.name"], got.values["db.name"]) == ("li", "4")
    assert (failed.values["user.name"], failed.values["event.outcome"]) == ("default", "failure")
    assert "secret" not in str((signed_in, got, failed))


def test_a_replica_and_a_gap_end_it() -> None:
    session = Redis()
    noted = read(
        session,
        [("forth", 1, command("PSYNC", "?", "-1")), ("back", 2, b"+FULLRESYNC a 0\r\n$9\r\n")],
    )
    assert [each.values["db.statement"] for each in noted] == ["PSYNC"]
    assert session.over
    lost = Redis()
    lost.forth(1, command("GET", "a"))
    lost.back(2, Gap(3))
    assert lost.over
    assert [each.values["event.outcome"] for each in lost.end()] == ["unknown"]


def test_a_session_is_known_by_its_first_command() -> None:
    assert begins_redis(command("PING"))
    assert not begins_redis(b"*1\r\n:1\r\n")
    assert not begins_redis(b"* a list\r\n")
