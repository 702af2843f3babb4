# What the kernel hands over of an interface: the programs of the classic packet filter that keep
# to some ports and cut frames at a length. Loads are relative to the network's header, so one
# program fits every kind of link; the kernel has taken tags of VLANs off before.
#
# Instructions: Documentation/networking/filter.rst of the kernel.
from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import Final

__all__ = ["MOST_PORTS", "filter_program"]

_INSTRUCTION: Final = Struct("=HBBI")
_NETWORK: Final = 0xFFF00000
_PROTOCOL: Final = 0xFFFFF000
_LOAD_BYTE, _LOAD_SHORT, _LOAD_SHORT_BY_INDEX = 0x30, 0x28, 0x48
_INDEX_OF_HEADER, _INDEX = 0xB1, 0x01
_EQUAL, _ANY_BIT, _RETURN = 0x15, 0x45, 0x06
_IPV4, _IPV6 = 0x0800, 0x86DD
_PORTED: Final = (6, 17, 132)
# A jump goes over 255 instructions at most.
MOST_PORTS: Final = 60


def filter_program(ports: Sequence[int], snap: int) -> bytes:
    """Instructions that keep `snap` bytes of a frame, and with ports only frames from or to them.

    Later fragments have no ports and stay out. Raises ValueError for more than `MOST_PORTS`.
    """
    if not ports:
        return _INSTRUCTION.pack(_RETURN, 0, 0, snap)
    if len(ports) > MOST_PORTS:
        raise ValueError(f"{len(ports)} ports, and a filter holds {MOST_PORTS}")
    both = (0, 2)
    four = [
        (_LOAD_BYTE, _NETWORK + 9),
        *((_EQUAL, each) for each in _PORTED),
        (_LOAD_SHORT, _NETWORK + 6),
        (_ANY_BIT, 0x1FFF),
        (_INDEX_OF_HEADER, _NETWORK),
    ]
    six = [(_LOAD_BYTE, _NETWORK + 6), *((_EQUAL, each) for each in _PORTED), (_INDEX, 40)]
    tests = [
        step
        for side in both
        for step in (
            (_LOAD_SHORT_BY_INDEX, (_NETWORK + side) & 0xFFFFFFFF),
            *((_EQUAL, port) for port in ports),
        )
    ]
    # Protocol, then either version's own part, then the ports, then take it or leave it.
    steps = [(_LOAD_SHORT, _PROTOCOL), (_EQUAL, _IPV4), (_EQUAL, _IPV6), *four]
    jump_to_ports, begin_six = len(steps), len(steps) + 1
    steps += [(0x05, len(six)), *six]
    begin_ports = len(steps)
    steps += [*tests]
    leave, take = len(steps), len(steps) + 1
    steps += [(_RETURN, 0), (_RETURN, snap)]
    assert begin_ports == jump_to_ports + 1 + len(six)
    program = []
    for at, (code, value) in enumerate(steps):
        yes = no = 0
        if code == _EQUAL:
            if value == _IPV4 and at == 1:
                yes, no = 3 - at - 1, 0
            elif value == _IPV6 and at == 2:
                yes, no = begin_six - at - 1, leave - at - 1
            elif at < begin_ports:
                yes, no = _on_protocol(steps, at, leave)
            else:
                yes = take - at - 1
        elif code == _ANY_BIT:
            yes = leave - at - 1
        program.append(_INSTRUCTION.pack(code, yes, no, value))
    return b"".join(program)


def _on_protocol(steps: Sequence[tuple[int, int]], at: int, leave: int) -> tuple[int, int]:
    """On one of the protocols with ports, past the others; on none of them, out."""
    last = at
    while steps[last + 1][0] == _EQUAL:
        last += 1
    return last - at, leave - at - 1 if at == last else 0
