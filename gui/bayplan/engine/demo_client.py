"""The demo: an engine like any other, played from a recording by the engine's rules."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import UTC, datetime
from functools import cache

from bayplan.engine.client import EventStream, Json
from bayplan.engine.demo_containers import list_entry, new_container
from bayplan.engine.demo_events import DemoEvents
from bayplan.engine.demo_files import DemoFiles
from bayplan.engine.demo_recording import load_recording
from bayplan.engine.failures import AnswerError


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
        recording = load_recording(os_type)
        self.host = "demo:" if os_type == "linux" else f"demo:{os_type}"
        self.api_version = str(recording["version"]["ApiVersion"])
        self.demo = True
        self._info: Json = recording["info"]
        self._version: Json = recording["version"]
        self._images: dict[str, Json] = {image["Id"]: image for image in recording["images"]}
        self._image_details: dict[str, Json] = {image["Id"]: image for image in recording["inspect_images"]}
        self._containers: dict[str, Json] = {c["Id"]: c for c in recording["inspect_containers"]}
        self._listed: dict[str, Json] = {c["Id"]: c for c in recording["containers"]}
        self._volumes: dict[str, Json] = {volume["Name"]: volume for volume in recording["volumes"]}
        self._usage: dict[str, Json] = {v["Name"]: v["UsageData"] for v in recording["disk_usage"]["Volumes"]}
        self._changes: dict[str, list[Json]] = recording["changes"]
        self._files = DemoFiles()
        self._events = DemoEvents()
        self._streams: list[EventStream] = []
        self._host_paths = _host_paths(self._containers.values())
        self._lock = threading.RLock()

    def connected_again(self) -> DemoClient:
        """Another connection to the same engine: closing one leaves the other alone."""
        # All that is the engine's is mutable and stays shared; only the streams are the connection's.
        other = copy(self)
        other._streams = []
        return other

    # Reading

    def version(self) -> Json:
        """GET /version as recorded."""
        return self._version

    def info(self) -> Json:
        """GET /info as recorded."""
        return self._info

    def containers(self, ids: Iterable[str] | None = None, *, size: bool = False) -> list[Json]:
        """GET /containers/json?all=1."""
        wanted = None if ids is None else frozenset(ids)
        with self._lock:
            return [self._entry(c, size=size) for key, c in self._containers.items() if wanted is None or key in wanted]

    def inspect_containers(self, ids: Sequence[str]) -> list[Json]:
        """GET /containers/{id}/json of those that are there."""
        with self._lock:
            return [self._containers[key] for key in ids if key in self._containers]

    def images(self) -> list[Json]:
        """GET /images/json."""
        return list(self._images.values())

    def inspect_images(self, ids: Sequence[str]) -> list[Json]:
        """GET /images/{id}/json with the history."""
        return [self._image_details[key] for key in ids if key in self._image_details]

    def volumes(self, names: Iterable[str] | None = None) -> list[Json]:
        """GET /volumes."""
        wanted = None if names is None else frozenset(names)
        with self._lock:
            return [volume for key, volume in self._volumes.items() if wanted is None or key in wanted]

    def disk_usage(self) -> Json:
        """GET /system/df?type=volume: the recorded sizes, and 0 for what was made since."""
        with self._lock:
            local = [v for v in self._volumes.values() if v["Driver"] == "local" and not v.get("Options")]
            return {
                "Volumes": [{**v, "UsageData": self._usage.get(v["Name"], {"Size": 0, "RefCount": 1})} for v in local]
            }

    def changes(self, container_id: str) -> list[Json]:
        """GET /containers/{id}/changes as recorded."""
        return self._changes.get(container_id) or []

    def events(self, since: str | None = None) -> EventStream:
        """GET /events from now on; the demo forgets what was before, as a restarted engine does (``since``)."""
        del since
        stream = self._events.open()
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
        """POST /volumes/create."""
        with self._lock:
            return self._volume(body["Name"], body.get("Driver") or "local", body.get("DriverOpts"), body.get("Labels"))

    def remove_volume(self, name: str) -> None:
        """DELETE /volumes/{name}; refused while a container, even a stopped one, refers to it."""
        with self._lock:
            if name not in self._volumes:
                raise _refused(404, f"get {name}: no such volume", f"There is no volume {name}.")
            users = [c["Id"] for c in self._containers.values() if name in _volume_names(c)]
            if users:
                message = f"remove {name}: volume is in use - [{', '.join(users)}]"
                raise _refused(409, message, f"Volume {name} is in use.")
            del self._volumes[name]
            self._files.volume_removed(name)
            self._events.emit("volume", "destroy", name, driver="local")

    def create_container(self, name: str, body: Json) -> str:
        """POST /containers/create; returns the id."""
        with self._lock:
            if any(c["Name"] == f"/{name}" for c in self._containers.values()):
                raise _refused(409, f'Conflict. The container name "/{name}" is already in use', f"{name} exists.")
            image = self._image(str(body.get("Image", "")))
            container = new_container(name, body, image, self._mounted_volume, self._host_paths)
            identity = str(container["Id"])
            self._containers[identity] = container
            self._emit(container, "create")
            return identity

    def start_container(self, container_id: str) -> None:
        """POST /containers/{id}/start."""
        with self._lock:
            container = self._container(container_id)
            container["State"] |= {"Status": "running", "Running": True, "StartedAt": _now()}
            for name in _volume_names(container):
                self._events.emit("volume", "mount", name, container=container_id, driver="local")
            self._emit(container, "start")

    def stop_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/stop; the demo's processes end at once, whatever ``timeout`` they are given."""
        del timeout
        with self._lock:
            self._end(self._container(container_id))

    def wait_container(self, container_id: str, timeout: float) -> int:
        """POST /containers/{id}/wait: the demo's processes run until they are stopped; raises AnswerError till then."""
        with self._lock:
            state = self._container(container_id)["State"]
            if state["Running"]:
                raise _refused(408, f"still running after {timeout:g} s", "The container did not end.")
            return int(state["ExitCode"])

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """DELETE /containers/{id}; with ``volumes`` also the anonymous volumes that nobody else uses."""
        with self._lock:
            container = self._container(container_id)
            if container["State"]["Running"]:
                if not force:
                    message = f"You cannot remove a running container {container_id}. Stop the container first"
                    raise _refused(409, message, "The container is running.")
                self._end(container)
            if container_id in self._containers:  # --rm may have removed it as it ended
                self._delete(container, volumes=volumes)

    def write_file(self, container_id: str, path: str, text: str) -> None:
        """Writes a file as a process in the running container would."""
        with self._lock:
            self._files.write(self._running(container_id), path, text)

    def read_file(self, container_id: str, path: str) -> str:
        """Reads a file as a process in the running container would."""
        with self._lock:
            return self._files.read(self._running(container_id), path)

    def remove_file(self, container_id: str, path: str) -> None:
        """Removes a file as a process in the running container would; one that is not there is fine."""
        with self._lock:
            self._files.remove(self._running(container_id), path)

    def container_logs(self, container_id: str) -> str:
        """GET /containers/{id}/logs: the demo's processes print nothing."""
        self._container(container_id)
        return ""

    def close(self) -> None:
        """Ends this connection's event streams."""
        for stream in self._streams:
            stream.close()
        self._streams.clear()

    # Rules

    def _entry(self, container: Json, *, size: bool) -> Json:
        recorded = self._listed.get(container["Id"])
        if recorded is None or recorded["State"] != container["State"]["Status"]:
            return list_entry(container, size=size)
        return recorded if size else {key: value for key, value in recorded.items() if not key.startswith("Size")}

    def _container(self, container_id: str) -> Json:
        try:
            return self._containers[container_id]
        except KeyError:
            message = f"No such container: {container_id}"
            raise _refused(404, message, "The container is gone.") from None

    def _running(self, container_id: str) -> Json:
        container = self._container(container_id)
        if not container["State"]["Running"]:
            raise _refused(409, f"Container {container_id} is not running", "The container is not running.")
        return container

    def _image(self, reference: str) -> Json:
        for key, image in self._images.items():
            if reference in {key, *(image.get("RepoTags") or ())}:
                return self._image_details[key]
        raise _refused(404, f"No such image: {reference}", f"The demo has no image {reference}.")

    def _mounted_volume(self, name: str, options: Json) -> Json:
        driver = options.get("DriverConfig") or {}
        return self._volume(name, driver.get("Name") or "local", driver.get("Options"), options.get("Labels"))

    def _volume(self, name: str, driver: str, options: Json | None, labels: Json | None) -> Json:
        """The volume called ``name``, made if it is not there; "" makes an anonymous one."""
        name = name or secrets.token_hex(32)
        if name not in self._volumes:
            self._volumes[name] = {
                "Name": name,
                "Driver": driver,
                "Mountpoint": f"{self._info['DockerRootDir']}/volumes/{name}/_data",
                "CreatedAt": _now(),
                "Labels": labels or None,
                "Options": options or None,
                "Scope": "local",
            }
            self._events.emit("volume", "create", name, driver=driver)
        return self._volumes[name]

    def _end(self, container: Json) -> None:
        """The container's processes end: its memory is lost, and with --rm the container too."""
        if not container["State"]["Running"]:
            return
        container["State"] |= {
            "Status": "exited",
            "Running": False,
            "Paused": False,
            "FinishedAt": _now(),
            "ExitCode": 0,
        }
        self._files.stopped(container["Id"])
        self._emit(container, "die", exitCode="0")
        for name in _volume_names(container):
            self._events.emit("volume", "unmount", name, container=container["Id"], driver="local")
        if container["HostConfig"].get("AutoRemove"):
            self._delete(container, volumes=True)

    def _delete(self, container: Json, *, volumes: bool) -> None:
        identity = container["Id"]
        del self._containers[identity]
        self._files.removed(identity)
        self._emit(container, "destroy")
        if volumes:
            still_used = {name for c in self._containers.values() for name in _volume_names(c)}
            for name in _volume_names(container):
                # Only what was never given a name goes with its container.
                if len(name) == 64 and name not in still_used:
                    self.remove_volume(name)

    def _emit(self, container: Json, action: str, **attributes: str) -> None:
        labels = container["Config"].get("Labels") or {}
        named = {"name": container["Name"].removeprefix("/"), "image": str(container["Config"].get("Image", ""))}
        self._events.emit("container", action, container["Id"], **labels, **named, **attributes)


def _volume_names(container: Json) -> list[str]:
    return [mount["Name"] for mount in container.get("Mounts") or () if mount["Type"] == "volume"]


def _host_paths(containers: Iterable[Json]) -> frozenset[str]:
    """What exists on the recorded host: what is bound, every folder above it, and where people try things."""
    paths = {"/tmp", "/srv", "/home", "/opt", "/etc", "/var/run/docker.sock", "C:\\", "C:\\Users"}
    for container in containers:
        for mount in container.get("Mounts") or ():
            if mount["Type"] != "bind":
                continue
            path = mount["Source"]
            while path not in paths:
                paths.add(path)
                path = path.rpartition("/")[0] or "/"
    return frozenset(paths)


def _refused(status: int, message: str, what: str) -> AnswerError:
    return AnswerError(what, status=status, message=message, why=message)


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
