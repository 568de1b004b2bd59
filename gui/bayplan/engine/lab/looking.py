"""Looks for the markers after an event, and tells the fate of each store from what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.experiment import LabPhase
from bayplan.domain.inventory import Inventory
from bayplan.domain.kinds import StoreKind
from bayplan.domain.outcome import Fate
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.places import IMAGE_MARKER, IMAGE_TEXT, Place, marker_file
from bayplan.engine.lab.specimen import Specimen


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of one store, and how that was found out."""

    fate: Fate
    how: str


def look(bench: Bench, specimen: Specimen) -> list[Seen]:
    """The fate of every place, in the order of the specimen's places."""
    after = read_inventory(bench.client)
    _start_again(bench, specimen, after)
    seen = _look_inside(bench, specimen, after)
    seen |= look_elsewhere(bench, specimen, [place for place in specimen.places if place not in seen], after)
    return [seen[place] for place in specimen.places]


def look_into_image(bench: Bench, specimen: Specimen) -> list[bool]:
    """Whether the image that a commit made holds each place's marker."""
    name = bench.name("saved")
    bench.step(
        LabPhase.LOOK,
        f"Starting {name} from the new image, to see what it holds.",
        f"docker run -d --name {name} --network none {specimen.saved}",
    )
    identity = bench.started("saved", bench.body(specimen.saved))
    found = find_markers(bench.client, identity, specimen.places)
    return [place in found for place in specimen.places]


def _start_again(bench: Bench, specimen: Specimen, after: Inventory) -> None:
    """What was stopped has to run to be looked into."""
    for identity in dict.fromkeys(_holder(specimen, place) for place in specimen.places):
        container = after.containers.get(identity)
        if container is not None and not container.running:
            bench.step(
                LabPhase.LOOK,
                f"Starting {container.name} again, to look into it.",
                f"docker start {container.name}",
                ids.container_thing(identity),
            )
            bench.client.start_container(identity)


def _look_inside(bench: Bench, specimen: Specimen, after: Inventory) -> dict[Place, Seen]:
    """The places whose markers are still there in the containers themselves, or in those that replaced them."""
    seen: dict[Place, Seen] = {}
    for place in specimen.places:
        if not place.there:
            seen[place] = Seen(Fate.NOT_APPLICABLE, "Nobody ran, so there was nothing in this memory.")
    for identity in dict.fromkeys(_holder(specimen, place) for place in specimen.places):
        container = after.containers.get(identity)
        if container is None:
            continue
        own = [place for place in specimen.places if _holder(specimen, place) == identity and place.there]
        bench.step(
            LabPhase.LOOK,
            f"Looking for the markers in {container.name}.",
            f"docker exec {container.name} cat {own[0].path}  # and so for each store",
            ids.container_thing(identity),
        )
        found = find_markers(bench.client, identity, own)
        for place in own:
            where = f"{place.shown} of {container.name}"
            if place in found:
                seen[place] = Seen(Fate.SURVIVES, f"The marker is there in {where}.")
            elif not place.volume and not place.image:
                seen[place] = Seen(Fate.LOST, f"The marker is gone from {where}.")
    return seen


def find_markers(client: EngineClient, container: str, places: Iterable[Place]) -> set[Place]:
    """The places whose markers are found in a running container, each at its own path."""
    wanted = list(places)
    texts = client.read_files(container, [place.path for place in wanted if place.kind is not StoreKind.LOG])
    log = client.container_logs(container) if any(place.kind is StoreKind.LOG for place in wanted) else ""
    return {
        place
        for place in wanted
        if place.marker in (log if place.kind is StoreKind.LOG else texts.get(place.path) or "")
    }


def look_elsewhere(bench: Bench, specimen: Specimen, places: list[Place], after: Inventory) -> dict[Place, Seen]:
    """The places whose containers are gone or have lost them: through a fresh container, or on the host."""
    mounts: dict[Place, Json] = {}
    for index, place in enumerate(places):
        target = f"/look/{index}"
        if place.volume in after.volumes:
            mounts[place] = {
                "Type": "volume",
                "Source": place.volume,
                "Target": target,
                "ReadOnly": True,
                "VolumeOptions": {"NoCopy": True},
            }
        elif place.folder and bench.folder is not None and not bench.folder.here:
            mounts[place] = bench.bind_of(place.folder, target)
    layers = [place for place in places if place.kind is StoreKind.IMAGE_LAYERS and place.image in after.images]
    found = _found_by_helper(bench, mounts, layers)
    return {
        place: _seen(bench, place, after, found=place in found, gone=_why_gone(specimen, place)) for place in places
    }


def _found_by_helper(bench: Bench, mounts: dict[Place, Json], layers: list[Place]) -> set[Place]:
    """The places whose markers a fresh container finds: one that has the volumes, and one of each image."""
    found: set[Place] = set()
    if mounts:
        volumes = " ".join(f"-v {m['Source']}:{m['Target']}:ro" for m in mounts.values())
        bench.step(
            LabPhase.LOOK,
            f"Looking into {len(mounts)} stores through a fresh container.",
            f"docker run --rm --network none {volumes} {bench.helper} cat /look/0/marker  # and so for each",
        )
        helper = bench.started("looker", bench.body(bench.helper, *mounts.values()))
        texts = bench.client.read_files(helper, [marker_file(mount["Target"]) for mount in mounts.values()])
        found |= {p for p, mount in mounts.items() if p.marker in (texts.get(marker_file(mount["Target"])) or "")}
        bench.client.remove_container(helper, volumes=True, force=True)
    for place in layers:
        bench.step(
            LabPhase.LOOK,
            "Looking into an image through a container made from it.",
            f"docker run --rm --network none {place.image.removeprefix('sha256:')[:12]} cat {IMAGE_MARKER}",
        )
        helper = bench.started("looker", bench.body(place.image))
        if bench.client.read_files(helper, [IMAGE_MARKER]).get(IMAGE_MARKER) == IMAGE_TEXT:
            found.add(place)
        bench.client.remove_container(helper, volumes=True, force=True)
    return found


def _seen(bench: Bench, place: Place, after: Inventory, *, found: bool, gone: str) -> Seen:
    """The fate of a place that was not found in its container; ``gone`` says that the container is gone."""
    if place.kind is StoreKind.IMAGE_LAYERS:
        if found:
            return Seen(Fate.SURVIVES, "The image is still there, and a container made from it has the marker.")
        return Seen(Fate.LOST, "The image is gone.")
    if place.kind is StoreKind.IMAGE_MOUNT:
        there = place.image in after.images
        return Seen(Fate.SURVIVES if there else Fate.LOST, f"The image is {'still there' if there else 'gone'}.")
    if place.volume:
        return _seen_volume(bench, place, after, found=found)
    if place.folder:
        found = found or _in_folder(bench, place)
        where = f"the folder {place.folder}"
        return Seen(Fate.SURVIVES, f"The marker is in {where}.") if found else Seen(Fate.LOST, f"{where} is empty.")
    return Seen(Fate.LOST, gone)


def _seen_volume(bench: Bench, place: Place, after: Inventory, *, found: bool) -> Seen:
    if place.volume not in after.volumes:
        if place.folder and (found or _in_folder(bench, place)):
            return Seen(Fate.SURVIVES, f"The volume is gone, and the marker is still in {place.folder}.")
        return Seen(Fate.LOST, "The volume is gone.")
    if not found:
        return Seen(Fate.LOST, "The volume is still there, and a fresh container finds it empty.")
    users = after.stores[ids.volume_store(place.volume)].used_by
    if users or place.unused:
        return Seen(Fate.SURVIVES, "The volume is still there, and a fresh container finds the marker in it.")
    if place.kind is StoreKind.ANONYMOUS_VOLUME:
        return Seen(Fate.ORPHANED, "A fresh container finds the marker; no container refers to the volume any more.")
    return Seen(Fate.SURVIVES, "The volume is still there under its name, and a fresh container finds the marker.")


def _in_folder(bench: Bench, place: Place) -> bool:
    return bench.folder is not None and bench.folder.here and bench.folder.read(marker_file(place.folder)) == place.text


def _why_gone(specimen: Specimen, place: Place) -> str:
    if not place.container:
        return "It is gone."
    name = specimen.name_of(place.container)
    return f"{name} is gone, and this with it."


def _holder(specimen: Specimen, place: Place) -> str:
    """The container to look into: the place's own, or the one that took its place; "" for none."""
    return specimen.successors.get(place.container, place.container)
