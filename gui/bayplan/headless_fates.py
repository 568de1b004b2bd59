"""``bayplan fates``: what events would do to the data, as a table or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bayplan.domain.event import EVENT_WORDS, Event
from bayplan.domain.fate_rows import FateBlock, fate_blocks, row_as_json
from bayplan.domain.formatting import names_text, size_text
from bayplan.domain.inspect_container import UNMEASURED_KINDS
from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome_words import FATE_WORDS, OutcomeLine
from bayplan.engine.host_facts import read_host_facts
from bayplan.headless import Source, read

_HEADINGS = ("fate", "bytes", "used by", "store", "why")


@dataclass(frozen=True, slots=True)
class Form:
    """How fates are printed.

    Attributes:
        sizes: with the bytes at stake, which are slow to measure. ask_containers: ``df`` may be run in containers whose
            memory cannot be measured otherwise. quiet: the table has logs, runtime files and empty places too, which
            JSON always has. as_json: for programs.
    """

    sizes: bool = True
    ask_containers: bool = False
    quiet: bool = False
    as_json: bool = False


def print_fates(source: Source, names: Sequence[str], events: Sequence[Event], form: Form) -> None:
    """Prints what the events (none: all of them) would do to what the names mean (none: everything).

    Raises WrongUseError for names that mean nothing.
    """
    inventory = read(source, sizes=form.sizes, ask_containers=form.ask_containers)
    blocks = fate_blocks(inventory, events or EVENT_WORDS, names, read_host_facts(inventory.engine))
    if form.as_json:
        rows = [row_as_json(row, inventory) for block in blocks for row in block.rows]
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    else:
        lines = ["\n".join(_block_lines(block, inventory, quiet=form.quiet)) for block in blocks]
        sys.stdout.write("\n\n".join(lines) + "\n")


def _block_lines(block: FateBlock, inventory: Inventory, *, quiet: bool) -> list[str]:
    """The sentence, then a line for each store in columns that are as wide as they must be."""
    users: dict[OutcomeLine, list[str]] = {}
    for row in block.rows:
        container = inventory.containers.get(row.container)
        users.setdefault(row.line, []).extend([container.name] if container else [])
    shown = [line for line in users if quiet or not line.quiet] if not block.refused else []
    table = [_HEADINGS, *(_cells(line, users[line]) for line in shown)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [f"{block.sentence[:1].upper()}{block.sentence[1:]}."]
    if shown:
        lines.append("")
        for fate, size, names, store, why in table:
            columns = (fate.ljust(widths[0]), size.rjust(widths[1]), names.ljust(widths[2]), store.ljust(widths[3]))
            lines.append("  ".join([*columns, why]))
    left_out = len(users) - len(shown)
    if left_out and not block.refused:
        places = f"{left_out:,} more {'place' if left_out == 1 else 'places'}"
        lines.append(f"({places}: logs, runtime files and what is empty; --all shows them)")
    return lines


def _cells(line: OutcomeLine, users: Sequence[str]) -> tuple[str, str, str, str, str]:
    words = FATE_WORDS[line.fate]
    unmeasured = line.size is None and line.kind in UNMEASURED_KINDS
    size = "–" if unmeasured else size_text(line.size)
    condition = f" It depends on {line.depends_on}." if line.depends_on else ""
    return f"{words.sign} {words.word}", size, names_text(users) or "–", line.name, line.reason + condition
