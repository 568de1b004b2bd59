"""Reads from an engine what its inventory lacks, with as few calls as will do."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from bayplan.domain.model import Container
from bayplan.engine.assemble import read_engine, with_details
from bayplan.engine.caller import Caller
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.events import Need
from bayplan.engine.failures import AnswerError
from bayplan.engine.holdings import Holdings
from bayplan.engine.timing import Timing

_Answer = TypeVar("_Answer")

#: Beyond so many ids one full list is cheaper than a list by ids (measured; see also the URL's length).
_MOST_IDS = 300
_FIRST_BATCH = 120
_MOST_BATCH = 1000
_IMAGE_BATCH = 25


class _Asked(NamedTuple, Generic[_Answer]):
    """Details that the engine was asked for: of what, and the answer to come."""

    ids: list[str]
    answer: Future[list[_Answer]]


class Synchronizer:
    """Brings the Holdings of one engine up to date through one connection.

    All methods belong to one thread, wait for the engine's answers, and raise BayplanError when the engine cannot be
    read. ``holdings`` are those of the last connection, taken over if it is still the same engine.

    Attributes:
        known: the holdings; None until the first ``list_everything``.
    """

    def __init__(self, client: EngineClient, caller: Caller, timing: Timing, holdings: Holdings | None) -> None:
        self._client = client
        self._caller = caller
        self._timing = timing
        self._batch = _FIRST_BATCH
        self._ahead: _Asked[Container] | None = None
        self._images_ahead: _Asked[Json] | None = None
        self._images_asked_for: set[str] = set()
        self.known = holdings

    @property
    def holdings(self) -> Holdings:
        """What is known, once ``list_everything`` was called."""
        if self.known is None:
            raise RuntimeError("list_everything() comes first")
        return self.known

    @property
    def waiting(self) -> str:
        """What is still to be inspected, in words; "" when nothing is."""
        containers = len(self.holdings.uninspected_containers)
        images = len(self.holdings.uninspected_images)
        if containers:
            return f"details of {containers} container{'' if containers == 1 else 's'}"
        return f"layers of {images} image{'' if images == 1 else 's'}" if images else ""

    @property
    def ending(self) -> bool:
        """Whether the last batches of what is still to be inspected are under way: then all is there soon."""
        ahead = len(self._ahead.ids) if self._ahead is not None else 0
        return (
            ahead == len(self.holdings.uninspected_containers) and len(self.holdings.uninspected_images) <= _IMAGE_BATCH
        )

    def list_everything(self) -> None:
        """Lists containers, images and volumes on three threads; marks every container for inspection."""
        client, deadline = self._client, self._timing.deadline
        containers = self._caller.start(client.containers)
        rest = self._caller.start(lambda: (client.images(), client.volumes()))
        about = self._caller.start(lambda: read_engine(client))
        engine = self._caller.wait(about, deadline)
        images, volumes = self._caller.wait(rest, deadline)
        if self.known is None or self.known.engine.id != engine.id:
            self.known = Holdings(engine)
        self.known.engine = engine
        # Containers take the engine longest: the rest is taken over while it still lists them.
        self.known.list_images(images)
        self.known.list_volumes(volumes, complete=True)
        listed = self._caller.wait(containers, deadline)
        self.known.list_containers(listed, complete=True)
        self.known.distrust()
        # The image of a container can be deleted by force; then no list has it, and asking again would not help.
        self._images_asked_for = self.known.unknown_images(str(container["Id"]) for container in listed)
        self._ahead = self._images_ahead = None

    def apply(self, need: Need) -> None:
        """Re-reads what events made necessary: at most three calls for containers and volumes, one for images."""
        holdings = self.holdings
        # What was asked for before the events may be answered as it was before them: ask again.
        self._ahead = self._images_ahead = None
        holdings.drop_containers(need.gone_containers)
        holdings.drop_volumes(need.gone_volumes)
        holdings.drop_images(need.gone_images)
        if need.engine:
            holdings.engine = self._call(lambda: read_engine(self._client))
        touched = need.containers | need.health
        self._read_containers(touched, everything=need.all_containers)
        self._read_volumes(need.volumes | holdings.unknown_volumes(touched), everything=need.all_volumes)
        unknown = holdings.unknown_images(touched) - self._images_asked_for
        self._images_asked_for |= unknown
        if need.images or unknown:
            holdings.list_images(self._call(self._client.images))

    def inspect_some(self) -> None:
        """Inspects the next batch of what waits: containers first, then images; a batch takes about Timing.inspect.

        The engine already works on the next batch, and on the images, while this one is taken over.
        """
        asked = self._ahead or self._ask_for_containers()
        self._ahead = None
        self._images_ahead = self._images_ahead or self._ask_for_images()
        if asked is not None:
            self._take_details(asked)
        if asked is None or (self._images_ahead is not None and self._images_ahead.answer.done()):
            self._inspect_images()

    def _take_details(self, asked: _Asked[Container]) -> None:
        begun = time.monotonic()
        inspected = self._answer(asked)
        if inspected is not None:
            best = int(len(asked.ids) * self._timing.inspect / max(time.monotonic() - begun, 0.001))
            self._batch = max(1, min(best, self._batch * 4, _MOST_BATCH))
            self._ahead = self._ask_for_containers(after=len(asked.ids))
            self.holdings.inspect_containers(asked.ids, inspected)
        elif len(asked.ids) > 1:
            self._batch = 1 + len(asked.ids) // 8  # to find the one that the engine cannot inspect
        else:
            self.holdings.inspect_containers(asked.ids, [])  # this one stays without details

    def _ask_for_containers(self, after: int = 0) -> _Asked[Container] | None:
        """Asks for the next batch of those that wait, behind the first ``after``; None when there is none.

        One thread reads and translates: each container while the engine works on the next ones. Two threads would wait
        for Python's lock most of the time.
        """
        waiting = self.holdings.uninspected_containers
        # A rest that is not worth a batch of its own goes along with the last one.
        count = self._batch if len(waiting) - after > self._batch * 5 // 4 else len(waiting)
        ids = list(islice(waiting, after, after + count))
        if not ids:
            return None
        listed = self.holdings.listed(ids)
        return _Asked(ids, self._caller.start(lambda: with_details(listed, self._client.inspect_containers(ids))))

    def _ask_for_images(self) -> _Asked[Json] | None:
        ids = list(islice(self.holdings.uninspected_images, _IMAGE_BATCH))
        return _Asked(ids, self._caller.start(lambda: self._client.inspect_images(ids))) if ids else None

    def _inspect_images(self) -> None:
        asked, self._images_ahead = self._images_ahead, None
        if asked is not None:
            inspected = self._caller.wait(asked.answer, self._timing.deadline)
            self.holdings.inspect_images(asked.ids, inspected)

    def _read_containers(self, ids: frozenset[str], *, everything: bool) -> None:
        if everything or len(ids) > _MOST_IDS:
            self.holdings.list_containers(self._call(self._client.containers), complete=True)
            self._wait_for_inspection(ids)
            return
        if not ids:
            return
        # Inspect first: it waits for the container's lock, so the list that follows knows of what the event told.
        inspected = self._inspected(sorted(ids))
        listed = self._call(lambda: self._client.containers(ids))
        self.holdings.list_containers(listed, complete=False)
        self.holdings.drop_containers(ids - {str(container["Id"]) for container in listed})
        if inspected is not None:
            self.holdings.inspect_containers(ids, with_details(self.holdings.listed(ids), inspected))
        else:
            self._wait_for_inspection(ids)

    def _wait_for_inspection(self, ids: frozenset[str]) -> None:
        for container_id in ids:
            self.holdings.inspect_again(container_id)

    def _read_volumes(self, names: frozenset[str], *, everything: bool) -> None:
        if everything or len(names) > _MOST_IDS:
            self.holdings.list_volumes(self._call(self._client.volumes), complete=True)
        elif names:
            listed = self._call(lambda: self._client.volumes(names))
            self.holdings.list_volumes(listed, complete=False)
            self.holdings.drop_volumes(names - {str(volume["Name"]) for volume in listed})

    def _inspected(self, ids: list[str]) -> list[Json] | None:
        return self._answer(_Asked(ids, self._caller.start(lambda: list(self._client.inspect_containers(ids)))))

    def _answer(self, asked: _Asked[_Answer]) -> list[_Answer] | None:
        """None when the engine refuses; a broken container must not keep the others from being shown."""
        try:
            return self._caller.wait(asked.answer, self._timing.deadline)
        except AnswerError:
            return None

    def _call(self, work: Callable[[], _Answer]) -> _Answer:
        return self._caller.call(work, self._timing.deadline)
