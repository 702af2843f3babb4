# A copy gets its name once it is recorded, and never stays behind half made.
import errno
import os
from pathlib import Path

import pytest

from operations.delivery import Delivery, file_digest, settle
from schema import MisuseError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "copy.csv"


def nothing_left(home: Path, output: Path) -> bool:
    hidden = [path for path in output.parent.iterdir() if path != output]
    return not hidden and not list((home / "deliveries").iterdir())


def never(_identifier: str) -> str | None:
    return None


def test_a_placed_copy_has_its_name_and_nothing_else(home: Path, output: Path) -> None:
    with Delivery(home, "sh-1", output) as delivery:
        delivery.staging.write_text("masked")
        assert delivery.staging.name.startswith(".")
        assert delivery.staging.suffix == ".csv"
        delivery.recorded()
        assert not output.exists()
        delivery.place()
    assert output.read_text() == "masked"
    assert nothing_left(home, output)


def test_without_links_a_copy_is_placed_as_well(
    home: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    with Delivery(home, "sh-1", output) as delivery:
        delivery.staging.write_text("masked")
        delivery.recorded()
        delivery.place()
    assert output.read_text() == "masked"
    assert nothing_left(home, output)


def test_a_copy_that_was_never_recorded_is_gone(home: Path, output: Path) -> None:
    with Delivery(home, "sh-1", output) as delivery:
        delivery.staging.write_text("masked")
        partial = delivery.staging.with_name(f".{delivery.staging.name}.4711.partial")
        partial.write_text("half")
    assert nothing_left(home, output)
    assert not output.exists()


def interrupted(home: Path, output: Path) -> str:
    """A delivery cut short between record and name; gives the digest that was recorded."""
    with Delivery(home, "sh-1", output) as delivery:
        delivery.staging.write_text("masked")
        digest = file_digest(delivery.staging)
        delivery.recorded()
    return digest


def test_a_recorded_copy_that_waits_is_finished(home: Path, output: Path) -> None:
    digest = interrupted(home, output)
    assert not output.exists()
    told = settle(home, {"sh-1": digest}.get)
    assert told == [f"a copy that was cut short was finished: {output}"]
    assert output.read_text() == "masked"
    assert nothing_left(home, output)
    assert settle(home, {"sh-1": digest}.get) == []
    assert output.read_text() == "masked", "settling again changes nothing"


@pytest.mark.parametrize(
    "recorded", [never, {"sh-1": "0" * 64}.get], ids=["without a record", "other than recorded"]
)
def test_a_copy_that_no_record_vouches_for_is_cleared(home: Path, output: Path, recorded) -> None:
    interrupted(home, output)
    told = settle(home, recorded)
    assert told == [f"a copy that was cut short was cleared away: {output}"]
    assert not output.exists()
    assert nothing_left(home, output)


def test_a_name_taken_since_is_left_alone(home: Path, output: Path) -> None:
    digest = interrupted(home, output)
    output.write_text("somebody else's")
    (told,) = settle(home, {"sh-1": digest}.get)
    assert "was cleared away" in told
    assert output.read_text() == "somebody else's"
    assert nothing_left(home, output)


def test_a_delivery_under_way_is_left_to_its_process(home: Path, output: Path) -> None:
    with Delivery(home, "sh-1", output) as delivery:
        delivery.staging.write_text("masked")
        settle(home, never)
        assert delivery.staging.exists()
        delivery.recorded()
        delivery.place()
    assert output.exists()


def test_an_intent_that_never_had_its_name_is_cleared(home: Path, output: Path) -> None:
    (home / "deliveries").mkdir()
    (home / "deliveries" / "sh-1.new").write_text("{}")
    (home / "deliveries" / "sh-2.new").touch()
    assert settle(home, never) == []
    left = [path.name for path in (home / "deliveries").iterdir()]
    assert left == ["sh-2.new"], "one without a word may have been made this moment"


def test_an_output_that_exists_is_refused(home: Path, output: Path) -> None:
    output.write_text("before")
    with pytest.raises(MisuseError, match="not overwritten"):
        Delivery(home, "sh-1", output)
    assert output.read_text() == "before"


def test_a_dangling_link_counts_as_a_name_taken(home: Path, output: Path) -> None:
    output.symlink_to("nowhere")
    with pytest.raises(MisuseError):
        Delivery(home, "sh-1", output)


def test_a_directory_that_is_not_there_is_told(home: Path, output: Path) -> None:
    with pytest.raises(MisuseError, match="there is no directory"):
        Delivery(home, "sh-1", output.parent / "nowhere" / "copy.csv")


def test_nothing_to_settle_in_a_new_installation(home: Path) -> None:
    settle(home, never)
