"""The demo's engine: what it knows, shared by all connections to it, and how things in it are found and told of."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from datetime import UTC, datetime

from bayplan.engine.client import Json
from bayplan.engine.demo_events import DemoEvents
from bayplan.engine.demo_files import DemoFiles
from bayplan.engine.demo_recording import load_recording, now_text
from bayplan.engine.demo_volumes import bound_folder, is_memory, named_by_request, volume_names
from bayplan.engine.failures import AnswerError

#: The networks that every engine has, with their drivers.
_OWN_NETWORKS = {
    "linux": {"bridge": "bridge", "host": "host", "none": "null"},
    "windows": {"nat": "nat", "none": "null"},
}


class DemoEngine:
    """Payloads by id (volumes and networks by name), files and events. Whoever touches them holds ``lock``.

    Attributes:
        listed: entries of GET /containers/json as recorded. usage: what /system/df said of volumes, by name.
        by_name: for each container the names of the volumes that it was given by name, so that removing it with its
            anonymous volumes keeps them, whatever they are called.
        host_paths: what exists on the recorded host.
    """

    def __init__(self, os_type: str) -> None:
        """Loads the recording for "linux" or "windows"."""
        recording = load_recording(os_type)
        self.info: Json = recording["info"]
        self.version: Json = recording["version"]
        self.images: dict[str, Json] = {image["Id"]: image for image in recording["images"]}
        self.image_details: dict[str, Json] = {image["Id"]: image for image in recording["inspect_images"]}
        self.containers: dict[str, Json] = {c["Id"]: c for c in recording["inspect_containers"]}
        self.listed: dict[str, Json] = {c["Id"]: c for c in recording["containers"]}
        self.volumes: dict[str, Json] = {volume["Name"]: volume for volume in recording["volumes"]}
        self.usage: dict[str, Json] = {v["Name"]: v["UsageData"] for v in recording["disk_usage"]["Volumes"]}
        self.changes: dict[str, list[Json]] = recording["changes"]
        self.by_name = {key: named_by_request(container) for key, container in self.containers.items()}
        self.networks: dict[str, Json] = {}
        self.files = DemoFiles()
        self.events = DemoEvents()
        self.lock = threading.RLock()
        self.host_paths = _host_paths(self.containers.values())
        for name, driver in _OWN_NETWORKS[os_type].items():
            self.add_network({"Name": name, "Driver": driver})
        for container in self.containers.values():
            if container["State"]["Running"]:
                self.files.started(container)
            for name in networks_of(container):
                if name not in self.networks:
                    self.add_network({"Name": name})
        for key, used in recording.get("memory", {}).items():
            for path, size in used.items():
                self.files.recorded(self.containers[key], path, size)

    # Finding

    def container(self, reference: str) -> Json:
        """The container with that id or name. Raises AnswerError 404."""
        if reference in self.containers:
            return self.containers[reference]
        for container in self.containers.values():
            if container["Name"] == f"/{reference}":
                return container
        raise refused(404, f"No such container: {reference}", "The container is gone.")

    def running(self, reference: str) -> Json:
        """The same, if it runs. Raises AnswerError 404 or 409."""
        container = self.container(reference)
        if not container["State"]["Running"]:
            raise refused(409, f"Container {container['Id']} is not running", "The container is not running.")
        return container

    def image(self, reference: str) -> Json:
        """The inspect payload of the image with that id or tag. Raises AnswerError 404."""
        names = {reference, f"{reference}:latest"}
        for key, image in self.images.items():
            if names & {key, key.removeprefix("sha256:"), *(image.get("RepoTags") or ())}:
                return self.image_details[key]
        raise refused(404, f"No such image: {reference}", f"The demo has no image {reference}.")

    def network(self, reference: str) -> Json:
        """The network with that name or id. Raises AnswerError 404."""
        for network in self.networks.values():
            if reference in {network["Name"], network["Id"]}:
                return network
        raise refused(404, f"network {reference} not found", f"There is no network {reference}.")

    def users_of(self, volume: str) -> list[Json]:
        """The containers, running or not, that refer to a volume."""
        return [c for c in self.containers.values() if volume in volume_names(c)]

    def memory_use(self, container: Json, path: str) -> int | None:
        """The bytes in use in the memory that a container sees at a path; None when no memory is there."""
        for mount in container.get("Mounts") or ():
            if mount["Type"] == "volume" and mount["Destination"] == path and is_memory(self.volumes[mount["Name"]]):
                return self.files.pages(f"volume:{mount['Name']}")
        return self.files.memory_use(container, path)

    # Making

    def volume(self, name: str, driver: str, options: Json | None, labels: Json | None) -> Json:
        """The volume called ``name``, made if it is not there; "" makes an anonymous one."""
        name = name or secrets.token_hex(32)
        if name not in self.volumes:
            self.volumes[name] = {
                "Name": name,
                "Driver": driver,
                "Mountpoint": f"{self.info['DockerRootDir']}/volumes/{name}/_data",
                "CreatedAt": now_text(),
                "Labels": labels or None,
                "Options": options or None,
                "Scope": "local",
            }
            self.events.emit("volume", "create", name, driver=driver)
        return self.volumes[name]

    def add_network(self, body: Json) -> Json:
        """A network as POST /networks/create asks for it."""
        network = {
            "Name": body["Name"],
            "Id": secrets.token_hex(32),
            "Created": now_text(),
            "Scope": "local",
            "Driver": body.get("Driver") or "bridge",
            "Internal": bool(body.get("Internal")),
            "Options": body.get("Options") or {},
            "Labels": body.get("Labels") or {},
        }
        self.networks[network["Name"]] = network
        return network

    # Removing

    def remove_volume(self, name: str) -> None:
        """DELETE /volumes/{name}; refused while a container, even a stopped one, refers to it."""
        if name not in self.volumes:
            raise refused(404, f"get {name}: no such volume", f"There is no volume {name}.")
        if users := [c["Id"] for c in self.users_of(name)]:
            message = f"remove {name}: volume is in use - [{', '.join(users)}]"
            raise refused(409, message, f"Volume {name} is in use.")
        driver = str(self.volumes[name]["Driver"])
        self.forget_volume(name)
        self.events.emit("volume", "destroy", name, driver=driver)

    def forget_volume(self, name: str) -> None:
        """Removes a volume without a word."""
        folder = bound_folder(self.volumes.pop(name))
        self.usage.pop(name, None)
        if folder:
            self.host_paths.add(folder)
            self.files.left_on_host(name, folder)
        self.files.volume_removed(name)

    # Telling

    def tell(self, container: Json, action: str, /, **attributes: str) -> None:
        """Sends an event of a container, with its labels as the engine does."""
        labels = container["Config"].get("Labels") or {}
        named = {"name": container["Name"].removeprefix("/"), "image": str(container["Config"].get("Image", ""))}
        self.events.emit("container", action, container["Id"], **{**labels, **named, **attributes})

    def tell_networks(self, container: Json, action: str) -> None:
        """Sends the event of each of its networks: "connect" or "disconnect"."""
        for name in networks_of(container):
            if network := self.networks.get(name):
                about = {"container": container["Id"], "name": name, "type": network["Driver"]}
                self.events.emit("network", action, network["Id"], **about)


def networks_of(container: Json) -> list[str]:
    """The names of the networks that a container is connected to."""
    return list((container.get("NetworkSettings") or {}).get("Networks") or ())


def refused(status: int, message: str, what: str) -> AnswerError:
    """An engine's refusal: its HTTP status, its words, and what happened in plain ones."""
    return AnswerError(what, status=status, message=message, why=message)


def seconds(created: str | int) -> int:
    """When something was made, as the engine writes it anywhere, in seconds since 1970."""
    if isinstance(created, int):
        return created
    text = created.partition(".")[0].removesuffix("Z")
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def _host_paths(containers: Iterable[Json]) -> set[str]:
    """What exists on the recorded host: what is bound, every folder above it, and where people try things."""
    paths = {"/", "/tmp", "/srv", "/home", "/opt", "/etc", "/var/run/docker.sock", "C:\\", "C:\\Users"}
    for container in containers:
        for mount in container.get("Mounts") or ():
            if mount["Type"] != "bind":
                continue
            path = mount["Source"]
            while path not in paths:
                paths.add(path)
                path = path.rpartition("/")[0] or "/"
    return paths
