# Who is signed in at the pages: found by their cookie for some hours, and few may fail in a minute.
from console.page_session import Sessions, is_own


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_visitor_is_found_by_the_cookie_until_it_is_too_old() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    one, other = sessions.begin(token="t", language="zh"), sessions.begin()
    assert sessions.find(one.id) is one
    assert len({one.id, other.id, one.csrf, other.csrf}) == 4
    assert sessions.find("") is None
    assert "'t'" not in repr(one)
    clock.now = 8 * 3600 + 1
    assert sessions.find(one.id) is None


def test_a_visitor_who_left_is_gone() -> None:
    sessions = Sessions()
    one = sessions.begin()
    sessions.end(one)
    sessions.end(one)
    assert sessions.find(one.id) is None


def test_of_very_many_the_first_go() -> None:
    sessions = Sessions()
    first = sessions.begin()
    for _ in range(1000):
        last = sessions.begin()
    assert sessions.find(first.id) is None
    assert sessions.find(last.id) is last


def test_few_may_fail_in_a_minute() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    for _ in range(10):
        assert sessions.may_try()
        sessions.failed()
    assert not sessions.may_try()
    clock.now = 61
    assert sessions.may_try()


def test_a_form_of_ours_has_the_visitors_own_secret() -> None:
    visitor = Sessions().begin()
    assert is_own(visitor, visitor.csrf)
    assert not is_own(visitor, "")
    assert not is_own(visitor, "文")
