"""Lanes in a gutter: which edge runs beside which, so that few cross and none lie on each other."""

from __future__ import annotations

from collections.abc import Callable

from bayplan.domain.kinds import StoreKind
from bayplan.layout.grid import family
from bayplan.layout.metrics import LANE

#: Up to so many nets the order of lanes is searched for few crossings; beyond, nets share lanes by their kind.
_SEARCHED = 60
_LANES_OF_A_FAMILY = 8
_FAMILIES = ("image", "memory", "pipe", "remote", "volume", "bind")
_STEP = 20.0


class _Net:
    """What runs up and down in a gutter as one line: all edges of one store, or of one image."""

    __slots__ = ("high", "key", "kind", "left", "low", "right")

    def __init__(self, key: str, kind: StoreKind) -> None:
        self.key = key
        self.kind = kind
        self.left: set[float] = set()
        self.right: set[float] = set()
        self.low = float("inf")
        self.high = float("-inf")


class Gutter:
    """A vertical gutter between two grids, in which every net has a lane.

    It is at least ``least`` wide. ``before`` and ``after`` are kept free of lanes: the frames of zones stand there.
    """

    def __init__(self, least: float, before: float, after: float) -> None:
        self._least, self._before, self._after = least, before, after
        self._nets: dict[str, _Net] = {}
        self._lane: dict[str, int] = {}
        self._count = 0
        self.left = 0.0

    def add(self, key: str, kind: StoreKind, left: float, right: float) -> None:
        """Notes an edge of the net ``key`` that comes at the y ``left`` and goes on at the y ``right``."""
        net = self._nets.get(key)
        if net is None:
            net = self._nets[key] = _Net(key, kind)
        net.left.add(left)
        net.right.add(right)
        low, high = (left, right) if left < right else (right, left)
        if low < high:
            net.low = min(net.low, low)
            net.high = max(net.high, high)

    def settle(self) -> None:
        """Gives every net a lane; call it when all edges were added."""
        nets = [net for net in self._nets.values() if net.low < net.high]
        if len(nets) > _SEARCHED:
            self._share(nets)
        elif nets:
            self._pack(_ordered(nets))

    @property
    def width(self) -> float:
        """What the gutter needs; it grows in steps, so that one more edge seldom moves anything."""
        needed = self._before + (self._count - 1) * LANE + self._after
        width = self._least
        while width < needed:
            width += _STEP
        return width

    def positions(self) -> Callable[[str], float]:
        """Tells for each net the x of its lane; call it when ``left`` is known."""
        first = self.left + (self._before + self.width - self._after - (self._count - 1) * LANE) / 2
        lane = self._lane
        return lambda key: first + lane.get(key, 0) * LANE

    def _pack(self, nets: list[_Net]) -> None:
        """Lanes from left to right in the order given; nets that do not run beside each other share one."""
        for number, net in enumerate(nets):
            lane = 0
            for other in nets[:number]:
                if other.low - LANE < net.high and net.low - LANE < other.high:
                    lane = max(lane, self._lane[other.key] + 1)
            self._lane[net.key] = lane
        self._count = max(self._lane.values()) + 1

    def _share(self, nets: list[_Net]) -> None:
        """A few lanes for each family of kinds; neighbouring nets take them in turn."""
        by_family: dict[str, list[_Net]] = {}
        for net in nets:
            by_family.setdefault(family(net.kind), []).append(net)
        first = 0
        for name in _FAMILIES:
            inside = by_family.get(name, [])
            lanes = min(_LANES_OF_A_FAMILY, len(inside))
            for number, net in enumerate(inside):
                self._lane[net.key] = first + number % lanes
            first += lanes
        self._count = first


def _crossings(one: _Net, other: _Net) -> int:
    """How often the nets cross if ``one`` runs left of ``other``."""
    return sum(other.low < y < other.high for y in one.right) + sum(one.low < y < one.high for y in other.left)


def _ordered(nets: list[_Net]) -> list[_Net]:
    """Nets from left to right with few crossings: a good guess, then neighbours change places while that helps."""

    def guess(net: _Net) -> tuple[float, str]:
        start, end = min(net.left), min(net.right)
        return (-start if end >= start else start - 1e6, net.key)

    nets = sorted(nets, key=guess)
    for _ in range(len(nets)):
        changed = False
        for i in range(len(nets) - 1):
            if _crossings(nets[i + 1], nets[i]) < _crossings(nets[i], nets[i + 1]):
                nets[i], nets[i + 1] = nets[i + 1], nets[i]
                changed = True
        if not changed:
            break
    return nets
