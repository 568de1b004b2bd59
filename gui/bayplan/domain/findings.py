"""Things a person should know about their stores: a few rules, each a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import Container, Engine, Finding, Store
from bayplan.domain.sensitive import CONTROLS_ENGINE, HOLDS_SOCKET, why_sensitive

_RANK = {"high": 0, "medium": 1, "low": 2}
_WRITTEN_TO = frozenset({StoreKind.NAMED_VOLUME, StoreKind.ANONYMOUS_VOLUME})


def find(engine: Engine, containers: Mapping[str, Container], stores: Mapping[str, Store]) -> tuple[Finding, ...]:
    """All findings, the most severe first, then in the order of their stores."""
    found: list[Finding] = []
    for store in stores.values():
        if not store.used_by or store.test:
            continue
        if store.kind in {StoreKind.BIND, StoreKind.NPIPE}:
            names = [containers[user].name for user in store.used_by if user in containers]
            found.extend(_sensitive_bind(engine, store, names))
        elif store.kind is StoreKind.TMPFS:
            found.extend(_unlimited_tmpfs(store, containers))
        elif store.kind in _WRITTEN_TO and len(store.used_by) > 1:
            found.extend(_shared_writers(store, containers))
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))


def _sensitive_bind(engine: Engine, store: Store, names: list[str]) -> Iterable[Finding]:
    why = why_sensitive(store.location or "", root_dir=engine.root_dir)
    if why is None:
        return
    socket = why in {CONTROLS_ENGINE, HOLDS_SOCKET}
    yield Finding(
        id="sensitive-bind",
        severity="medium" if store.read_only and not socket else "high",
        thing=store.id,
        place=f"{', '.join(names)} → {store.location}",
        explanation=(
            "Whoever can write to the engine's socket can start a container as root with the whole host mounted."
            if socket
            else f"The mount {_reaches(why)}: a mistake in the container is a mistake on the host."
        ),
        remedy=(
            "Use a socket proxy that allows only the calls that are needed, or a rootless engine."
            if socket
            else "Mount the one folder that is needed, read-only where that will do."
        ),
        short=why,
    )


def _reaches(why: str) -> str:
    return why if why.startswith("holds ") else f"reaches {why}"


def _unlimited_tmpfs(store: Store, containers: Mapping[str, Container]) -> Iterable[Finding]:
    """A tmpfs that nothing limits: no size of its own, and no memory limit of its container, which counts it too.

    The list of containers tells no sizes: nothing is found before the inspect.
    """
    owner = containers.get(store.owner or "")
    details = owner.details if owner else None
    if details is not None and not details.memory_limit and "size" not in store.options:
        yield Finding(
            id="tmpfs-without-limit",
            severity="medium",
            thing=store.id,
            place=store.name,
            explanation="A tmpfs without a size may take half of the host's memory before a write fails.",
            remedy="Set a size: --mount type=tmpfs,…,tmpfs-size=64m or --tmpfs path:size=64m.",
            short="may fill the host's memory",
        )


def _shared_writers(store: Store, containers: Mapping[str, Container]) -> Iterable[Finding]:
    users = [containers[user] for user in store.used_by if user in containers]
    writers = [
        user.name for user in users if any(mount.store == store.id and not mount.read_only for mount in user.mounts)
    ]
    if len(writers) > 1:
        yield Finding(
            id="shared-read-write",
            severity="low",
            thing=store.id,
            place=f"{store.name} ← {', '.join(writers)}",
            explanation=f"{len(writers)} containers write to this volume; most databases do not survive two writers.",
            remedy="Mount it read-only where a container only reads, or give each writer a volume of its own.",
            short="shared read-write",
        )
