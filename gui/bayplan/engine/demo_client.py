"""The demo: an engine like any other, played from a recording by the engine's rules."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache

from bayplan.engine import demo_archives, demo_images, demo_lifecycle, demo_networks, demo_prunes
from bayplan.engine.client import EventStream, Filters, Json
from bayplan.engine.demo_changes import changes
from bayplan.engine.demo_containers import create, list_entry
from bayplan.engine.demo_engine import DemoEngine, refused
from bayplan.engine.demo_programs import run
from bayplan.engine.demo_volumes import volume_names
from bayplan.engine.failures import AnswerError

#: Bytes of an archive that are handed over at a time.
_PIECE = 1 << 16


@cache
def _demo_engine(os_type: str) -> DemoClient:
    return DemoClient(os_type)


def open_demo(os_type: str = "linux") -> DemoClient:
    """A connection to the demo engine for "linux" or "windows": one engine, however many connections."""
    return _demo_engine(os_type).connected_again()


class DemoClient:
    """Answers what an EngineClient answers, from the bundled recording; creates and removes like the engine.

    A client made directly has an engine of its own; :func:`open_demo` gives connections to one that all share.

    Attributes:
        host: "demo:". api_version: the recorded engine's. demo: True.
    """

    def __init__(self, os_type: str = "linux") -> None:
        """Loads the recording for "linux" or "windows"."""
        self._engine = DemoEngine(os_type)
        self._lock = self._engine.lock
        self.host = "demo:" if os_type == "linux" else f"demo:{os_type}"
        self.api_version = str(self._engine.version["ApiVersion"])
        self.demo = True
        self._streams: list[EventStream] = []

    def connected_again(self) -> DemoClient:
        """Another connection to the same engine: closing one leaves the other alone."""
        # All that is the engine's stays shared; only the streams are the connection's.
        other = copy(self)
        other._streams = []
        return other

    # Reading

    def version(self) -> Json:
        """GET /version as recorded."""
        return self._engine.version

    def info(self) -> Json:
        """GET /info as recorded."""
        return self._engine.info

    def containers(self, ids: Iterable[str] | None = None, *, size: bool = False) -> list[Json]:
        """GET /containers/json?all=1."""
        wanted = None if ids is None else frozenset(ids)
        with self._lock:
            found = [c for key, c in self._engine.containers.items() if wanted is None or key in wanted]
            return [list_entry(self._engine, container, size=size) for container in found]

    def inspect_containers(self, ids: Sequence[str]) -> list[Json]:
        """GET /containers/{id}/json of those that are there."""
        with self._lock:
            return [self._engine.containers[key] for key in ids if key in self._engine.containers]

    def images(self) -> list[Json]:
        """GET /images/json."""
        with self._lock:
            return list(self._engine.images.values())

    def inspect_images(self, ids: Sequence[str]) -> list[Json]:
        """GET /images/{id}/json with the history."""
        with self._lock:
            return [self._engine.image_details[key] for key in ids if key in self._engine.image_details]

    def volumes(self, names: Iterable[str] | None = None) -> list[Json]:
        """GET /volumes."""
        wanted = None if names is None else frozenset(names)
        with self._lock:
            return [volume for key, volume in self._engine.volumes.items() if wanted is None or key in wanted]

    def list_networks(self) -> list[Json]:
        """GET /networks."""
        with self._lock:
            return list(self._engine.networks.values())

    def disk_usage(self) -> Json:
        """GET /system/df?type=volume: the recorded sizes, and that of what was written since."""
        with self._lock:
            local = [v for v in self._engine.volumes.values() if v["Driver"] == "local" and not v.get("Options")]
            return {"Volumes": [{**volume, "UsageData": self._usage(volume["Name"])} for volume in local]}

    def memory_use(self, container_id: str, pid: int, paths: Sequence[str]) -> dict[str, int]:
        """As recorded, with what was written since."""
        del pid
        with self._lock:
            container = self._engine.containers.get(container_id)
            if container is None or not container["State"]["Running"]:
                return {}
            used = {path: self._engine.memory_use(container, path) for path in paths}
            return {path: size for path, size in used.items() if size is not None}

    def changes(self, container_id: str) -> list[Json]:
        """GET /containers/{id}/changes: as recorded, and what was written since."""
        with self._lock:
            return changes(self._engine, self._engine.container(container_id))

    def events(self, since: str | None = None) -> EventStream:
        """GET /events from now on; the demo forgets what was before, as a restarted engine does (``since``)."""
        del since
        stream = self._engine.events.open()
        self._streams.append(stream)
        return stream

    # Acting

    def pull_image(self, reference: str) -> Iterator[Json]:
        """POST /images/create: the demo has no registry, and says so."""
        yield {"status": f"Looking for {reference}"}
        raise AnswerError(
            f"{reference} cannot be pulled.",
            status=404,
            message=f"pull access denied for {reference}",
            why="The demo has no registry.",
            what_next="Choose one of the demo's own images, e.g. busybox.",
        )

    def create_volume(self, body: Json) -> Json:
        """POST /volumes/create; without a name, or with an empty one, an anonymous volume."""
        with self._lock:
            driver = body.get("Driver") or "local"
            return self._engine.volume(body.get("Name") or "", driver, body.get("DriverOpts"), body.get("Labels"))

    def remove_volume(self, name: str) -> None:
        """DELETE /volumes/{name}; refused while a container, even a stopped one, refers to it."""
        with self._lock:
            self._engine.remove_volume(name)

    def create_container(self, name: str, body: Json) -> str:
        """POST /containers/create; returns the id."""
        with self._lock:
            demo_lifecycle.check_name(self._engine, name)
            return str(create(self._engine, name, body)["Id"])

    def start_container(self, container_id: str) -> None:
        """POST /containers/{id}/start."""
        with self._lock:
            demo_lifecycle.start(self._engine, self._engine.container(container_id))

    def stop_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/stop; the demo's processes end at once, whatever ``timeout`` they are given."""
        del timeout
        with self._lock:
            demo_lifecycle.stop(self._engine, self._engine.container(container_id))

    def pause_container(self, container_id: str) -> None:
        """POST /containers/{id}/pause."""
        with self._lock:
            demo_lifecycle.pause(self._engine, self._engine.container(container_id))

    def unpause_container(self, container_id: str) -> None:
        """POST /containers/{id}/unpause."""
        with self._lock:
            demo_lifecycle.unpause(self._engine, self._engine.container(container_id))

    def restart_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/restart; ``timeout`` as for stopping."""
        del timeout
        with self._lock:
            demo_lifecycle.restart(self._engine, self._engine.container(container_id))

    def kill_container(self, container_id: str, signal: str = "SIGKILL") -> None:
        """POST /containers/{id}/kill."""
        with self._lock:
            demo_lifecycle.kill(self._engine, self._engine.container(container_id), signal)

    def rename_container(self, container_id: str, name: str) -> None:
        """POST /containers/{id}/rename."""
        with self._lock:
            demo_lifecycle.rename(self._engine, self._engine.container(container_id), name)

    def update_container(self, container_id: str, body: Json) -> None:
        """POST /containers/{id}/update."""
        with self._lock:
            demo_lifecycle.update(self._engine, self._engine.container(container_id), body)

    def wait_container(self, container_id: str, timeout: float) -> int:
        """POST /containers/{id}/wait: the demo's processes run until they are stopped; raises AnswerError till then."""
        with self._lock:
            state = self._engine.container(container_id)["State"]
            if state["Running"]:
                raise refused(408, f"still running after {timeout:g} s", "The container did not end.")
            return int(state["ExitCode"])

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """DELETE /containers/{id}; with ``volumes`` also the anonymous volumes that nobody else uses."""
        with self._lock:
            container = self._engine.container(container_id)
            demo_lifecycle.remove(self._engine, container, volumes=volumes, force=force)

    def prune_containers(self, filters: Filters) -> list[str]:
        """POST /containers/prune."""
        with self._lock:
            return demo_prunes.prune_containers(self._engine, filters)

    def prune_volumes(self, filters: Filters, *, named: bool = False) -> list[str]:
        """POST /volumes/prune; the demo's API is older than 1.42, so ``named`` ones always go too."""
        del named
        with self._lock:
            return demo_prunes.prune_volumes(self._engine, filters)

    def prune_images(self, filters: Filters, *, dangling: bool = True) -> list[str]:
        """POST /images/prune."""
        with self._lock:
            return demo_prunes.prune_images(self._engine, filters, dangling=dangling)

    def prune_networks(self, filters: Filters) -> list[str]:
        """POST /networks/prune."""
        with self._lock:
            return demo_prunes.prune_networks(self._engine, filters)

    def commit_container(self, container_id: str, reference: str = "", changes: Sequence[str] = ()) -> str:
        """POST /commit; the image's id."""
        with self._lock:
            return demo_images.commit(self._engine, self._engine.container(container_id), reference, changes)

    def remove_image(self, reference: str, *, force: bool = False, parents: bool = True) -> list[str]:
        """DELETE /images/{name}."""
        with self._lock:
            return demo_images.remove(self._engine, reference, force=force, parents=parents)

    def get_archive(self, container_id: str, path: str) -> Generator[bytes, None, None]:
        """GET /containers/{id}/archive."""
        with self._lock:
            tar = demo_archives.get(self._engine, self._engine.container(container_id), path)
        for start in range(0, len(tar), _PIECE):
            yield tar[start : start + _PIECE]

    def put_archive(self, container_id: str, path: str, tar: bytes | Iterable[bytes]) -> None:
        """PUT /containers/{id}/archive."""
        data = tar if isinstance(tar, bytes) else b"".join(tar)
        with self._lock:
            demo_archives.put(self._engine, self._engine.container(container_id), path, data)

    def create_network(self, body: Json) -> str:
        """POST /networks/create; returns the id."""
        with self._lock:
            return demo_networks.create(self._engine, body)

    def connect_network(self, network: str, container_id: str, endpoint: Json | None = None) -> None:
        """POST /networks/{id}/connect."""
        with self._lock:
            container = self._engine.container(container_id)
            demo_networks.connect(self._engine, self._engine.network(network), container, endpoint or {})

    def remove_network(self, network: str) -> None:
        """DELETE /networks/{id}."""
        with self._lock:
            demo_networks.remove(self._engine, self._engine.network(network))

    def run_in_container(self, container_id: str, argv: Sequence[str]) -> str:
        """POST /containers/{id}/exec, for the few programs that the demo plays."""
        with self._lock:
            return run(self._engine.files, self._engine.running(container_id), argv)

    def write_file(self, container_id: str, path: str, text: str) -> None:
        """Writes a file as a process in the running container would."""
        with self._lock:
            self._engine.files.write(self._engine.running(container_id), path, text.encode())

    def read_file(self, container_id: str, path: str) -> str:
        """Reads a file as a process in the running container would."""
        with self._lock:
            return self._engine.files.read(self._engine.running(container_id), path).decode("utf-8", "replace")

    def remove_file(self, container_id: str, path: str) -> None:
        """Removes a file as a process in the running container would; one that is not there is fine."""
        with self._lock:
            self._engine.files.remove(self._engine.running(container_id), path)

    def write_files(self, container_id: str, files: Mapping[str, str]) -> None:
        """Writes several files as one process in the running container would."""
        for path, text in files.items():
            self.write_file(container_id, path, text)

    def read_files(self, container_id: str, paths: Sequence[str]) -> dict[str, str]:
        """Reads several files as one process in the running container would; those that are there."""
        with self._lock:
            there = self._engine.files.tree(self._engine.running(container_id))
        return {path: there[path].decode("utf-8", "replace") for path in paths if path in there}

    def container_logs(self, container_id: str) -> str:
        """GET /containers/{id}/logs: the demo's processes print nothing but what is written to their output."""
        with self._lock:
            return self._engine.files.log(self._engine.container(container_id)["Id"]).decode("utf-8", "replace")

    def close(self) -> None:
        """Ends this connection's event streams."""
        for stream in self._streams:
            stream.close()
        self._streams.clear()

    def _usage(self, name: str) -> Json:
        recorded = self._engine.usage.get(name, {"Size": 0})
        users = sum(name in volume_names(container) for container in self._engine.containers.values())
        return {"Size": recorded["Size"] + self._engine.files.size(f"volume:{name}"), "RefCount": users}
