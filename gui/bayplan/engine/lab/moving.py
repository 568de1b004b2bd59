"""The experiment with two nodes: a service of a swarm is moved from one to the other."""

from __future__ import annotations

from dataclasses import replace

from bayplan.domain import ids
from bayplan.domain.experiment import LAB_LABEL, LabPhase
from bayplan.domain.outcome import Fate
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.clearing import clear
from bayplan.engine.lab.control import NodeControl
from bayplan.engine.lab.looking import Seen, find_markers, look_elsewhere
from bayplan.engine.lab.specimen import TMPFS_OPTION, Specimen, mark, subject_mounts, subject_places
from bayplan.errors import BayplanError

_ROLE = "service"


def serve(bench: Bench, nodes: NodeControl) -> Specimen:
    """Starts the service on the first node and writes the markers into its task's stores."""
    # What docker service create cannot ask for is left out: --tmpfs, --volumes-from, and mounted images.
    bench.ability = replace(bench.ability, image_mount=False)
    specimen = Specimen()
    name = bench.name(_ROLE)
    bench.step(LabPhase.MAKE, f"Starting the service {name}, whose one task has a store of every kind.")
    nodes.bring_image(bench.image)
    nodes.serve(name, bench.body(bench.image, *subject_mounts(bench, _ROLE)))
    identity, task = _task(bench.client, bench)
    specimen.subjects[identity] = task
    places = subject_places(bench, identity, _ROLE, "", lent=False)
    specimen.places.extend(place for place in places if place.mounted != TMPFS_OPTION)
    mark(bench, specimen)
    return specimen


def move(bench: Bench, specimen: Specimen, nodes: NodeControl) -> None:
    """Drains the first node."""
    (old,) = specimen.subjects
    things = (ids.container_thing(old),)
    bench.step(LabPhase.HAPPEN, "Draining the node.", "docker node update --availability drain self", *things)
    nodes.drain(bench.name(_ROLE))
    specimen.successors[old], _ = _task(nodes.other, bench)


def look_on_both(bench: Bench, specimen: Specimen, nodes: NodeControl) -> list[Seen]:
    """The fate of every place: what the new task finds, and what stayed on the first node."""
    ((_, new),) = specimen.successors.items()
    bench.step(LabPhase.LOOK, "Looking for the markers in the new task, on the other node.")
    found = find_markers(nodes.other, new, specimen.places)
    missing = [place for place in specimen.places if place not in found]
    here = look_elsewhere(bench, specimen, missing, read_inventory(bench.client))
    arrived = Seen(Fate.SURVIVES, "The new task on the other node finds the marker.")
    return [
        arrived if place in found else _left(here[place]) if place.volume or place.folder else here[place]
        for place in specimen.places
    ]


def clear_both(bench: Bench, nodes: NodeControl) -> None:
    """Removes the service, and what it left on both nodes."""
    nodes.end(bench.name(_ROLE))
    clear(bench)
    clear(replace(bench, client=nodes.other, anonymous=set()))


def _left(seen: Seen) -> Seen:
    """What is still on the first node is out of the new task's reach."""
    if seen.fate is Fate.LOST:
        return seen
    return Seen(Fate.LEFT_BEHIND, f"{seen.how} The new task on the other node does not find it.")


def _task(client: EngineClient, bench: Bench) -> tuple[str, str]:
    """Id and name of the service's task on a node."""
    found = [c for c in client.containers() if (c.get("Labels") or {}).get(LAB_LABEL) == bench.token]
    if len(found) != 1:
        raise BayplanError(f"The swarm runs {len(found)} tasks of the service, not one.")
    return str(found[0]["Id"]), str(found[0]["Names"][0]).removeprefix("/")
