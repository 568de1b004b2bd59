"""The survival table, cell by cell: what becomes of each kind of store under each event, in the plainest case.

The plainest case: web-1 runs, was made by Compose without --rm and without a restart policy, and nobody else uses its
store; a current Docker Engine without live-restore. What the digits stand for, the other side of each condition, is in
test_survival_notes.py.
"""

from __future__ import annotations

import pytest

from bayplan.domain.event import Event
from bayplan.domain.outcome import Fate
from tests.support.survival import ROWS, fate_of

#: S survives, L lost, O orphaned, B left behind, D depends, - does not apply; a digit is the note behind the cell.
TABLE = """
                  A    B   C    D    E   F    G   H    I   J    K   L   M    N    O
Writable layer    S    S   S1   S1   L   L    L   L    L   L    S   S   S2   S    L
Named volume      S    S   S    S    S   S    S   S    S   L3   S   S4  S    S    B5
Anonymous volume  S    S   S1   S1   O   L6   S   O7   O   L6   S4  S4  S4   S    L
Bind mount        S    S   S    S    S   S    S   S    S   S    S   S   S    S    D8
tmpfs             L    S   L9   L    L   L    L   L    L   L    S   S   S2   S    L
/dev/shm          L    S   L9   L    L   L    L   L    L   L    S   S   S2   S    L
Image layers      S    S   S    S    S   S    S   S    S   S    S   S   S10  S10  D
Named pipe        -11  S   -11  -11  -11 -11  -11 -11  -11 -11  S   S   S11  S    D8
NFS               S    S   S    S    S   S    S   S    S   S12  S   S   S    S    D13
Plugin volume     S    S   S    S    S   S14  S   S14  S   D14  S   S   S    S    D13
VolumesFrom       S15  S15 S15  S15  S15 S15  S15 S15  S15 S15  S15 S15 S15  S15  B15
Swarm secret      S16  S   S16  S16  L   L    -   -    -   -    S   S   S2   S    S16
json-file log     S    S   S1   S1   L   L    L   L    L   L    S   S   S2   S    L
Runtime files     L    S   L9   L    L   L    L   L    L   L    S   S   S2   S    L
Remote store      S    S   S    S    S   S    S   S    S   S    S   S   S    S    S
"""
COLUMNS: dict[str, tuple[Event, ...]] = {
    "A": (Event.STOP, Event.RESTART, Event.KILL),
    "B": (Event.PAUSE,),
    "C": (Event.ENGINE_RESTART,),
    "D": (Event.HOST_REBOOT,),
    "E": (Event.REMOVE,),
    "F": (Event.REMOVE_VOLUMES,),
    "G": (Event.RECREATE,),
    "H": (Event.RENEW,),
    "I": (Event.COMPOSE_DOWN,),
    "J": (Event.COMPOSE_DOWN_VOLUMES,),
    "K": (Event.VOLUME_PRUNE,),
    "L": (Event.VOLUME_PRUNE_ALL,),
    "M": (Event.SYSTEM_PRUNE_VOLUMES,),
    "N": (Event.IMAGE_PRUNE_ALL,),
    "O": (Event.MOVE_NODE,),
}
FATES = {
    "S": Fate.SURVIVES,
    "L": Fate.LOST,
    "O": Fate.ORPHANED,
    "B": Fate.LEFT_BEHIND,
    "D": Fate.DEPENDS,
    "-": Fate.NOT_APPLICABLE,
}


def cells() -> list[tuple[str, str, str]]:
    """(row, column, cell) of every cell of the table."""
    heading, *lines = TABLE.strip("\n").splitlines()
    first = heading.index("A")
    columns = heading.split()
    return [
        (line[:first].strip(), column, cell)
        for line in lines
        for column, cell in zip(columns, line[first:].split(), strict=True)
    ]


CASES = [
    pytest.param(row, event, FATES[cell[0]], id=f"{row}-{column}-{event.value}")
    for row, column, cell in cells()
    for event in COLUMNS[column]
]


def test_the_table_is_whole() -> None:
    assert {row for row, _, _ in cells()} == set(ROWS)
    assert {event for events in COLUMNS.values() for event in events} | {
        Event.COMMIT,
        Event.CONTAINER_PRUNE,
        Event.SYSTEM_PRUNE,
    } == set(Event)


@pytest.mark.parametrize(("row", "event", "expected"), CASES)
def test_cell(row: str, event: Event, expected: Fate) -> None:
    found = fate_of(ROWS[row].store, ROWS[row].make(), event)
    assert found.fate is expected, found.reason
    assert found.reason.endswith("."), found.reason
    assert bool(found.depends_on) == (expected is Fate.DEPENDS)


#: A swarm makes no container with --rm.
WITH_RM = [(row, FATES[cell[0]]) for row, column, cell in cells() if column == "F" and row != "Swarm secret"]


@pytest.mark.parametrize(("row", "expected"), WITH_RM)
@pytest.mark.parametrize("event", COLUMNS["A"])
def test_column_f_is_also_what_an_end_does_to_a_container_made_with_rm(row: str, event: Event, expected: Fate) -> None:
    found = fate_of(ROWS[row].store, ROWS[row].make(auto_remove=True), event)
    if event is Event.RESTART:  # --rm is set aside during a restart: seen on Engine 20.10, 26.1 and 28.5
        expected = fate_of(ROWS[row].store, ROWS[row].make(), event).fate
    assert found.fate is expected, found.reason


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("event", [Event.CONTAINER_PRUNE, Event.SYSTEM_PRUNE])
def test_a_prune_of_containers_leaves_what_runs_alone(row: str, event: Event) -> None:
    found = fate_of(ROWS[row].store, ROWS[row].make(), event)
    assert (found.fate, found.concerned) == (Fate.SURVIVES, False)


#: Column P: what an image has that is committed from the container.
CAPTURED = {"Writable layer": True, "Image layers": True}


@pytest.mark.parametrize("row", ROWS)
def test_column_p_what_a_commit_captures(row: str) -> None:
    found = fate_of(ROWS[row].store, ROWS[row].make(), Event.COMMIT)
    assert found.fate is Fate.SURVIVES
    assert found.captured is CAPTURED.get(row, False)
    assert found.concerned


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("event", list(Event))
def test_the_bytes_at_stake_are_the_stores(row: str, event: Event) -> None:
    inventory = ROWS[row].make()
    assert fate_of(ROWS[row].store, inventory, event).size == inventory.stores[ROWS[row].store].size
