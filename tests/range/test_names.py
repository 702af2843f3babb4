# Name servers of a drill: one knows the names of the house, the other keeps what names carry.
from __future__ import annotations

from range.dns import query, tunnelled
from range.names import TUNNEL, NameSink, Resolver

NUMBERS = frozenset({"610102199001011234", "610102199001015678"})


def test_the_house_knows_its_names_and_not_the_tunnels() -> None:
    resolver = Resolver()
    assert (resolver.reply(query(1, "his.hospital.example"), "", 0.0) or b"")[5] == 0x80
    assert (resolver.reply(query(1, f"s1.aa.{TUNNEL}"), "", 0.0) or b"")[5] == 0x83
    assert resolver.reply(b"\0\4abcd", "", 0.0) is None


def test_what_names_carry_is_put_together_in_its_order() -> None:
    text = "".join(f"{each} 王某;" for each in sorted(NUMBERS)).encode()
    pieces = [text[:20], text[20:40], text[40:]]
    sink = NameSink()
    for number in (0, 2):
        sink.reply(query(number, tunnelled(number, pieces[number], TUNNEL)), "", 0.0)
    assert sink.leaked(NUMBERS) == 1
    sink.reply(query(1, tunnelled(1, pieces[1], TUNNEL)), "", 0.0)
    assert sink.leaked(NUMBERS) == 2
    assert sink.reply(b"\0\4abcd", "", 0.0) is None
