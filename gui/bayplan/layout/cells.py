"""The boxes of the storage zones as words: title, second line, size and warning of every store, without places."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from bayplan.domain import ids
from bayplan.domain.formatting import age_text, count_text, limit_text, short_volume_name, size_text
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL, Mount, Store
from bayplan.domain.protection import LOCK
from bayplan.domain.test_mount import TEST_MOUNT
from bayplan.layout.view_options import ViewOptions

_NO_FLAGS: frozenset[str] = frozenset()
TEST = frozenset({"test"})
DASHED = frozenset({"dashed"})
_KIND_WORDS = {
    StoreKind.NAMED_VOLUME: "named volume",
    StoreKind.ANONYMOUS_VOLUME: "anonymous volume",
    StoreKind.NETWORK_VOLUME: "network volume",
    StoreKind.PLUGIN_VOLUME: "plugin volume",
    StoreKind.CLUSTER_VOLUME: "cluster volume",
}
AWAY = frozenset({StoreKind.NETWORK_VOLUME, StoreKind.PLUGIN_VOLUME, StoreKind.CLUSTER_VOLUME})


_WITHOUT_SIZE = frozenset({StoreKind.BIND, StoreKind.NPIPE})


class Cell(NamedTuple):
    """A box of a storage zone before it has a place.

    Attributes:
        key: names its slot and stays the same when a container is made anew under its old name.
        right: size or destination at the right of the title. note: warning at the right of the second line.
        third: third line; only cells of the remote zone have one.
    """

    thing: str
    key: str
    role: str
    kind: StoreKind
    title: str
    second: str
    right: str
    note: str = ""
    note_role: str = "warning"
    third: str = ""
    flags: frozenset[str] = _NO_FLAGS


class Writer:
    """Makes cells of stores; knows the mounts and findings of one inventory."""

    def __init__(self, inventory: Inventory, options: ViewOptions) -> None:
        self._inventory = inventory
        self._home = options.home if inventory.engine.local else ""
        self._mark_tests = options.mark_tests
        self._notes: dict[str, str] = {}
        for finding in inventory.findings:
            self._notes.setdefault(finding.thing, f"⚠ {finding.short}")

    @cached_property
    def _mounts(self) -> dict[str, list[Mount]]:
        """The mounts of each store; only needed for stores that are not folded."""
        found: dict[str, list[Mount]] = {}
        for mount in self._inventory.mounts():
            found.setdefault(mount.store, []).append(mount)
        return found

    def cell(self, store: Store) -> Cell:
        """The cell of one store of any zone but the remote one."""
        match store.kind:
            case StoreKind.BIND | StoreKind.NPIPE:
                title, second, right = self._path(store)
            case StoreKind.TMPFS | StoreKind.SHM | StoreKind.SECRET:
                title, second, right = store.name, self._memory(store), _size(store)
            case StoreKind.LOG | StoreKind.RUNTIME_FILE:
                title, second, right = store.name, store.driver or "", _size(store)
            case _:
                title, second, right = self._volume(store)
        if store.id in self._inventory.protected:
            right = f"{right} {LOCK}".lstrip()
        unused = not store.used_by and store.kind.is_volume
        note, note_role = self._note(store)
        flags = self._flags(store) | (DASHED if store.kind in AWAY else _NO_FLAGS)
        role = "unused-store" if unused else "store"
        return Cell(store.id, store.name, role, store.kind, title, second, right, note, note_role, "", flags)

    def remote(self, store: Store) -> Cell:
        """The cell of a remote store that was inferred from a configuration."""
        database = store.options.get("database", "")
        if database.isdecimal():
            database = f"db {database}"
        tls = {"true": " · TLS", "false": " · no TLS"}.get(store.options.get("tls", ""), "")
        return Cell(
            thing=store.id,
            key=store.id,
            role="store",
            kind=store.kind,
            title=store.name,
            second=f"{store.location or 'place unknown'}{tls}",
            right=database,
            third=store.inferred_from or "",
            flags=self._flags(store),
        )

    def server(self, store: Store) -> Cell:
        """The far end of a volume whose data lie on another machine."""
        location = store.location or ""
        host, _, export = location.partition(":")
        if not export:
            host, _, export = location.removeprefix("//").partition("/")
        known = store.kind is StoreKind.NETWORK_VOLUME and bool(host)
        return Cell(
            thing=store.id,
            key=store.name,
            role="store",
            kind=store.kind,
            title=f"{_protocol(store)} server" if known else f"driver {store.driver or 'unknown'}",
            second=host if known else "the driver does not tell where",
            right=export if known else "",
            third=f"volume {store.name}",
            flags=self._flags(store),
        )

    def parent_folder(self, store: Store) -> str:
        """The folder that holds a bind's source, as it is shown."""
        path = self._shown(store.location or store.name)
        return path.rpartition("/")[0] or "/"

    def _note(self, store: Store) -> tuple[str, str]:
        warning = self._notes.get(store.id)
        if warning:
            return warning, "warning"
        if store.test and self._mark_tests:
            return self._made_for(store), "test"
        if store.kind is StoreKind.NETWORK_VOLUME:
            return "data on another machine", f"kind-{store.kind}"
        if store.kind in AWAY:
            return "its driver knows where", f"kind-{store.kind}"
        return "", "warning"

    def _flags(self, store: Store) -> frozenset[str]:
        return TEST if store.test and self._mark_tests else _NO_FLAGS

    def _made_for(self, store: Store) -> str:
        """What Bayplan made a store, or those who use it, for."""
        containers = self._inventory.containers
        labels = [store.labels, *(containers[user].labels for user in store.used_by if user in containers)]
        is_test_mount = any(each.get(CREATED_LABEL) == TEST_MOUNT for each in labels)
        return "test mount" if is_test_mount else "made by Bayplan"

    def _shown(self, path: str) -> str:
        home = self._home
        if home and (path == home or path.startswith(home + "/")):
            return "~" + path[len(home) :]
        return path

    def _users(self, store: Store) -> str:
        containers = self._inventory.containers
        names = [containers[user].name for user in store.used_by[:3] if user in containers]
        if len(store.used_by) > 3:
            return f"{', '.join(names[:2])} and {len(store.used_by) - 2} more"
        return ", ".join(names)

    def _path(self, store: Store) -> tuple[str, str, str]:
        path = store.location or store.name
        destinations = list(dict.fromkeys(mount.destination for mount in self._mounts.get(store.id, ())))
        shown = ", ".join(destinations[:2]) + (" …" if len(destinations) > 2 else "")
        access = "read-only" if store.read_only else "read-write"
        title = path if store.kind is StoreKind.NPIPE else self._shown(path)
        return title, f"{self._users(store)} · {access}", f"→ {shown}" if shown else ""

    def _memory(self, store: Store) -> str:
        if store.kind is StoreKind.SECRET:
            return f"secret · {self._users(store)}"
        return f"limit {limit_text(store.size_limit)}" if store.size_limit is not None else "no limit"

    def _volume(self, store: Store) -> tuple[str, str, str]:
        word = _KIND_WORDS.get(store.kind, store.kind.value)
        title = short_volume_name(store.name)
        if store.kind in AWAY:
            return title, self._away(store, word), _size(store)
        if not store.used_by:
            anonymous = f"{word} · " if store.kind is StoreKind.ANONYMOUS_VOLUME else ""
            age = f" · created {age_text(store.created, self._inventory.taken_at)}" if store.created else ""
            return title, f"{anonymous}used by nobody{age}", _size(store)
        if store.kind is StoreKind.ANONYMOUS_VOLUME:
            return title, f"{word} of {self._owner(store)}", _size(store)
        return title, word + self._sharing(store), _size(store)

    def _away(self, store: Store, word: str) -> str:
        if store.kind is StoreKind.NETWORK_VOLUME and store.location:
            return f"{_protocol(store)}  {store.location}"
        return f"{word} · driver {store.driver or 'unknown'}"

    def _owner(self, store: Store) -> str:
        mounts = self._mounts.get(store.id, [])
        if not mounts:
            return self._users(store)
        container = self._inventory.containers[mounts[0].container]
        more = len(store.used_by) - 1
        return f"{container.name}:{mounts[0].destination}" + (f" and {more} more" if more else "")

    def _sharing(self, store: Store) -> str:
        if len(store.used_by) == 1:
            return " · read-only" if store.read_only else ""
        writers = {m.container for m in self._mounts.get(store.id, ()) if not m.read_only}
        if len(writers) == len(store.used_by):
            return f" · {count_text(len(writers), 'container')} write here"
        if not writers:
            return f" · {count_text(len(store.used_by), 'container')}, read-only"
        verb = "writes" if len(writers) == 1 else "write"
        return f" · {count_text(len(store.used_by), 'container')}, {len(writers)} {verb} here"


def _size(store: Store) -> str:
    if store.size is not None:
        return size_text(store.size)
    return "size unknown" if store.kind in AWAY else "not measured"


def _protocol(store: Store) -> str:
    kind = store.options.get("type", "").lower()
    return {"cifs": "SMB", "smb3": "SMB", "nfs": "NFS", "nfs4": "NFS"}.get(kind, kind.upper() or "NFS")


def folded_cell(
    section: str, stores: list[Store], title: str, second: str, *, unused: bool = False, group: str = ""
) -> Cell:
    """One cell for several stores, with the sum of the sizes that are known."""
    known = [store.size for store in stores if store.size is not None]
    if all(store.kind in _WITHOUT_SIZE for store in stores):
        right = ""
    elif len(known) == len(stores):
        right = size_text(sum(known))
    elif known:
        right = f"{size_text(sum(known))} measured"
    else:
        right = "not measured"
    return Cell(
        thing=ids.fold_thing(f"{section}:{group}" if group else section),
        key=f"fold:{section}:{group}",
        role="unused-store" if unused else "folded",
        kind=stores[0].kind,
        title=title,
        second=second,
        right=right,
    )
