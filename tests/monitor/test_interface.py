# Interfaces that were used, matched with what descriptions declare.
from asked_interface import asked
from graded_events import events

from monitor.interface import interfaces_of
from monitor.interface_use import uses_of
from schema import ApiDescription, Operation


def described(*operations: Operation, hosts: tuple[str, ...] = ()) -> ApiDescription:
    return ApiDescription(
        id="A", unit="u", time="t", version="1", sha256="", operations=operations, hosts=hosts,
        bases=("/api",),
    )  # fmt: skip


def test_the_declared_template_wins_and_what_was_never_called_is_there() -> None:
    uses = uses_of(events([asked("/api/r/wang"), asked("/r/li"), asked("/api/r/all"), asked("/x")]))
    said = described(
        Operation(method="GET", template="/r/{who}"),
        Operation(method="GET", template="/r/all"),
        Operation(method="PUT", template="/r/{who}"),
    )
    found = interfaces_of(uses, [said])
    told = {(each.method, each.template): each for each in found}
    assert told["GET", "/api/r/{who}"].whole().calls == 1
    assert told["GET", "/r/{who}"].operation is said.operations[0]
    assert told["GET", "/api/r/all"].operation is said.operations[1]
    assert told["GET", "/x"].operation is None
    assert told["PUT", "/api/r/{who}"].days == {}


def test_a_description_of_another_host_is_not_its_own_where_one_names_it() -> None:
    uses = uses_of(events([asked("/api/r", **{"url.domain": "a.example", "destination.port": 80})]))
    other = described(Operation(method="GET", template="/r"), hosts=("b.example",))
    mine = described(Operation(method="GET", template="/q"), hosts=("a.example",))
    told = {each.template: each for each in interfaces_of(uses, [other, mine]) if each.days}
    assert told["/api/r"].operation is None
    # Inside, a service goes by another name than clients use.
    (seen,) = [each for each in interfaces_of(uses, [other]) if each.days]
    assert seen.described_by == "A"
