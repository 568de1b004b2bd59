"""An engine in memory that tests script: it counts calls, can hang, refuse, and drop its streams of events."""

from __future__ import annotations

import copy
import itertools
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from bayplan.engine.client import EngineClient, EventStream, Json
from bayplan.engine.failures import AnswerError
from bayplan.errors import BayplanError
from tests.support.fake_payloads import START, inspected, listed


class FakeStream:
    """A stream of events that ends when it is closed or dropped."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Json | None] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[Json]:
        while (event := self.waiting.get()) is not None:
            yield event

    def close(self) -> None:
        """Ends the stream."""
        self.waiting.put(None)


class FakeEngine:
    """The state of the engine; change it from the test, and connect to it with ``connect``.

    Attributes:
        calls: names of all calls in order, e.g. "containers", "containers(2)" with ids, "inspect_containers(1)".
        down: connecting and every call fail. refuse: ids whose inspect the engine answers with an error.
        attributes: what every container event carries in addition, by container id (its labels).
        memory: bytes in use in memory, by container id and path.
    """

    def __init__(self, identifier: str = "FAKE") -> None:
        self.identifier = identifier
        self.calls: list[str] = []
        self.down = False
        self.refuse: set[str] = set()
        self.containers: dict[str, Json] = {}
        self.images: dict[str, Json] = {}
        self.volumes: dict[str, Json] = {}
        self.attributes: dict[str, dict[str, str]] = {}
        self.memory: dict[str, dict[str, int]] = {}
        self._lock = threading.RLock()
        self._streams: list[FakeStream] = []
        self._hanging: dict[str, threading.Event] = {}
        self._left_hanging: list[threading.Event] = []
        self._ids = itertools.count(1)
        self._nanos = itertools.count(START * 1_000_000_000, 1_000_000)

    def connect(self) -> EngineClient:
        """A new client, as ``open_client`` makes it; watching never calls its acting half, so there is none."""
        self.enter("connect")
        return cast(EngineClient, FakeClient(self))

    # What happens on the engine

    def add_image(self, tag: str, *, event: str | None = "pull") -> str:
        """A new image with one layer; its id."""
        image_id = f"sha256:{next(self._ids):064x}"
        self.images[image_id] = {"Id": image_id, "RepoTags": [tag], "Size": 1000, "Created": START, "Labels": None}
        if event:
            self.emit("image", event, tag, {"name": tag})
        return image_id

    def create(
        self, name: str, *, image: str = "", volumes: Iterable[str] = (), labels: dict[str, str] | None = None
    ) -> str:
        """A new container that was not started, and its volumes as far as they are missing; its id."""
        with self._lock:
            container_id = f"{next(self._ids):064x}"
            for volume in volumes:
                if volume not in self.volumes:
                    self.add_volume(volume)
            self.containers[container_id] = {
                "Id": container_id,
                "Name": name,
                "Image": image or "sha256:" + "f" * 64,
                "State": "created",
                "Labels": labels or {},
                "Volumes": tuple(volumes),
            }
            self.attributes[container_id] = dict(labels or {})
            self.emit("container", "create", container_id)
            return container_id

    def set_state(self, container_id: str, state: str, action: str, **attributes: str) -> None:
        """Changes a container's state and says so with an event ("die", exitCode="0")."""
        with self._lock:
            self.containers[container_id]["State"] = state
            self.emit("container", action, container_id, attributes)

    def rename(self, container_id: str, name: str) -> None:
        """Gives a container another name."""
        with self._lock:
            old = self.containers[container_id]["Name"]
            self.containers[container_id]["Name"] = name
            self.emit("container", "rename", container_id, {"oldName": f"/{old}"})

    def set_health(self, container_id: str, health: str, *, action: str | None = None) -> None:
        """A health check's outcome."""
        with self._lock:
            self.containers[container_id]["Health"] = health
            self.emit("container", action or f"health_status: {health}", container_id)

    def destroy(self, container_id: str, *, action: str = "destroy") -> None:
        """Removes a container."""
        with self._lock:
            self.emit("container", action, container_id)
            del self.containers[container_id]

    def add_volume(self, name: str, *, event: bool = True) -> None:
        """A new volume."""
        with self._lock:
            self.volumes[name] = {"Name": name, "Driver": "local", "Mountpoint": f"/v/{name}/_data", "Scope": "local"}
            if event:
                self.emit("volume", "create", name, {"driver": "local"})

    def remove_volume(self, name: str, *, action: str = "destroy") -> None:
        """Removes a volume."""
        with self._lock:
            del self.volumes[name]
            self.emit("volume", action, name, {"driver": "local"})

    def emit(self, kind: str, action: str, subject: str, attributes: dict[str, str] | None = None) -> Json:
        """Sends an event to every stream; container events carry name and labels as the engine's do."""
        with self._lock:
            known: dict[str, str] = {}
            if kind == "container" and subject in self.containers:
                known = {"name": self.containers[subject]["Name"], **self.attributes[subject]}
            nano = next(self._nanos)
            event = {
                "Type": kind,
                "Action": action,
                "Actor": {"ID": subject, "Attributes": known | (attributes or {})},
                "time": nano // 1_000_000_000,
                "timeNano": nano,
            }
            self.send(event)
            return event

    def send(self, event: Json) -> None:
        """Sends a ready event to every stream."""
        with self._lock:
            for stream in self._streams:
                stream.waiting.put(copy.deepcopy(event))

    # What goes wrong

    def drop_streams(self) -> None:
        """Every stream of events ends, as when the connection drops."""
        with self._lock:
            streams, self._streams = self._streams, []
        for stream in streams:
            stream.close()

    def hang(self, *calls: str) -> None:
        """These calls do not answer until ``answer_again``."""
        for call in calls:
            self._hanging[call] = threading.Event()

    def answer_new_calls(self) -> None:
        """Calls that are made from now on do not hang; those that hang already do so until ``answer_again``."""
        self._left_hanging += self._hanging.values()
        self._hanging = {}

    def answer_again(self) -> None:
        """Calls that hang go on."""
        self.answer_new_calls()
        while self._left_hanging:
            self._left_hanging.pop().set()

    # For the client

    def enter(self, call: str, amount: int | None = None) -> None:
        """Counts a call and lets it hang or fail as scripted."""
        with self._lock:
            self.calls.append(call if amount is None else f"{call}({amount})")
        hanging = self._hanging.get(call)
        if hanging is not None:
            hanging.wait()
        if self.down:
            raise BayplanError("The engine is down.")

    def subscribe(self) -> FakeStream:
        """A new stream."""
        with self._lock:
            stream = FakeStream()
            self._streams.append(stream)
            return stream


class FakeClient:
    """The reading half of an EngineClient for a FakeEngine: what watching needs."""

    demo = False
    host = "unix:///fake.sock"
    api_version = "1.41"

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine

    def version(self) -> Json:
        """GET /version."""
        self._engine.enter("version")
        return {"Version": "20.10.24", "ApiVersion": "1.41"}

    def info(self) -> Json:
        """GET /info."""
        self._engine.enter("info")
        return {"ID": self._engine.identifier, "Name": "fake", "OSType": "linux", "Driver": "overlay2"}

    def containers(self, ids: Iterable[str] | None = None, *, size: bool = False) -> list[Json]:
        """GET /containers/json."""
        wanted = None if ids is None else set(ids)
        self._engine.enter("sizes" if size else "containers", None if wanted is None else len(wanted))
        known = list(self._engine.containers.values())
        return [listed(c, size=size) for c in known if wanted is None or c["Id"] in wanted]

    def inspect_containers(self, ids: Sequence[str]) -> list[Json]:
        """GET /containers/{id}/json."""
        self._engine.enter("inspect_containers", len(ids))
        if self._engine.refuse & set(ids):
            raise AnswerError("The engine cannot inspect.", status=500, message="broken")
        return [inspected(c) for key in ids if (c := self._engine.containers.get(key))]

    def images(self) -> list[Json]:
        """GET /images/json."""
        self._engine.enter("images")
        return list(self._engine.images.values())

    def inspect_images(self, ids: Sequence[str]) -> list[Json]:
        """GET /images/{id}/json with the history."""
        self._engine.enter("inspect_images", len(ids))
        layers = {"RootFS": {"Layers": ["sha256:" + "a" * 64]}, "History": [{"CreatedBy": "ADD", "Size": 1000}]}
        return [self._engine.images[key] | {"Created": ""} | layers for key in ids if key in self._engine.images]

    def volumes(self, names: Iterable[str] | None = None) -> list[Json]:
        """GET /volumes."""
        wanted = None if names is None else set(names)
        self._engine.enter("volumes", None if wanted is None else len(wanted))
        return [v for key, v in list(self._engine.volumes.items()) if wanted is None or key in wanted]

    def disk_usage(self) -> Json:
        """GET /system/df."""
        self._engine.enter("disk_usage")
        usage = {"UsageData": {"Size": 7, "RefCount": 1}}
        return {"Volumes": [volume | usage for volume in self._engine.volumes.values()]}

    def memory_use(self, container_id: str, pid: int, paths: Sequence[str]) -> dict[str, int]:
        """What the test says."""
        del pid
        self._engine.enter("memory_use")
        used = self._engine.memory.get(container_id, {})
        return {path: used[path] for path in paths if path in used}

    def events(self, since: str | None = None) -> EventStream:
        """GET /events."""
        self._engine.enter("events", None if since is None else 1)
        return self._engine.subscribe()

    def close(self) -> None:
        """Nothing to free."""
