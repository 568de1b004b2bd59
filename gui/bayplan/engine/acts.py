"""The acting half of an engine client, the same over every transport: paths, bodies, and what errors mean."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from bayplan.domain.formatting import short_id
from bayplan.engine import answers
from bayplan.engine.client import Filters, Json
from bayplan.engine.container_files import (
    read_all_command,
    read_command,
    remove_command,
    split_files,
    write_all_command,
    write_command,
)
from bayplan.engine.failures import version_key
from bayplan.engine.frames import frames_text
from bayplan.engine.reads import path_part
from bayplan.engine.translate.values import full_id

#: Seconds that the engine may take for what moves or deletes much data, beyond the usual: it is silent all the while.
_LONG = 240.0


class Sender(Protocol):
    """Carries requests that change something; targets are path and query. Raises EngineError, also for bad answers."""

    def send(self, method: str, target: str, doing: str, body: Json | None = None, *, patience: float = 0.0) -> bytes:
        """The body of the answer. ``patience``: seconds that the engine may be silent for beyond the usual."""

    def receive(self, target: str, doing: str) -> Generator[bytes, None, None]:
        """The body of the answer to a GET, in pieces; closing the iterator ends it."""

    def upload(self, target: str, doing: str, data: bytes | Iterable[bytes]) -> None:
        """PUTs data; what iterating over it raises is raised here."""


class Acts:
    """Changes one engine's state. Any thread may call any method; all raise EngineError.

    ``windows``: the engine runs Windows containers; ``podman``: it is Podman.
    """

    def __init__(self, sender: Sender, api_version: str, *, windows: bool, podman: bool = False) -> None:
        self._sender = sender
        self._prefix = f"/v{api_version}"
        self._windows = windows
        self._podman = podman
        # Podman prunes named volumes unasked in every version, and refuses the filter (seen on 5.8).
        self._prunes_only_anonymous = version_key(api_version) >= (1, 42) and not podman

    def create_volume(self, body: Json) -> Json:
        """POST /volumes/create with raw API JSON."""
        answer: Json = self._post("/volumes/create", f"create the volume {body.get('Name', '')}".rstrip(), body)
        return answer

    def remove_volume(self, name: str) -> None:
        """DELETE /volumes/{name}."""
        self._delete(f"/volumes/{path_part(name)}", f"remove the volume {name}")

    def create_container(self, name: str, body: Json) -> str:
        """POST /containers/create with raw API JSON; returns the id."""
        return str(self._post("/containers/create", f"create the container {name}", body, name=name)["Id"])

    def start_container(self, container_id: str) -> None:
        """POST /containers/{id}/start."""
        self._act(container_id, "start")

    def stop_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/stop; ``timeout`` in seconds before it is killed."""
        self._act(container_id, "stop", patience=timeout, t=str(timeout))

    def pause_container(self, container_id: str) -> None:
        """POST /containers/{id}/pause."""
        self._act(container_id, "pause")

    def unpause_container(self, container_id: str) -> None:
        """POST /containers/{id}/unpause."""
        self._act(container_id, "unpause")

    def restart_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/restart; ``timeout`` in seconds before it is killed."""
        self._act(container_id, "restart", patience=timeout, t=str(timeout))

    def kill_container(self, container_id: str, signal: str = "SIGKILL") -> None:
        """POST /containers/{id}/kill."""
        self._act(container_id, "kill", signal=signal)

    def rename_container(self, container_id: str, name: str) -> None:
        """POST /containers/{id}/rename."""
        self._act(container_id, "rename", name=name)

    def update_container(self, container_id: str, body: Json) -> None:
        """POST /containers/{id}/update with raw API JSON."""
        self._post(
            f"/containers/{path_part(container_id)}/update", f"update the container {short_id(container_id)}", body
        )

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """DELETE /containers/{id}; ``volumes`` also removes its anonymous volumes."""
        doing = f"remove the container {short_id(container_id)}"
        self._delete(f"/containers/{path_part(container_id)}", doing, v=_flag(volumes), force=_flag(force))

    def prune_containers(self, filters: Filters) -> list[str]:
        """POST /containers/prune; the ids of those removed."""
        return [str(each) for each in self._prune("containers", filters)["ContainersDeleted"] or ()]

    def prune_volumes(self, filters: Filters, *, named: bool = False) -> list[str]:
        """POST /volumes/prune; the names of those removed. Before API 1.42, and on Podman, ``named`` ones always go."""
        if named and self._prunes_only_anonymous:
            filters = {**filters, "all": ["true"]}
        return [str(each) for each in self._prune("volumes", filters)["VolumesDeleted"] or ()]

    def prune_images(self, filters: Filters, *, dangling: bool = True) -> list[str]:
        """POST /images/prune; the tags and ids that are gone."""
        answer = self._prune("images", {**filters, "dangling": [str(dangling).lower()]})
        return _removed(answer["ImagesDeleted"])

    def prune_networks(self, filters: Filters) -> list[str]:
        """POST /networks/prune; the names of those removed."""
        return [str(each) for each in self._prune("networks", filters)["NetworksDeleted"] or ()]

    def commit_container(self, container_id: str, reference: str = "", changes: Sequence[str] = ()) -> str:
        """POST /commit; the image's id."""
        repository, tag = split_reference(reference)
        query = {"container": container_id, "repo": repository, "tag": tag, "changes": "\n".join(changes)}
        doing = f"make an image of the container {short_id(container_id)}"
        answer = self._send("POST", "/commit", doing, query={k: v for k, v in query.items() if v}, patience=_LONG)
        return full_id(json.loads(answer)["Id"])

    def remove_image(self, reference: str, *, force: bool = False, parents: bool = True) -> list[str]:
        """DELETE /images/{name}; the tags and ids that are gone."""
        doing = f"remove the image {short_id(reference) if reference.startswith('sha256:') else reference}"
        # Podman's force removes the containers that use the image (seen on 5.8).
        query = {"force": _flag(force and not self._podman), "noprune": _flag(not parents)}
        answer = self._send("DELETE", f"/images/{path_part(reference)}", doing, query=query, patience=_LONG)
        return _removed(json.loads(answer))

    def get_archive(self, container_id: str, path: str) -> Generator[bytes, None, None]:
        """GET /containers/{id}/archive: a tar in pieces."""
        return self._sender.receive(self._archive(container_id, path), f"copy {path} out of the container")

    def put_archive(self, container_id: str, path: str, tar: bytes | Iterable[bytes]) -> None:
        """PUT /containers/{id}/archive: unpacks a tar."""
        self._sender.upload(self._archive(container_id, path), f"copy files to {path} in the container", tar)

    def create_network(self, body: Json) -> str:
        """POST /networks/create with raw API JSON; returns the id."""
        return str(self._post("/networks/create", f"create the network {body.get('Name', '')}", body)["Id"])

    def connect_network(self, network: str, container_id: str, endpoint: Json | None = None) -> None:
        """POST /networks/{id}/connect; ``endpoint`` is the API's EndpointConfig."""
        doing = f"connect the container {short_id(container_id)} to the network {network}"
        body = {"Container": container_id, "EndpointConfig": endpoint or {}}
        self._send("POST", f"/networks/{path_part(network)}/connect", doing, body)  # Podman answers "OK", in no JSON

    def remove_network(self, network: str) -> None:
        """DELETE /networks/{id}."""
        self._delete(f"/networks/{path_part(network)}", f"remove the network {network}")

    def run_in_container(self, container_id: str, argv: Sequence[str]) -> str:
        """POST /containers/{id}/exec; what the program printed. Raises AnswerError with what it said when it fails."""
        return self._run(container_id, argv, f"run {' '.join(argv[:1])}")

    def write_file(self, container_id: str, path: str, text: str) -> None:
        """Writes a file as a process in the running container does; the error's why is what that process said."""
        self._run(container_id, write_command(path, text, windows=self._windows), f"write {path}")

    def read_file(self, container_id: str, path: str) -> str:
        """Reads a text file as a process in the running container does."""
        return self._run(container_id, read_command(path, windows=self._windows), f"read {path}")

    def remove_file(self, container_id: str, path: str) -> None:
        """Removes a file as a process in the running container does; one that is not there is fine."""
        self._run(container_id, remove_command(path, windows=self._windows), f"remove {path}")

    def write_files(self, container_id: str, files: Mapping[str, str]) -> None:
        """Writes several files with one process of the running Linux container."""
        if files:
            self._run(container_id, write_all_command(files), f"write {len(files)} files")

    def read_files(self, container_id: str, paths: Sequence[str]) -> dict[str, str]:
        """Reads several text files with one process of the running Linux container; those that are there."""
        return split_files(paths, self._run(container_id, read_all_command(paths), f"read {len(paths)} files"))

    def _run(self, container_id: str, argv: Sequence[str], doing: str) -> str:
        doing = f"{doing} in the container {short_id(container_id)}"
        body: Json = {"AttachStdout": True, "AttachStderr": True, "Cmd": list(argv)}
        execution = f"/exec/{self._post(f'/containers/{path_part(container_id)}/exec', doing, body)['Id']}"
        framed = self._send("POST", f"{execution}/start", doing, {"Detach": False, "Tty": False})
        output = frames_text(framed)
        if json.loads(self._send("GET", f"{execution}/json", doing))["ExitCode"] != 0:
            raise answers.said_in_container(output, doing)
        return output

    def _archive(self, container_id: str, path: str) -> str:
        return f"{self._prefix}/containers/{path_part(container_id)}/archive?{urlencode({'path': path})}"

    def _prune(self, kind: str, filters: Filters) -> Any:
        query = {"filters": json.dumps({key: list(values) for key, values in filters.items()})}
        return json.loads(self._send("POST", f"/{kind}/prune", f"prune its {kind}", query=query, patience=_LONG))

    def _act(self, container_id: str, action: str, patience: float = 0.0, **query: str) -> None:
        doing = f"{action} the container {short_id(container_id)}"
        self._send("POST", f"/containers/{path_part(container_id)}/{action}", doing, query=query, patience=patience)

    def _post(self, path: str, doing: str, body: Json, **query: str) -> Any:
        """POSTs raw API JSON, so that no field is lost, and decodes the answer, if there is one."""
        answer = self._send("POST", path, doing, body, query=query)
        return json.loads(answer) if answer.strip() else None

    def _delete(self, path: str, doing: str, **query: str) -> None:
        self._send("DELETE", path, doing, query=query)

    def _send(
        self,
        method: str,
        path: str,
        doing: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        patience: float = 0.0,
    ) -> bytes:
        target = f"{self._prefix}{path}" + (f"?{urlencode(query)}" if query else "")
        return self._sender.send(method, target, doing, body, patience=patience)


def split_reference(reference: str) -> tuple[str, str]:
    """An image's name and tag: ("host:5000/app", "1") for "host:5000/app:1"; the tag is "" when there is none."""
    name, colon, tag = reference.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (reference, "")


def _removed(entries: Any) -> list[str]:
    """The tags and ids of [{"Untagged": …}, {"Deleted": …}], which may be null."""
    return [full_id(entry.get("Untagged") or entry.get("Deleted")) for entry in entries or ()]


def _flag(value: bool) -> str:
    return "1" if value else "0"
