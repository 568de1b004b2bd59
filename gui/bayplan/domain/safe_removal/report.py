"""What came of a removal, thing by thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bayplan.domain.formatting import count_text


class Ended(StrEnum):
    """How it ended for one thing."""

    REMOVED = "removed"
    GONE = "gone"  #: somebody else had removed it already
    LEFT_ALONE = "left alone"  #: it is not what was listed any more, or was protected meanwhile
    FAILED = "failed"  #: the engine refused
    NOT_TRIED = "not tried"  #: the person stopped the removal before its turn


@dataclass(frozen=True, slots=True)
class RemovalEntry:
    """One thing of the plan.

    Attributes:
        name: for people, with its kind ("volume data"). why: one plain sentence, "" when it was removed.
    """

    name: str
    ended: Ended
    why: str = ""


@dataclass(frozen=True, slots=True)
class RemovalReport:
    """All things of a plan, in the order in which their turn came."""

    entries: tuple[RemovalEntry, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing of what was listed is left."""
        return not self.remaining

    @property
    def remaining(self) -> tuple[RemovalEntry, ...]:
        """What is still there, or may be."""
        return tuple(entry for entry in self.entries if entry.ended not in {Ended.REMOVED, Ended.GONE})

    def sentence(self) -> str:
        """What came of it in one sentence: "Removed 3 of 4 things; 1 was left alone."."""
        removed = self._count(Ended.REMOVED)
        total = len(self.entries)
        gone = self._count(Ended.GONE)
        parts = [f"Removed {count_text(total, 'thing')}" if removed == total else f"Removed {removed:,} of {total:,}"]
        if gone:
            parts.append(f"{gone:,} {_were(gone)} gone already")
        if left := self._count(Ended.LEFT_ALONE):
            parts.append(f"{left:,} {_were(left)} left alone")
        if failed := self._count(Ended.FAILED):
            parts.append(f"{failed:,} could not be removed")
        if skipped := self._count(Ended.NOT_TRIED):
            parts.append(f"{skipped:,} {_were(skipped)} not tried, because you stopped it")
        return f"{'; '.join(parts)}."

    def _count(self, ended: Ended) -> int:
        return sum(entry.ended is ended for entry in self.entries)


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
