"""The acting half of an engine client, the same over every transport: paths, bodies, and what errors mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from bayplan.domain.formatting import short_id
from bayplan.engine import answers
from bayplan.engine.client import Json
from bayplan.engine.container_files import read_command, remove_command, write_command
from bayplan.engine.frames import frames_text
from bayplan.engine.reads import path_part


class Sender(Protocol):
    """Carries requests that change something; targets are path and query. Raises EngineError, also for bad answers."""

    def send(self, method: str, target: str, doing: str, body: Json | None = None, *, patience: float = 0.0) -> bytes:
        """The body of the answer. ``patience``: seconds that the engine may be silent for beyond the usual."""


class Acts:
    """Changes one engine's state. Any thread may call any method; all raise EngineError.

    ``windows``: the engine runs Windows containers.
    """

    def __init__(self, sender: Sender, api_version: str, *, windows: bool) -> None:
        self._sender = sender
        self._prefix = f"/v{api_version}"
        self._windows = windows

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

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """DELETE /containers/{id}; ``volumes`` also removes its anonymous volumes."""
        doing = f"remove the container {short_id(container_id)}"
        self._delete(f"/containers/{path_part(container_id)}", doing, v=_flag(volumes), force=_flag(force))

    def create_network(self, body: Json) -> str:
        """POST /networks/create with raw API JSON; returns the id."""
        return str(self._post("/networks/create", f"create the network {body.get('Name', '')}", body)["Id"])

    def connect_network(self, network: str, container_id: str, endpoint: Json | None = None) -> None:
        """POST /networks/{id}/connect; ``endpoint`` is the API's EndpointConfig."""
        doing = f"connect the container {short_id(container_id)} to the network {network}"
        body = {"Container": container_id, "EndpointConfig": endpoint or {}}
        self._post(f"/networks/{path_part(network)}/connect", doing, body)

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

    def _run(self, container_id: str, argv: Sequence[str], doing: str) -> str:
        doing = f"{doing} in the container {short_id(container_id)}"
        body: Json = {"AttachStdout": True, "AttachStderr": True, "Cmd": list(argv)}
        execution = f"/exec/{self._post(f'/containers/{path_part(container_id)}/exec', doing, body)['Id']}"
        framed = self._send("POST", f"{execution}/start", doing, {"Detach": False, "Tty": False})
        output = frames_text(framed)
        if json.loads(self._send("GET", f"{execution}/json", doing))["ExitCode"] != 0:
            raise answers.said_in_container(output, doing)
        return output

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


def _flag(value: bool) -> str:
    return "1" if value else "0"
