"""Words, chips and pickers, alone and together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bayplan.domain.filters import Chip, Criteria, Picker, default_chips, wanted
from bayplan.domain.rows import ContainerRow, container_row
from tests.support.builders import many

INVENTORY = many(20)
ROWS = [container_row(container, INVENTORY, 0) for container in INVENTORY.containers.values()]
CHIPS = (
    Chip[ContainerRow](key="all", title="All", group="state"),
    Chip[ContainerRow](key="running", title="Running", group="state", test=lambda row: row.running),
    Chip[ContainerRow](key="old", title="Old", test=lambda row: row.name.endswith("7"), reveals=True),
)
PICKERS = (Picker[ContainerRow](key="project", title="Project", value=lambda row: row.project, label=str),)


def _names(criteria: Criteria) -> set[str]:
    keep = wanted(criteria, CHIPS, PICKERS)
    return {row.name for row in ROWS if keep is None or keep(row)}


def test_nothing_asked_for_is_no_test_at_all() -> None:
    assert wanted(Criteria(chips=frozenset({"all"})), CHIPS[:2], PICKERS) is None
    assert default_chips(CHIPS) == {"all"}


@pytest.mark.parametrize(
    "text",
    [
        "PROJECT-1",
        "service-3",
        "1.3",
        "/srv/project-1",
        "/srv/project-0/conf-0",
        "project-0_data-1",
        "  service-1   project-1 ",
    ],
)
def test_every_word_must_occur_somewhere(text: str) -> None:
    found = _names(Criteria(text=text, chips=frozenset({"old"})))

    expected = {row.name for row in ROWS if all(word in row.search for word in text.casefold().split())}
    assert found == expected
    assert found
    assert len(found) < len(ROWS)


def test_labels_are_searched_but_words_do_not_run_across_fields() -> None:
    container = replace(next(iter(INVENTORY.containers.values())), labels={"team": "Bosun"})
    row = container_row(container, INVENTORY, 0)

    assert wanted(Criteria(text="team=bosun"), CHIPS) is not None
    assert "team=bosun" in row.search
    assert (row.name + row.image).casefold() not in row.search


def test_chips_pickers_and_words_combine() -> None:
    criteria = Criteria(
        text="service", chips=frozenset({"running"}), picked={"project": frozenset({"project-1", "no such"})}
    )

    found = _names(criteria)

    assert found == {
        row.name for row in ROWS if row.running and row.project == "project-1" and not row.name.endswith("7")
    }


def test_a_chip_that_reveals_hides_its_rows_until_it_is_on() -> None:
    assert not any(name.endswith("7") for name in _names(Criteria()))
    assert len(_names(Criteria(chips=frozenset({"old"})))) == len(ROWS)
