"""The reading half of an engine client, the same over every transport: paths, filters, and what errors mean."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any, Protocol, cast
from urllib.parse import quote, urlencode

from bayplan.engine import answers, failures, unreachable
from bayplan.engine.client import EventStream, Json
from bayplan.engine.http_reply import Reply

#: How often and how long (seconds) a disk usage that another client is having measured is asked for again.
_DISK_USAGE_PAUSE = 0.25
_DISK_USAGE_PATIENCE = 60.0


class Lines(Protocol):
    """An endless answer, line by line; closing it from another thread ends the iteration."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class Transport(Protocol):
    """Carries GET requests to an engine; targets are path and query. Answers of any status are returned."""

    def get(self, target: str, doing: str) -> Reply: ...

    def get_many(self, targets: Sequence[str], doing: str) -> Iterable[Reply]: ...

    def stream(self, target: str, doing: str) -> Lines: ...

    def pieces(self, target: str, doing: str) -> Generator[bytes, None, None]: ...

    def close(self) -> None: ...


class Reads:
    """Reads one engine's state as decoded JSON. Any thread may call any method; all raise EngineError.

    ``api_version`` is what :func:`agree_on_version` gave.
    """

    def __init__(self, transport: Transport, api_version: str) -> None:
        self._transport = transport
        self._prefix = f"/v{api_version}"
        self._has_typed_disk_usage = failures.version_key(api_version) >= (1, 42)
        self._measuring = threading.Lock()

    def version(self) -> Json:
        """GET /version."""
        return cast(Json, self._json("/version", "tell its version"))

    def info(self) -> Json:
        """GET /info."""
        return cast(Json, self._json("/info", "describe itself"))

    def containers(self, ids: Iterable[str] | None = None, *, size: bool = False) -> list[Json]:
        """GET /containers/json?all=1, all or those with the given ids."""
        query: dict[str, str] = {"all": "1"}
        if size:
            query["size"] = "1"
        if ids is not None:
            wanted = list(ids)
            if not wanted:
                return []
            query["filters"] = json.dumps({"id": wanted})
        return cast(list[Json], self._json("/containers/json", "list its containers", query) or [])

    def inspect_containers(self, ids: Sequence[str]) -> Iterator[Json]:
        """GET /containers/{id}/json of each id as they come; those that are gone meanwhile are left out."""
        found = self._inspected([f"/containers/{path_part(i)}/json" for i in ids], "inspect its containers")
        return (item for item in found if item is not None)

    def images(self) -> list[Json]:
        """GET /images/json (without intermediate images)."""
        return cast(list[Json], self._json("/images/json", "list its images") or [])

    def inspect_images(self, ids: Sequence[str]) -> list[Json]:
        """GET /images/{id}/json of each id with its history under "History"; those that are gone are left out."""
        targets = [f"/images/{path_part(i)}/{what}" for i in ids for what in ("json", "history")]
        found = list(self._inspected(targets, "inspect its images"))
        pairs = zip(found[::2], found[1::2], strict=True)
        return [image | {"History": history} for image, history in pairs if image is not None and history is not None]

    def volumes(self, names: Iterable[str] | None = None) -> list[Json]:
        """GET /volumes, all or those named exactly (the engine's own name filter also matches parts of names)."""
        query = {}
        wanted = None
        if names is not None:
            wanted = set(names)
            if not wanted:
                return []
            query["filters"] = json.dumps({"name": sorted(wanted)})
        answer = self._json("/volumes", "list its volumes", query)
        volumes = cast(list[Json], answer.get("Volumes") or [])
        return volumes if wanted is None else [volume for volume in volumes if volume.get("Name") in wanted]

    def disk_usage(self) -> Json:
        """GET /system/df. One at a time; asks again while another client is having it measured (Engine 20.10: 500)."""
        query = {"type": "volume"} if self._has_typed_disk_usage else {}
        give_up = time.monotonic() + _DISK_USAGE_PATIENCE
        with self._measuring:
            while True:
                try:
                    return cast(Json, self._json("/system/df", "measure its disk usage", query))
                except failures.AnswerError as error:
                    if "already running" not in error.message or time.monotonic() > give_up:
                        raise
                time.sleep(_DISK_USAGE_PAUSE)

    def list_networks(self) -> list[Json]:
        """GET /networks."""
        return cast(list[Json], self._json("/networks", "list its networks") or [])

    def changes(self, container_id: str) -> list[Json]:
        """GET /containers/{id}/changes; [] when nothing changed."""
        answer = self._json(f"/containers/{path_part(container_id)}/changes", "compare the container with its image")
        return cast(list[Json], answer or [])

    def events(self, since: str | None = None) -> EventStream:
        """GET /events from now, or from ``since`` ("seconds.nanoseconds")."""
        target = self._target("/events", {"since": since} if since else {})
        return _Events(self._transport.stream(target, "report its events"))

    def _json(self, path: str, doing: str, query: dict[str, str] | None = None) -> Any:
        return decoded(self._transport.get(self._target(path, query or {}), doing), doing)

    def _inspected(self, paths: Sequence[str], doing: str) -> Iterator[Any]:
        """The answers to several GETs as they come, None for what is gone."""
        replies = self._transport.get_many([self._target(path, {}) for path in paths], doing)
        return (None if reply.status == 404 else decoded(reply, doing) for reply in replies)

    def _target(self, path: str, query: dict[str, str]) -> str:
        return f"{self._prefix}{path}" + (f"?{urlencode(query)}" if query else "")


class _Events:
    """The engine's events, decoded."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[Json]:
        for line in self._lines:
            try:
                yield json.loads(line)
            except ValueError:
                return  # cut off by a connection that dropped

    def close(self) -> None:
        self._lines.close()


def decoded(reply: Reply, doing: str) -> Any:
    """The JSON of a good answer; raises AnswerError with the engine's words for any other."""
    if reply.status >= 400 or reply.status < 200:
        raise answers.answered(reply.status, reply.body, doing)
    try:
        return reply.json()
    except ValueError as error:
        raise answers.answered(reply.status, b"an answer that is not JSON", doing) from error


def agree_on_version(transport: Transport, host: str) -> tuple[Json, str]:
    """The engine's answer to GET /version and the API version to use with it.

    That is the smaller of the engine's and the newest tested, and never below the engine's minimum. Raises
    IncompatibleError for an engine that is too old, too new, or none at all.
    """
    reply = transport.get("/version", "tell its version")
    if reply.status == 400 and b"HTTPS server" in reply.body:
        raise unreachable.wants_tls(host)
    if reply.status in {401, 403} or reply.status >= 500:
        raise answers.answered(reply.status, reply.body, "tell its version")
    try:
        answer = reply.json() if reply.status == 200 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ApiVersion"), str):
        raise failures.not_an_engine(host, f"HTTP {reply.status}: {reply.body[:500].decode('utf-8', 'replace')}")
    newest, minimum = answer["ApiVersion"], str(answer.get("MinAPIVersion") or "1.0")
    engine = str(answer.get("Version") or "")
    key = failures.version_key
    if key(newest) < key(failures.OLDEST_API):
        raise failures.too_old(host, newest, engine)
    if key(minimum) > key(failures.NEWEST_API):
        raise failures.too_new(host, minimum, engine)
    return answer, min(newest, failures.NEWEST_API, key=key)


def path_part(identifier: str) -> str:
    """An id or a name as one part of a path; image references keep their slashes, as the engine's router wants them."""
    return quote(identifier, safe="/:@")
