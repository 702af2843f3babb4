# What is usual is learnt from the archive, kept under its digest, and used from then on.
from pathlib import Path

import pytest
from used_data import usual_days

from operations import Settings, train_history_model
from operations.recording import Book
from operations.train_history import history_in_use
from schema import MisuseError
from store import append_events


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    with Book(home):
        pass
    append_events(home, list(usual_days(40)))
    return Settings(home=home, actor="tester")


def test_a_model_is_learnt_kept_and_used(settings: Settings) -> None:
    found = train_history_model(settings, days=400, seed=3)
    assert (found.model.seed, found.accounts, found.drift) == (3, 10, None)
    with Book(settings.home) as book:
        assert history_in_use(book) == found.model
    (file,) = (settings.home / "models").glob("*.json")
    assert file.stat().st_mode & 0o077 == 0
    again = train_history_model(settings, days=400, seed=3)
    assert again.model == found.model
    assert again.drift == 0
    # A file that is not the one that was made is not used.
    file.write_bytes(file.read_bytes().replace(b"clerk1", b"clerkX"))
    with Book(settings.home) as book:
        assert history_in_use(book) is None


def test_too_little_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", actor="tester")
    with pytest.raises(MisuseError, match="0 hours with graded data are too few"):
        train_history_model(settings)
    with Book(settings.home) as book:
        assert history_in_use(book) is None
