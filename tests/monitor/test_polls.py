# What is alike is counted, a window of it is one event.
from monitor.polls import Polls


def test_windows_of_what_is_alike() -> None:
    polls, noted = Polls(window_ns=100), []
    for time in (0, 10, 60, 150, 160):
        noted += polls.add("a", time, {"n": 1})
        noted += polls.add("b", time, {"n": 2}, times=5)
    noted += polls.end()
    told = [
        (each.time, each.values["n"], each.values["tongguan.times"], each.values["event.duration"])
        for each in noted
    ]
    assert told == [(0, 1, 3, 60), (0, 2, 15, 60), (150, 1, 2, 10), (150, 2, 10, 10)]
    assert polls.end() == []


def test_what_is_open_is_bounded() -> None:
    polls = Polls()
    noted = [one for n in range(5_000) for one in polls.add(n, n, {})]
    assert len(noted) + len(polls.end()) == 5_000
    assert len(noted) > 900
