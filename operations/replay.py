# tongguan monitor replay: captures and logs read from files, their events kept, alerts and
# incidents recorded. Nothing is told twice: the same files replayed give the same ids.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from connectors import is_capture, log_head, read_capture
from monitor import Sensor, is_har
from schema import Alert, Incident, MisuseError, Skipped, SourceError

from .dissector import Dissecting
from .event_archive import event_archive, forget_old_events
from .log_ahead import LONG, log_batches, log_batches_ahead
from .monitor_run import MonitorRun
from .replay_har import replay_har
from .replay_progress import ReplayProgress
from .respond_auto import Answered, respond_to
from .settings import Settings, open_book

__all__ = ["Replayed", "replay"]


# After so many events what was found is put on record and it is noted how far a log was read.
_STEP: Final = 500_000
_PIECE: Final = 4 << 20
_ACTION: Final = "monitor.replay"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found; `events` and `packets` count what was read, `answered` is what a policy
    made of it. `stale` says why the model of the history is out of date, "" where it is not;
    `resumed` that it went on where it was killed before.
    """

    alerts: tuple[Alert, ...]
    incidents: tuple[Incident, ...]
    skipped: tuple[Skipped, ...]
    events: int
    packets: int
    answered: Answered | None = None
    stale: str = ""
    resumed: bool = False


def replay(
    settings: Settings,
    targets: Sequence[str],
    *,
    tell: Callable[[int, float, int], None] = lambda _events, _share, _alerts: None,
) -> Replayed:
    """The alerts and incidents of captures and logs, recorded in the book.

    `tell` hears now and then how many events there are, which share of the files is read, and how
    many alerts are on record.
    Killed and started again with the same files it goes on: past files that were done with, and
    in a log; a capture is read again, and what was archived or on record of it is taken once. Raises MisuseError where none of the files is there, PolicyError where a policy is
    wrong; what cannot be read is in `skipped`.
    """
    paths = [Path(each) for each in targets]
    if not any(path.exists() for path in paths):
        raise MisuseError(f"{', '.join(targets)}: does not exist")
    with open_book(settings) as book, event_archive(settings, book) as archive:
        book.refuse_read_only()
        forget_old_events(settings, book, archive)
        run = MonitorRun(settings, book, archive)
        replaying = _Replaying(settings, run, ReplayProgress(settings.home, paths), tell)
        for place, path in enumerate(paths):
            replaying.file(place, path, last=place + 1 == len(paths))
        settled = run.settle(
            _ACTION,
            {
                "files": [path.name for path in paths],
                "packets": replaying.packets,
                "skipped": len(replaying.skipped),
            },
        )
        replaying.progress.end()
        if run.gaps:
            replaying.skipped.append(Skipped("calendar", run.gaps))
        events, stale = run.events, run.stale()
    incidents = replaying.incidents(settled.incidents)
    answered = respond_to(settings, incidents)
    return Replayed(
        tuple(replaying.alerts(settled.alerts)),
        tuple(incidents),
        tuple(replaying.skipped),
        events,
        replaying.packets,
        answered,
        stale,
        replaying.progress.resumed,
    )


class _Replaying:
    """A replay under way."""

    def __init__(
        self,
        settings: Settings,
        run: MonitorRun,
        progress: ReplayProgress,
        tell: Callable[[int, float, int], None],
    ) -> None:
        self._settings, self._run, self._heard = settings, run, tell
        self.progress = progress
        self.skipped: list[Skipped] = []
        self.packets = 0
        self._recorded: dict[str, Alert] = {}
        self._incidents: dict[str, Incident] = {}

    def file(self, place: int, path: Path, *, last: bool) -> None:
        """Takes a file in, if that was not done before."""
        if self.progress.is_whole(place):
            return
        try:
            if is_capture(path):
                self._capture(path)
            elif is_har(log_head(path)):
                self.skipped += replay_har(self._run, path)
            else:
                self._log(place, path)
        except SourceError as error:
            self.skipped.append(Skipped(error.source, error.problem))
            return
        if not last:
            self._record()
            self.progress.note(place)

    def alerts(self, settled: Sequence[Alert]) -> list[Alert]:
        """All that was found, what was recorded on the way too."""
        found = self._recorded | {each.id: each for each in settled}
        return sorted(found.values(), key=lambda each: (each.first_seen, each.id))

    def incidents(self, settled: Sequence[Incident]) -> list[Incident]:
        """All incidents of it, those that were recorded on the way too."""
        found = self._incidents | {each.id: each for each in settled}
        return sorted(found.values(), key=lambda each: (each.first_seen, each.id))

    def _record(self) -> None:
        settled = self._run.settle(_ACTION, {}, always=False)
        self._recorded |= {each.id: each for each in settled.alerts}
        self._incidents |= {each.id: each for each in settled.incidents}

    def _tell(self, octets: int) -> None:
        """So many more of the file at hand were read."""
        self._heard(self._run.events, self.progress.read(octets), len(self._recorded))

    def _capture(self, path: Path) -> None:
        """The packets of a capture, all of them looked at.

        What is under way in it when a replay is killed (connections, fragments, flows) is nowhere
        but in it: it is read again from its beginning, its events have the ids that they had, and
        the archive and the book take each once.
        """
        with Dissecting(self._run.dissections) as dissecting:
            sensor, events = (
                Sensor(seed=self._run.seed, dissected=dissecting.dissected),
                self._run.events,
            )
            for batch in read_capture(path):
                if isinstance(batch, Skipped):
                    self.skipped.append(batch)
                    continue
                self._run.sensed(sensor.feed(batch), path.name)
                self._tell(_octets(batch))
                if self._run.events >= events + _STEP:
                    events = self._run.events
                    self._record()
            self._run.sensed(sensor.end(), path.name)
            self.skipped += dissecting.problems()
        self.packets += sensor.packets
        for problem in _missing(sensor):
            self.skipped.append(Skipped(str(path), problem))

    def _log(self, place: int, path: Path) -> None:
        read = log_batches_ahead if path.stat().st_size >= LONG else log_batches
        before, events = self.progress.pieces(place), self._run.events
        with closing(read(self._settings, path)) as batches:
            for number, each in enumerate(batches):
                if isinstance(each, Skipped):
                    self.skipped.append(each)
                elif number >= before:
                    self._run.logged(each)
                self._tell(_PIECE)
                if self._run.events >= events + _STEP:
                    events = self._run.events
                    self._record()
                    self.progress.note(place, number + 1)


def _missing(sensor: Sensor) -> Iterator[str]:
    """What of a capture could not be looked at, said in sentences."""
    if sensor.missing:
        yield f"{sensor.missing:,} bytes of connections are not in the capture"
    if sensor.incomplete:
        yield f"of {sensor.incomplete:,} datagrams fragments are not in the capture"
    if sensor.given_up:
        yield f"{sensor.given_up:,} connections were let go, as too many are open at once"


def _octets(batch: pa.RecordBatch) -> int:
    """How much of a capture's file a batch is."""
    return int(batch.column("captured").to_numpy().sum()) + 16 * batch.num_rows
