"""Sorts the stores into the sections of the storage zones and folds what is quiet, unused or inside a folded group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bayplan.domain import ids
from bayplan.domain.formatting import count_text, limit_text
from bayplan.domain.kinds import DEFAULT_SHM_SIZES, QUIET_KINDS, StoreKind, Zone
from bayplan.domain.model import Store
from bayplan.layout.cells import AWAY, Cell, Writer, folded_cell
from bayplan.layout.contents import Contents, keep_slots

#: Shown in the cards of images and containers, not as places beside them.
_WITHIN_CARDS = frozenset({StoreKind.WRITABLE_LAYER, StoreKind.IMAGE_LAYERS})
_MANY_UNUSED = 12
_FOLDER_OF_ITS_OWN = 3
_WORDS = {
    StoreKind.TMPFS: "tmpfs mount",
    StoreKind.SHM: "/dev/shm",
    StoreKind.SECRET: "secret",
    StoreKind.NAMED_VOLUME: "named volume",
    StoreKind.ANONYMOUS_VOLUME: "anonymous volume",
    StoreKind.BIND: "bind mount",
    StoreKind.NPIPE: "named pipe",
    StoreKind.REMOTE: "remote store",
}


@dataclass(slots=True)
class Section:
    """Cells that stand together; ``cells`` holds None where a slot is kept free.

    ``heading`` and the ``count`` at its right may be "".
    """

    name: str
    heading: str = ""
    count: str = ""
    cells: list[Cell | None] = field(default_factory=list)


@dataclass(slots=True)
class Storage:
    """All sections of the storage zones.

    Attributes:
        elsewhere: one section for single paths, then one for each folder with several.
        quiet: boxes that say that something is there, but not with whom it is connected.
        box_of: store id to the thing whose box shows it. slots: what each section's slots hold, for the next layout.
    """

    memory: Section
    pipes: Section
    docker: Section
    elsewhere: list[Section]
    remote: Section
    images: list[Store]
    box_of: dict[str, str]
    slots: dict[str, tuple[str, ...]]
    quiet: frozenset[str] = frozenset({ids.fold_thing("default-shm")})


class Sorter:
    """Sorts one inventory's stores into sections."""

    def __init__(self, contents: Contents, before: Mapping[str, tuple[str, ...]]) -> None:
        self._contents = contents
        self._options = contents.options
        self._writer = Writer(contents.inventory, contents.options)
        self._before = before
        self._slots: dict[str, tuple[str, ...]] = {}
        self._box_of: dict[str, str] = {}

    def sort(self) -> Storage:
        """Every store that is shown, in its section."""
        by_zone: dict[str, list[Store]] = defaultdict(list)
        mounted_images: list[Store] = []
        left_out = _WITHIN_CARDS if self._options.show_quiet else _WITHIN_CARDS | QUIET_KINDS
        hide_tests = self._options.hide_tests
        for store in self._contents.inventory.stores.values():
            kind = store.kind
            if kind in left_out or (hide_tests and store.test):
                continue
            if kind is StoreKind.IMAGE_MOUNT:
                mounted_images.append(store)
                self._box_of[store.id] = store.id
            else:
                by_zone[Zone.DOCKER_AREA if kind in AWAY else store.zone].append(store)
        for stores in by_zone.values():
            self._by_users(stores)
        away = [store for store in by_zone[Zone.DOCKER_AREA] if store.kind in AWAY]
        return Storage(
            memory=self._memory(by_zone[Zone.MEMORY]),
            pipes=self._section("pipes", self._cells("pipes", by_zone[Zone.PIPE])),
            docker=self._docker_area(by_zone[Zone.DOCKER_AREA]),
            elsewhere=self._elsewhere(by_zone[Zone.HOST]),
            remote=self._remote(by_zone[Zone.REMOTE], away),
            images=mounted_images,
            box_of=self._box_of,
            slots=self._slots,
        )

    def _by_users(self, stores: list[Store]) -> None:
        """Orders stores by the middle of the places of their users, so that few edges cross; unused ones last."""
        order = self._contents.order
        last = len(order)

        def middle(store: Store) -> float:
            used_by = store.used_by
            if len(used_by) == 1:
                return order.get(used_by[0], last)
            places = [order[user] for user in used_by if user in order]
            return sum(places) / len(places) if places else last

        stores.sort(key=middle)

    def _section(self, name: str, cells: list[Cell], heading: str = "") -> Section:
        by_key = {cell.key: cell for cell in cells}
        slots = keep_slots(by_key, self._before.get(name))
        self._slots[name] = tuple(slots)
        count = f"{len(cells)} places in it" if heading else ""
        return Section(name, heading, count, [by_key.get(key) for key in slots])

    def _fold(
        self, section: str, stores: list[Store], title: str, second: str, *, unused: bool = False, least: int = 2
    ) -> list[Cell]:
        """One cell for all of ``stores``; one each when a person opened the fold or there are fewer than ``least``."""
        cell = folded_cell(section, stores, title, second, unused=unused)
        if len(stores) < least or cell.thing in self._options.unfolded:
            return [self._cell(store) for store in stores]
        for store in stores:
            self._box_of[store.id] = cell.thing
        return [cell]

    def _cell(self, store: Store) -> Cell:
        self._box_of[store.id] = store.id
        return self._writer.cell(store)

    def _cells(self, section: str, stores: list[Store]) -> list[Cell]:
        """A cell for each store, but one for all stores that only one folded group uses."""
        if not self._contents.hidden:
            return [self._cell(store) for store in stores]
        cells: list[Cell] = []
        of_group: dict[str, list[Store]] = {}
        for store in stores:
            group = self._contents.group_of_users(store) if store.used_by else ""
            if not group:
                cells.append(self._cell(store))
            elif group in of_group:
                of_group[group].append(store)
            else:
                of_group[group] = [store]
        for group, inside in of_group.items():
            cells.extend(self._folded_group_cells(section, group, inside))
        return cells

    def _folded_group_cells(self, section: str, group: str, stores: list[Store]) -> list[Cell]:
        if len(stores) == 1:
            return [self._cell(stores[0])]
        counts: dict[StoreKind, int] = {}
        fold = ids.fold_thing(f"{section}:{group}")
        for store in stores:
            counts[store.kind] = counts.get(store.kind, 0) + 1
            self._box_of[store.id] = fold
        name = group.removeprefix("group:") or "not in a project"
        words = ", ".join(_counted(number, kind) for kind, number in counts.items())
        return [folded_cell(section, stores, name, words, group=group)]

    def _memory(self, stores: list[Store]) -> Section:
        loud: list[Store] = []
        default: list[Store] = []
        usual = {None, *DEFAULT_SHM_SIZES}
        for store in stores:
            quiet = store.kind is StoreKind.SHM and store.size_limit in usual
            (default if quiet and not self._options.show_quiet else loud).append(store)
        cells = self._cells("memory", loud)
        if default:
            title = f"{len(default)} default /dev/shm"
            limit = next((store.size_limit for store in default if store.size_limit is not None), None)
            each = " each" if len(default) > 1 else ""
            words = f"limit {limit_text(limit)}{each}" if limit is not None else "the engine's default limit"
            cells += self._fold("default-shm", default, title, words, least=1)
        return self._section("memory", cells)

    def _docker_area(self, stores: list[Store]) -> Section:
        used = [s for s in stores if s.used_by and s.kind not in QUIET_KINDS]
        named = [s for s in stores if not s.used_by and s.kind is not StoreKind.ANONYMOUS_VOLUME]
        anonymous = [s for s in stores if not s.used_by and s.kind is StoreKind.ANONYMOUS_VOLUME]
        quiet = [s for s in stores if s.kind in QUIET_KINDS]
        cells = self._cells("docker-area", used)
        if len(named) > _MANY_UNUSED:
            cells += self._fold("named-unused", named, f"{len(named)} named volumes", "used by nobody", unused=True)
        else:
            cells += [self._cell(store) for store in named]
        if len(anonymous) > 2:
            title = f"{len(anonymous)} anonymous volumes"
            cells += self._fold("anonymous-unused", anonymous, title, "used by nobody", unused=True)
        else:
            cells += [self._cell(store) for store in anonymous]
        cells += self._cells("quiet", quiet)
        return self._section("docker-area", cells)

    def _elsewhere(self, stores: list[Store]) -> list[Section]:
        folders: dict[str, list[Store]] = {}
        for store in stores:
            folders.setdefault(self._writer.parent_folder(store), []).append(store)
        single = [s for inside in folders.values() if len(inside) < _FOLDER_OF_ITS_OWN for s in inside]
        sections = [self._section("elsewhere", self._cells("elsewhere", single))]
        for folder, inside in sorted(folders.items()):
            if len(inside) >= _FOLDER_OF_ITS_OWN:
                name = f"elsewhere:{folder}"
                sections.append(self._section(name, self._cells(name, inside), folder))
        return [section for section in sections if section.cells]

    def _remote(self, stores: list[Store], away: list[Store]) -> Section:
        for store in stores:
            self._box_of[store.id] = store.id
        cells = [self._writer.remote(store) for store in stores]
        cells += [self._writer.server(store) for store in away if self._box_of.get(store.id) == store.id]
        return self._section("remote", cells)


def _counted(number: int, kind: StoreKind) -> str:
    word = _WORDS.get(kind, kind.value)
    return f"{number} {word}" if word.startswith("/") else count_text(number, word)
