# Whose data this is: the system whose sources it comes from and the department that
# answers for it, as the operator's site file says. Nothing is guessed beyond it.
from __future__ import annotations

from policies import Department, Site, System

__all__ = ["department_of", "system_of"]


def system_of(site: Site, source: str) -> System | None:
    """The system that names the longest prefix of this source, or None.

    A prefix ends where a word ends: `/data/health` holds `/data/health/a.csv` and
    `/data/health_2024.csv`, not `/data/healthcare.csv`.
    """
    best: System | None = None
    longest = 0
    for system in site.systems:
        for prefix in system.sources:
            if len(prefix) > longest and _begins(source, prefix):
                best, longest = system, len(prefix)
    return best


def department_of(site: Site, system: System | None) -> Department | None:
    """The department a system names by id or by name, or None."""
    if system is None or not system.department:
        return None
    for department in site.departments:
        if system.department in (department.id, department.name):
            return department
    return None


def _begins(source: str, prefix: str) -> bool:
    if not source.startswith(prefix):
        return False
    rest = source[len(prefix) :]
    return not rest or not (prefix[-1].isalnum() and rest[0].isalnum())
