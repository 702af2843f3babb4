# A device tested for how it keeps its protocol: on loopback where it stands, or in the lab that
# holds its address. The test is an entry of the ledger; its report is JSON and a page.
from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from pathlib import Path

from policies import LAB, Title
from range.device_bench import Group, Outcome
from range.device_test import PROTOCOLS, DeviceProtocol, DeviceReport, device_host, run_device_test
from range.ground import PORTS_FROM
from range.keeper import Standing, is_alive, labs
from range.lab import loopback
from range.namespaces import apart, enter
from range.result import JSON
from schema import MisuseError

from .device_words import DEVICE_GROUPS, DEVICE_OUTCOMES, DEVICE_PAGE
from .outputs import deliver, refuse_output
from .page import page_template
from .range_lab import LABS
from .recording import Book, utc_now
from .settings import Settings, read_policies, read_site
from .wording import wording

__all__ = ["PROTOCOLS", "DeviceProtocol", "DeviceReport", "device_json", "run_device_test_of", "write_device_page"]  # fmt: skip


def run_device_test_of(
    settings: Settings,
    target: str,
    protocol: DeviceProtocol,
    *,
    seed: int = 1,
    mutations: int = 100,
    only: int | None = None,
    declared: Sequence[int] = (),
    patience: float = 1.0,
) -> DeviceReport:
    """The device at `HOST:PORT` tested and the test recorded. Raises MisuseError."""
    host, port = _place(target)
    with Book(settings.home) as book:
        book.refuse_read_only()

    def test(host: str, port: int) -> DeviceReport:
        return run_device_test(
            host, port, protocol, seed=seed, mutations=mutations, only=only, declared=declared,
            patience=patience,
        )  # fmt: skip

    report = _in_lab(settings, host, port, test) if _is_lab(host) else test(host, port)
    with Book(settings.home) as book:
        book.record(
            [],
            action="device.test",
            actor=settings.actor,
            unit=read_site(settings).unit,
            detail={"target": f"{host}:{port}", "protocol": protocol, "seed": seed,
                    "cases": len(report.tried), "failures": report.failures},
        )  # fmt: skip
    return report


def device_json(report: DeviceReport) -> dict[str, JSON]:
    """The report as JSON, with every byte that passed."""
    return {
        "target": f"{report.host}:{report.port}",
        "protocol": report.protocol,
        "seed": report.seed,
        "failures": report.failures,
        "outcomes": {key: count for key, count in _counts(report).items()},  # noqa: C416  widened
        "census": [{"port": port, "declared": known} for port, known in report.census.items()],
        "cases": [
            {
                "case": each.number,
                "id": each.case.id,
                "group": each.case.group,
                "title": each.case.title.model_dump(),
                "source": each.case.source,
                "outcome": each.finding.outcome,
                "why": each.finding.why.model_dump(),
                "passed": [
                    {"connection": noted.connection, "way": noted.way, "hex": noted.content.hex()}
                    for noted in each.noted
                ],
            }
            for each in report.tried
        ],
    }


def write_device_page(
    settings: Settings, path: Path, report: DeviceReport, *, language: str, overwrite: bool = False
) -> None:
    """The report as one page that loads nothing. Raises MisuseError where it may not be written."""
    refuse_output(path, overwrite=overwrite)
    words = wording(language, read_policies(settings))
    say = {key: words.of(title) for key, title in DEVICE_PAGE.items()}
    page = page_template("device.html.j2").render(
        say=say,
        language="zh-CN" if words.language == "zh" else "en",
        time=f"{utc_now()[:16].replace('T', ' ')} UTC",
        it=report,
        of=words.of,
        groups=_titles(words.of, DEVICE_GROUPS),
        outcomes=_titles(words.of, DEVICE_OUTCOMES),
        counts=_counts(report),
    )
    deliver([path], lambda place: _write(place, page), overwrite=overwrite)


def _write(place: Path, page: str) -> None:
    place.write_text(page, encoding="utf-8", errors="replace")


def _titles(
    of: Callable[[Title], str], table: dict[Group, Title] | dict[Outcome, Title]
) -> dict[str, str]:
    return {key: of(title) for key, title in table.items()}


def _counts(report: DeviceReport) -> dict[str, int]:
    found = [each.finding.outcome for each in report.tried]
    return {outcome: found.count(outcome) for outcome in DEVICE_OUTCOMES}


def _place(target: str) -> tuple[str, int]:
    host, colon, port = target.rpartition(":")
    if not colon or not port.isdigit() or not 1 <= int(port) <= 65_535:
        raise MisuseError(f"{target} is no HOST:PORT, as 127.0.0.1:502")
    return device_host(host), int(port)


def _is_lab(host: str) -> bool:
    return ipaddress.IPv4Address(host) in LAB


def _in_lab(
    settings: Settings, host: str, port: int, test: Callable[[str, int], DeviceReport]
) -> DeviceReport:
    """The test from inside the lab that holds the address."""
    found = next(
        (
            lab
            for lab in labs(settings.home / LABS)
            if is_alive(lab) and any(address == host for address, _ in lab.hosts.values())
        ),
        None,
    )
    if found is None:
        raise MisuseError(f"no lab with a host at {host} is up; see `range status`, `range up`")
    if found.fidelity == "loopback":
        return test(loopback(host), port + PORTS_FROM)
    network = _near(found, host)

    def inside() -> DeviceReport:
        enter(found.pid, network)
        return test(host, port)

    return apart(inside)


def _near(lab: Standing, host: str) -> str:
    """The network of another host of the same zone, or of the device itself if it is alone."""
    start = host.rpartition(".")[0] + "."
    places = sorted(lab.hosts.values(), key=lambda place: place[0] == host)
    return next(network for address, network in places if address.startswith(start))
