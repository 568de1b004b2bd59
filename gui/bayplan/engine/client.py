"""What Bayplan asks of an engine. The real client and the demo both answer these calls with the same JSON.

Payloads are the Engine API's own JSON (decoded); ``translate`` is the only module that reads them.
Every method may raise :class:`bayplan.errors.BayplanError` (see ``engine.failures`` for its kinds) and may be called
from any worker thread; none is ever called from the GUI thread.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Json = dict[str, Any]
#: Which things a prune may take, in the API's own form: {"label": ["io.bayplan.created"], "until": ["24h"]}.
Filters = Mapping[str, Sequence[str]]


class EventStream(Protocol):
    """An open stream of engine events; iterate to get them, close it from another thread to end the iteration."""

    def __iter__(self) -> Iterator[Json]:
        """Yields each event; ends when the stream is closed here or the connection drops."""

    def close(self) -> None:
        """Ends the stream; safe to call twice and from any thread."""


class EngineClient(Protocol):
    """One engine. ``api_version`` is the version in use, e.g. "1.41"; ``host`` the URL that is spoken to."""

    host: str
    api_version: str
    demo: bool

    # Reading

    def version(self) -> Json:
        """GET /version."""

    def info(self) -> Json:
        """GET /info."""

    def containers(self, ids: Iterable[str] | None = None, *, size: bool = False) -> list[Json]:
        """GET /containers/json?all=1, all or those with the given ids. ``size`` walks every writable layer: slow."""

    def inspect_containers(self, ids: Sequence[str]) -> Iterable[Json]:
        """GET /containers/{id}/json of each id, in bulk; those that are gone meanwhile are left out.

        They may come while the engine works on the next ones: use each as it comes, where waiting is allowed.
        """

    def images(self) -> list[Json]:
        """GET /images/json (without intermediate images)."""

    def inspect_images(self, ids: Sequence[str]) -> list[Json]:
        """GET /images/{id}/json of each id, in bulk, each with its GET /images/{id}/history under "History"."""

    def volumes(self, names: Iterable[str] | None = None) -> list[Json]:
        """GET /volumes ("Volumes" of the answer), all or those named exactly."""

    def list_networks(self) -> list[Json]:
        """GET /networks."""

    def disk_usage(self) -> Json:
        """GET /system/df (type=volume where the API has it, 1.42); costly, so never two at once."""

    def memory_use(self, container_id: str, pid: int, paths: Sequence[str]) -> dict[str, int]:
        """Bytes in use in the tmpfs that a running container sees at each path; what cannot be told is left out.

        ``pid`` is that of its first process, from an inspect. The kernel is asked, not the engine, so that of an engine
        on another host, in a virtual machine or of another user nothing is told.
        """

    def changes(self, container_id: str) -> list[Json]:
        """GET /containers/{id}/changes; [] when nothing changed."""

    def events(self, since: str | None = None) -> EventStream:
        """GET /events from now, or from ``since`` ("seconds.nanoseconds")."""

    # Acting

    def pull_image(self, reference: str) -> Iterator[Json]:
        """POST /images/create; yields progress messages."""

    def create_volume(self, body: Json) -> Json:
        """POST /volumes/create."""

    def remove_volume(self, name: str) -> None:
        """DELETE /volumes/{name}."""

    def create_container(self, name: str, body: Json) -> str:
        """POST /containers/create; returns the id. The body is raw API JSON, so that no mount option is lost."""

    def start_container(self, container_id: str) -> None:
        """POST /containers/{id}/start."""

    def stop_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/stop; ``timeout`` in seconds before it is killed."""

    def wait_container(self, container_id: str, timeout: float) -> int:
        """POST /containers/{id}/wait; the exit code. Raises on ``timeout`` (seconds)."""

    def pause_container(self, container_id: str) -> None:
        """POST /containers/{id}/pause: its processes are frozen, its memory stays. 409 unless it runs."""

    def unpause_container(self, container_id: str) -> None:
        """POST /containers/{id}/unpause."""

    def restart_container(self, container_id: str, timeout: int = 1) -> None:
        """POST /containers/{id}/restart: stop (``timeout`` in seconds before it is killed) and start.

        It also starts one that was stopped, and keeps one with --rm. Podman refuses for a paused one (409), and keeps
        /dev/shm.
        """

    def kill_container(self, container_id: str, signal: str = "SIGKILL") -> None:
        """POST /containers/{id}/kill; what the signal does is up to the process. 409 unless it runs."""

    def rename_container(self, container_id: str, name: str) -> None:
        """POST /containers/{id}/rename; 409 when the name is taken."""

    def update_container(self, container_id: str, body: Json) -> None:
        """POST /containers/{id}/update with raw API JSON: limits and the restart policy, also while it runs."""

    def remove_container(self, container_id: str, *, volumes: bool = False, force: bool = False) -> None:
        """DELETE /containers/{id}; ``volumes`` also removes its anonymous volumes."""

    def prune_containers(self, filters: Filters) -> list[str]:
        """POST /containers/prune: removes every container that does not run and fits; their ids.

        Their anonymous volumes stay.
        """

    def prune_volumes(self, filters: Filters, *, named: bool = False) -> list[str]:
        """POST /volumes/prune: removes local volumes without options that no container refers to and that fit.

        Without ``named`` only anonymous ones are taken, but **before API 1.42, and on Podman, always named ones too**.
        Returns their names.
        """

    def prune_images(self, filters: Filters, *, dangling: bool = True) -> list[str]:
        """POST /images/prune: removes untagged images, or with ``dangling`` False all, that no container uses.

        Returns the tags and ids that are gone. Of an image that is in use, all tags but one may go.
        """

    def prune_networks(self, filters: Filters) -> list[str]:
        """POST /networks/prune: removes networks without a running container; their names."""

    def commit_container(self, container_id: str, reference: str = "", changes: Sequence[str] = ()) -> str:
        """POST /commit: makes an image of a container's file system without its mounts; the image's id.

        It is paused meanwhile. ``reference`` names it ("name:tag", "" for no name), ``changes`` are instructions of a
        Dockerfile (LABEL, CMD …); the container's labels become the image's.
        """

    def remove_image(self, reference: str, *, force: bool = False, parents: bool = True) -> list[str]:
        """DELETE /images/{name}, by id or tag: the tags and ids that are gone.

        409 while a container uses it; ``force`` removes it under one that does not run, whatever tags it has. Podman
        would remove the containers as well, so it is not asked to force anything. With ``parents`` those images go
        along that it was built from, as far as nothing names or uses them.
        """

    def get_archive(self, container_id: str, path: str) -> Generator[bytes, None, None]:
        """GET /containers/{id}/archive: a file or folder as a tar, in pieces; close the iterator to cancel it.

        Volumes and binds are read, tmpfs mounts are not (Podman reads them of a running container): what lies beneath
        them is. The container need not run. Raises with the first piece when there is nothing at ``path``. A folder's
        own name begins the names in the tar, "." or nothing when the path ends with "/.".
        """

    def put_archive(self, container_id: str, path: str, tar: bytes | Iterable[bytes]) -> None:
        """PUT /containers/{id}/archive: unpacks a tar into a folder that exists; the container need not run.

        What iterating over ``tar`` raises ends it; what was unpacked by then stays. Refused where it is read-only;
        **Podman refuses nothing**: it makes the folder, and writes past read-only mounts.
        """

    def create_network(self, body: Json) -> str:
        """POST /networks/create with raw API JSON; returns the id."""

    def connect_network(self, network: str, container_id: str, endpoint: Json | None = None) -> None:
        """POST /networks/{id}/connect; ``endpoint`` is the API's EndpointConfig (aliases, addresses)."""

    def remove_network(self, network: str) -> None:
        """DELETE /networks/{id}, by id or name."""

    def run_in_container(self, container_id: str, argv: Sequence[str]) -> str:
        """POST /containers/{id}/exec: runs a program in the running container; what it printed.

        Raises AnswerError with what it said when it fails.
        """

    def write_file(self, container_id: str, path: str, text: str) -> None:
        """Writes a file as a process in the running container does; the error's why is what that process said."""

    def read_file(self, container_id: str, path: str) -> str:
        """Reads a text file as a process in the running container does."""

    def remove_file(self, container_id: str, path: str) -> None:
        """Removes a file as a process in the running container does; one that is not there is fine."""

    def write_files(self, container_id: str, files: Mapping[str, str]) -> None:
        """Writes several files, by path, with one process of a running Linux container; stops at the first failure."""

    def read_files(self, container_id: str, paths: Sequence[str]) -> dict[str, str]:
        """Reads several text files, by path, with one process of a running Linux container; those that are there."""

    def container_logs(self, container_id: str) -> str:
        """GET /containers/{id}/logs, the last 200 lines as text."""

    def close(self) -> None:
        """Frees connections; open event streams end."""
