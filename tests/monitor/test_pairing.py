# Questions that wait for their answers.
from monitor.dns import Message
from monitor.noted import Noted
from monitor.pairing import Pairing


def question(number: int, name: str, kind: str = "A") -> Message:
    return Message(number, False, name, kind, "")


def answer(number: int, name: str, kind: str = "A", questions: int = 1) -> Message:
    return Message(number, True, name, kind, "NOERROR", questions=questions)


def test_one_that_is_asked_again_is_told_twice() -> None:
    pairing, first, again = Pairing(), Noted(1, {}), Noted(2, {})
    pairing.ask("a", question(7, "x.example"), first)
    pairing.ask("a", question(7, "x.example"), again)
    assert pairing.answered("a", answer(7, "X.Example")) is first
    assert pairing.end() == [again]
    assert pairing.answered("a", answer(7, "x.example")) is None


def test_an_answer_is_to_who_asked_of_the_same_name_and_type() -> None:
    pairing, four, six = Pairing(), Noted(1, {}), Noted(2, {})
    pairing.ask("a", question(7, "x.example"), four)
    pairing.ask("a", question(7, "x.example", "AAAA"), six)
    assert pairing.answered("b", answer(7, "x.example")) is None
    assert pairing.answered("a", answer(7, "y.example")) is None
    assert pairing.answered("a", answer(7, "x.example", "AAAA")) is six
    assert pairing.answered("a", answer(7, "", "", questions=0)) is four


def test_what_waits_is_bounded_and_told_when_it_is_old() -> None:
    pairing = Pairing(most=2)
    noted = [Noted(n, {}) for n in range(4)]
    over = [pairing.ask("a", question(n, "x"), noted[n]) for n in range(4)]
    assert over == [[], [], [noted[0]], [noted[1]]]
    assert list(pairing.older(3)) == [noted[2]]
    assert pairing.end() == [noted[3]]
