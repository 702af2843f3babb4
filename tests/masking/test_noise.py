import numpy as np
import pyarrow as pa
import pytest

from masking.noise import noise, noise_beside, noise_fault, shuffle, shuffle_fault

KEYS = {"d": bytes(range(32))}
RULE = {"domain": "d", "kind": "laplace", "scale": "10"}


@pytest.mark.parametrize(("kind", "deviation"), [("laplace", 10 * 2**0.5), ("gaussian", 10.0)])
def test_noise_has_its_distribution(kind: str, deviation: float) -> None:
    given = pa.array(np.full(50_000, 1_000.0))
    shown = noise_beside(given, pa.array(range(50_000)), {**RULE, "kind": kind}, KEYS)
    drawn = shown.to_numpy() - 1_000
    assert abs(drawn.mean()) < 0.3
    assert abs(drawn.std() / deviation - 1) < 0.02
    # A normal deviate is beyond three deviations once in 370, a Laplace one in 70.
    beyond = (np.abs(drawn) > 3 * deviation).mean()
    assert 0.001 < beyond < 0.02


def test_noise_follows_from_key_and_cell() -> None:
    given = pa.array([5, 5, 6, None])
    shown = noise(given, RULE, KEYS)
    assert shown.type == given.type
    assert shown[0] == shown[1]
    assert shown.null_count == 1
    assert noise(given[1:], RULE, KEYS).equals(shown[1:])
    assert noise(given, RULE, {"d": b"k" * 32}) != shown


def test_steps_hide_the_last_digits() -> None:
    given = pa.array([0.123456789, 2.5])
    shown = noise(given, {**RULE, "step": "0.5"}, KEYS).to_pylist()
    assert all(value * 2 == int(value * 2) for value in shown)
    fine = np.array(noise(given, RULE, KEYS).to_pylist()) * 128
    assert (fine == np.floor(fine)).all()


def test_amounts_in_text_keep_their_places() -> None:
    shown = noise(pa.array(["100.00", "7", "?", "", None]), RULE, KEYS).to_pylist()
    assert shown[0].split(".")[1].isdigit()
    assert len(shown[0].split(".")[1]) == 2
    assert "." not in shown[1]
    assert shown[2:] == ["***", "", None]


def test_every_cell_of_a_shuffled_column_moves() -> None:
    given = pa.array(range(1_000))
    shown = shuffle(given, {"domain": "d"}, KEYS)
    assert sorted(shown.to_pylist()) == given.to_pylist()
    assert all(a != b for a, b in zip(shown.to_pylist(), given.to_pylist(), strict=True))
    assert shuffle(given, {"domain": "d"}, KEYS).equals(shown)
    assert shuffle(given, {"domain": "d"}, {"d": b"k" * 32}) != shown


@pytest.mark.parametrize("count", [0, 1, 2])
def test_short_columns_can_be_shuffled(count: int) -> None:
    given = pa.array(range(count), pa.int64())
    assert sorted(shuffle(given, {"domain": "d"}, KEYS).to_pylist()) == given.to_pylist()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (noise_fault(RULE), ""),
        (noise_fault({**RULE, "by": "id", "step": "0.01"}), ""),
        (noise_fault({**RULE, "kind": "uniform"}), "`kind`"),
        (noise_fault({**RULE, "scale": "-1"}), "`scale`"),
        (shuffle_fault({"domain": "d"}), ""),
        (shuffle_fault({}), "`domain`"),
    ],
)
def test_faults(told: str, fault: str) -> None:
    assert fault in told
    assert bool(fault) == bool(told)
