# Secrets in every way of assigning them, and what stands where one would stand.
import random

from assigned_secrets import FORMS, keys, other_text, passwords, stand_ins

from classify.recognise import compile_recognisers
from classify.span import finder_of
from policies import load_policies

LABELS = {
    "secret.password",
    "secret.key",
    "secret.private_key",
    "secret.connection",
    "secret.hash",
}
# Lines are looked at together, apart from each other.
GAP = "\n\n。\n\n"


def found(lines):
    """For each line the spans of secrets in it."""
    finder = finder_of(compile_recognisers(load_policies()))
    told = []
    for first in range(0, len(lines), 500):
        some = lines[first : first + 500]
        starts, place = [], 0
        for line in some:
            starts.append(place)
            place += len(line) + len(GAP)
        spans = finder.find(GAP.join(some))
        secrets = [
            (start, end)
            for label, start, end in zip(
                spans.labels, spans.starts.tolist(), spans.ends.tolist(), strict=True
            )
            if label in LABELS
        ]
        told += [
            [(a - start, b - start) for a, b in secrets if start <= a < start + len(line)]
            for start, line in zip(starts, some, strict=True)
        ]
    return told


def missed(made):
    """The forms and lines whose secret is in no span."""
    made = list(made)
    told = found([line for _, line, _ in made])
    gone = []
    for (form, line, value), spans in zip(made, told, strict=True):
        place = line.rfind(value)
        if not any(a < place + len(value) and place < b for a, b in spans):
            gone.append((form, line))
    return gone, len(made)


def test_keys_are_found_in_every_way_of_assigning_them():
    gone, count = missed(keys(random.Random(1)))
    assert count >= 2_000
    assert len(gone) <= 0.05 * count, gone[:20]
    by_form = {form: sum(form == each for each, _ in gone) for form in FORMS}
    assert max(by_form.values()) <= 0.2 * count / len(FORMS), by_form


def test_passwords_are_found_in_every_way_of_assigning_them():
    gone, count = missed(passwords(random.Random(2)))
    assert len(gone) <= 0.05 * count, gone[:20]


def test_what_stands_for_a_secret_is_none():
    lines = list(stand_ins())
    taken = [line for line, spans in zip(lines, found(lines), strict=True) if spans]
    assert len(lines) >= 10_000
    assert len(taken) <= 0.02 * len(lines), taken[:20]


def test_digests_and_identifiers_are_no_secrets():
    lines = list(other_text(random.Random(3)))
    taken = [line for line, spans in zip(lines, found(lines), strict=True) if spans]
    assert len(taken) <= 0.02 * len(lines), taken[:20]
