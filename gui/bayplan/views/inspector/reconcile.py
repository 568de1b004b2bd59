"""Turns one list into another by the fewest kinds of step, so that a view keeps its places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """Anything with a key that stays the same while its content changes."""

    @property
    def key(self) -> str:
        """The key."""


Item = TypeVar("Item", bound=Keyed)


def reconcile(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    remove: Callable[[int], None],
    insert: Callable[[int, Item], None],
    change: Callable[[int, Item], None],
) -> None:
    """Calls ``remove``, ``insert`` and ``change`` with positions that hold at that moment, until old became new.

    An item that moved is removed and inserted. ``change`` is called only for items that differ.
    """
    wanted = {item.key for item in new}
    current = list(old)
    for position in range(len(current) - 1, -1, -1):
        if current[position].key not in wanted:
            remove(position)
            del current[position]
    for position, item in enumerate(new):
        if position < len(current) and current[position].key == item.key:
            if current[position] != item:
                change(position, item)
                current[position] = item
            continue
        later = next((n for n in range(position, len(current)) if current[n].key == item.key), None)
        if later is not None:
            remove(later)
            del current[later]
        insert(position, item)
        current.insert(position, item)
