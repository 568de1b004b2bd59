"""Makes containers with a store of every kind, and writes a marker into each store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bayplan.domain import ids
from bayplan.domain.experiment import ANONYMOUS_LABEL, LabPhase
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.model import CREATED_LABEL
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import Json
from bayplan.engine.lab.ability import TMPFS_OPTIONS, bind_options
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.places import DECLARED, IMAGE_MARKER, IMAGE_TEXT, OUTPUT, Place, marker_file

_WRITABLE = "/bayplan-marker"
_HOSTS = "/etc/hosts"
_SHM = "/dev/shm"
_NAMED, _ANONYMOUS, _BIND = "/lab/named", "/lab/anonymous", "/lab/bind"
_MEMORY = "/lab/host-memory"
_LENT_NAMED, _LENT_ANONYMOUS = "/lab/lent-named", "/lab/lent-anonymous"
_LOCAL_BIND, _LOCAL_TMPFS = "/lab/local-bind", "/lab/local-tmpfs"
_TMPFS_MOUNT = "/lab/tmpfs-mount"
#: The role of the one subject, or of the first of several.
SUBJECT = "subject"
#: Where a subject has its tmpfs by --tmpfs.
TMPFS_OPTION = "/lab/tmpfs-option"
_IMAGE = "/lab/image"


@dataclass(slots=True)
class Specimen:
    """What an experiment is done to.

    Attributes:
        subjects: names of the containers to which the event is applied, by id. others: of those that stand by.
        project: the Compose project of the subjects, or "". compose_file: what Compose itself was given.
        successors: the containers that took the subjects' places, by the id of the one before.
        saved: the image that a commit made, or "".
    """

    subjects: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    project: str = ""
    compose_file: Json = field(default_factory=dict)
    successors: dict[str, str] = field(default_factory=dict)
    saved: str = ""

    def name_of(self, container: str) -> str:
        """A container's name."""
        return self.subjects.get(container) or self.others[container]


def add_lender(bench: Bench, specimen: Specimen) -> str:
    """A container that lends its two volumes to another one (``--volumes-from``) and is never started; its id."""
    name = bench.name("lender")
    bench.step(LabPhase.MAKE, f"Creating {name}, which lends two volumes to another container.")
    # From the person's image: the lab's own declares a VOLUME, which would be lent too.
    mounts = (bench.volume(_LENT_NAMED, "lent"), bench.volume(_LENT_ANONYMOUS))
    identity = bench.created("lender", bench.body(bench.helper, *mounts))
    specimen.others[identity] = name
    return identity


def add_subject(
    bench: Bench,
    specimen: Specimen,
    role: str = SUBJECT,
    of: str = "",
    *,
    lender: str = "",
    make: Callable[[Json], str] | None = None,
    **host_config: object,
) -> str:
    """A running container with a store of every kind; its id.

    Args:
        role: ends its name. of: added to the places' labels, where an experiment has several subjects.
        lender: id of the container whose volumes it borrows, "" for none. host_config: in addition, as the API has it.
        make: makes and starts it from the body of POST /containers/create, where that is not done as usual.
    """
    body = bench.body(
        bench.image,
        *subject_mounts(bench, role),
        Tmpfs={TMPFS_OPTION: ""},
        VolumesFrom=[lender] if lender else [],
        **host_config,
    )
    bench.step(LabPhase.MAKE, f"Starting {bench.name(role)}, a container with a store of every kind.")
    identity = make(body) if make else bench.started(role, body)
    specimen.subjects[identity] = bench.name(role)
    specimen.places.extend(subject_places(bench, identity, role, of, lent=bool(lender)))
    return identity


def subject_places(bench: Bench, container: str, role: str, of: str, *, lent: bool) -> list[Place]:
    """The stores of a subject, in the order of the table; volumes get their names when they are marked."""
    able = bench.ability
    found = [
        Place(label="writable layer", kind=StoreKind.WRITABLE_LAYER, path=_WRITABLE),
        Place(
            label="image layers",
            kind=StoreKind.IMAGE_LAYERS,
            path=IMAGE_MARKER,
            image=bench.image,
            marker=IMAGE_TEXT,
        ),
        _mounted("named volume", StoreKind.NAMED_VOLUME, _NAMED),
        _mounted("anonymous volume with a label", StoreKind.ANONYMOUS_VOLUME, _ANONYMOUS),
        _mounted("anonymous volume of the image", StoreKind.ANONYMOUS_VOLUME, DECLARED),
    ]
    if lent:
        found.append(_mounted("named volume by --volumes-from", StoreKind.NAMED_VOLUME, _LENT_NAMED))
        found.append(_mounted("anonymous volume by --volumes-from", StoreKind.ANONYMOUS_VOLUME, _LENT_ANONYMOUS))
    if able.local_bind:
        place = _mounted("local volume with o=bind", StoreKind.NAMED_VOLUME, _LOCAL_BIND)
        place.folder = bench.inner(f"{role}-device")
        found.append(place)
    if able.local_tmpfs:
        found.append(_mounted("local volume with type=tmpfs", StoreKind.NAMED_VOLUME, _LOCAL_TMPFS, in_memory=True))
    if able.bind:
        place = _mounted("bind mount", StoreKind.BIND, _BIND)
        place.folder = bench.inner(f"{role}-bind")
        found.append(place)
    if bench.memory and role == SUBJECT:
        place = _mounted("bind mount of a tmpfs of the host", StoreKind.BIND, _MEMORY)
        place.folder = bench.memory
        found.append(place)
    found += [
        _mounted("tmpfs by --mount", StoreKind.TMPFS, _TMPFS_MOUNT, in_memory=True),
        _mounted("tmpfs by --tmpfs", StoreKind.TMPFS, TMPFS_OPTION, in_memory=True),
        _mounted("/dev/shm", StoreKind.SHM, _SHM, in_memory=True),
    ]
    if able.image_mount:
        found.append(
            Place(
                label="mounted image",
                kind=StoreKind.IMAGE_MOUNT,
                path=f"{_IMAGE}{IMAGE_MARKER}",
                mounted=_IMAGE,
                image=bench.image,
                marker=IMAGE_TEXT,
            )
        )
    found.append(Place(label="runtime file", kind=StoreKind.RUNTIME_FILE, path=_HOSTS))
    found.append(Place(label="json-file log", kind=StoreKind.LOG, path=OUTPUT))
    for place in found:
        place.container = container
        place.label += f" of {of}" if of else ""
    return found


def add_bystander(bench: Bench, specimen: Specimen, image: str) -> str:
    """A running container that no prune may touch; its id."""
    bench.step(LabPhase.MAKE, f"Starting {bench.name('bystander')}, which keeps running.")
    identity = bench.started("bystander", bench.body(image))
    specimen.others[identity] = bench.name("bystander")
    label = "writable layer of a container that runs"
    specimen.places.append(Place(label=label, kind=StoreKind.WRITABLE_LAYER, path=_WRITABLE, container=identity))
    return identity


def add_unused_volumes(bench: Bench, specimen: Specimen) -> None:
    """Named and anonymous volumes to which no container refers, each with a marker."""
    places = [
        _mounted("unused named volume", StoreKind.NAMED_VOLUME, _NAMED),
        _mounted("unused anonymous volume with a label", StoreKind.ANONYMOUS_VOLUME, _ANONYMOUS),
        _mounted("unused anonymous volume of the image", StoreKind.ANONYMOUS_VOLUME, DECLARED),
    ]
    mounts = [bench.volume(_NAMED, "unused"), bench.volume(_ANONYMOUS)]
    if bench.ability.local_bind:
        place = _mounted("unused local volume with o=bind", StoreKind.NAMED_VOLUME, _LOCAL_BIND)
        place.folder = bench.inner("unused-device")
        mounts.append(bench.volume(_LOCAL_BIND, "unused-bind", bind_options(place.folder)))
        places.append(place)
    bench.step(LabPhase.MAKE, f"Making {len(places)} volumes, and removing the container that made them.")
    identity = bench.started("writer", bench.body(bench.image, *mounts))
    made = read_inventory(bench.client)
    names = {mount.destination: mount.source for mount in made.containers[identity].mounts}
    for place in places:
        place.volume, place.unused = names[place.mounted], True
    _note_bare(bench, made, names.values())
    bench.client.write_files(identity, {place.path: place.text for place in places})
    bench.client.remove_container(identity, force=True)
    specimen.places.extend(places)


def mark(bench: Bench, specimen: Specimen) -> None:
    """Writes every marker."""
    for container in dict.fromkeys(place.container for place in specimen.places if place.container):
        own = [place for place in specimen.places if place.container == container and place.writable]
        name = specimen.name_of(container)
        bench.step(
            LabPhase.MARK,
            f"Writing a marker into each of the {len(own)} stores of {name}.",
            f"docker exec {name} sh -c 'echo MARKER > {own[0].path}'  # and so for each store",
            ids.container_thing(container),
        )
        bench.client.write_files(container, {place.path: place.text for place in own})


def name_volumes(bench: Bench, specimen: Specimen, inventory: Inventory) -> None:
    """Takes the names of the volumes from the engine, and notes those without a label, to be found after a crash."""
    found: set[str] = set()
    for container in {**specimen.subjects, **specimen.others}:
        volumes = {m.destination: m.source for m in inventory.containers[container].mounts if m.kind.is_volume}
        found.update(volumes.values())
        for place in specimen.places:
            if place.container == container and place.kind.is_volume:
                place.volume = volumes[place.mounted]
    _note_bare(bench, inventory, found)


def _note_bare(bench: Bench, inventory: Inventory, names: Iterable[str]) -> None:
    """Notes the volumes that bear no label in the labels of an empty one, so that they are found after a crash."""
    listed = {name: inventory.volumes[name] for name in names if name in inventory.volumes}
    bare = sorted(name for name, volume in listed.items() if CREATED_LABEL not in volume.labels)
    if bare:
        labels = {**bench.labels, ANONYMOUS_LABEL: ",".join(bare)}
        note = bench.name(f"note-{len(bench.anonymous)}")
        bench.client.create_volume({"Name": note, "Driver": "local", "Labels": labels})
        bench.anonymous.update(bare)


def subject_mounts(bench: Bench, role: str) -> Iterable[Json]:
    """The mounts of a subject as HostConfig.Mounts has them; a tmpfs by --tmpfs comes in another way."""
    yield bench.volume(_NAMED, f"{role}-named")
    yield bench.volume(_ANONYMOUS)
    yield {"Type": "tmpfs", "Target": _TMPFS_MOUNT}
    if bench.ability.bind:
        yield bench.bind(_BIND, f"{role}-bind")
    if bench.memory and role == SUBJECT:
        yield {"Type": "bind", "Source": bench.memory, "Target": _MEMORY}
    if bench.ability.local_bind:
        yield bench.volume(_LOCAL_BIND, f"{role}-local-bind", bind_options(bench.inner(f"{role}-device")))
    if bench.ability.local_tmpfs:
        yield bench.volume(_LOCAL_TMPFS, f"{role}-local-tmpfs", TMPFS_OPTIONS)
    if bench.ability.image_mount:
        yield {"Type": "image", "Source": bench.image, "Target": _IMAGE, "ReadOnly": True}


def _mounted(label: str, kind: StoreKind, mounted: str, *, in_memory: bool = False) -> Place:
    return Place(label=label, kind=kind, path=marker_file(mounted), mounted=mounted, in_memory=in_memory)
