# Techniques between taking data and bringing it out: what was taken is put together in files of a host that
# the attack team holds, and packed into one archive there. The referee reads the host's disk.
from __future__ import annotations

from typing import cast

from policies import AttackStep, Fidelity, Title
from schema import MisuseError

from .archive import FORMS, ArchiveForm, packed
from .technique import Attacker, Seen, Technique, number

__all__ = ["STAGE_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
# Where what was taken is put.
_FOLDER = "staged/"


async def _stage(attacker: Attacker, step: AttackStep, _target: str) -> None:
    """Each page that was taken, a file; with pauses, as someone does who would not be heard."""
    for count, page in enumerate(attacker.loot.get("rows", [])):
        attacker.disk.write(f"{_FOLDER}{count:04}.json", page)
        await attacker.clock.sleep(number(step, "pause_s", 1) * attacker.random.uniform(0.5, 1.5))


async def _archive(attacker: Attacker, step: AttackStep, _target: str) -> None:
    """All that is staged packed into one file, and the pieces removed."""
    name = str(step.parameters.get("file", "update.zip"))
    form = next((each for each in FORMS if name.endswith(f".{each}")), None)
    if form is None:
        raise MisuseError(f"step {step.id}: an archive is a .zip or a .tar.gz")
    staged = [each for each in attacker.disk if each.startswith(_FOLDER)]
    await attacker.clock.sleep(number(step, "seconds", 5) * attacker.random.uniform(0.5, 1.5))
    files = {each.removeprefix(_FOLDER): attacker.disk.read(each) for each in staged}
    attacker.disk.write(name, packed(files, cast("ArchiveForm", form)))
    for each in staged:
        attacker.disk.remove(each)


def _is_staged(step: AttackStep, seen: Seen) -> bool:
    """So many rows of the drill's own stand in files of the host."""
    return seen.staged >= number(step, "rows", 1000)


def _is_archived(step: AttackStep, seen: Seen) -> bool:
    """So many stand in an archive there, one that opens."""
    return seen.archived >= number(step, "rows", 1000)


STAGE_TECHNIQUES = {
    "stage": Technique(
        {
            "T1074": Title(zh="数据暂存", en="Data Staged"),
            "T1074.001": Title(zh="本地数据暂存", en="Local Data Staging"),
            "T1074.002": Title(zh="远程数据暂存", en="Remote Data Staging"),
        },
        _EVERYWHERE, _stage, _is_staged,
    ),
    "archive": Technique(
        {
            "T1560": Title(zh="归档收集的数据", en="Archive Collected Data"),
            "T1560.002": Title(zh="使用库归档", en="Archive via Library"),
        },
        _EVERYWHERE, _archive, _is_archived,
    ),
}  # fmt: skip
