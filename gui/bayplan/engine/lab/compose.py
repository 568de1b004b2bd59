"""The Compose project of an experiment, played by the calls that Compose makes; or see ``compose_command``."""

from __future__ import annotations

from copy import deepcopy
from typing import Protocol

from bayplan.domain.experiment import LabPhase
from bayplan.domain.inventory import Inventory
from bayplan.engine.client import Json
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.places import DECLARED
from bayplan.engine.lab.specimen import Specimen

SERVICE = "subject"
PROJECT_LABEL = "com.docker.compose.project"
_SERVICE_LABEL = "com.docker.compose.service"
_VOLUME_LABEL = "com.docker.compose.volume"


class Compose(Protocol):
    """Brings a project of one service up and does with it what the events say."""

    @property
    def how(self) -> str:
        """For people, after the experiment's name: "by docker compose 2.26.1"."""

    def up(self, bench: Bench, specimen: Specimen, body: Json) -> str:
        """Makes the project's container as ``body`` (of POST /containers/create) says; its id."""

    def recreate(self, bench: Bench, specimen: Specimen, before: Inventory, *, renew: bool) -> None:
        """Replaces it; ``renew`` gives it new anonymous volumes. ``before`` is the engine before the event."""

    def down(self, bench: Bench, specimen: Specimen, before: Inventory, *, volumes: bool) -> None:
        """Removes it; with ``volumes`` also its anonymous volumes and those that its file declares."""


class PlayedCompose:
    """Makes the calls that Compose makes (docker/compose, pkg/compose: create.go, convergence.go, down.go)."""

    how = "by the calls that Compose makes"

    def __init__(self) -> None:
        self._body: Json = {}

    def up(self, bench: Bench, specimen: Specimen, body: Json) -> str:
        """Compose labels the container, and the volumes that its file declares."""
        body["Labels"] |= {PROJECT_LABEL: specimen.project, _SERVICE_LABEL: SERVICE}
        for mount in body["HostConfig"]["Mounts"]:
            if mount["Type"] == "volume" and mount["Source"]:
                mount["VolumeOptions"]["Labels"] |= {PROJECT_LABEL: specimen.project, _VOLUME_LABEL: mount["Source"]}
        self._body = body
        return bench.started("subject", body)

    def recreate(self, bench: Bench, specimen: Specimen, before: Inventory, *, renew: bool) -> None:
        """Compose names the old container's anonymous volumes in the new one, which so has them too."""
        ((old, name),) = specimen.subjects.items()
        body = deepcopy(self._body)
        if not renew:
            _carry_over(body, {m.destination: m.source for m in before.containers[old].mounts if m.kind.is_volume})
        client, new_name = bench.client, bench.name("successor")
        what = "new anonymous volumes" if renew else "its anonymous volumes, by their names"
        bench.step(
            LabPhase.HAPPEN,
            f"Creating {new_name} like {name}, with {what}.",
            up_again_command(specimen.project, renew=renew),
        )
        new = client.create_container(new_name, body)
        bench.step(LabPhase.HAPPEN, f"Removing {name}, and giving its name to the new one.")
        client.stop_container(old)
        client.remove_container(old)
        client.rename_container(new, name)
        client.start_container(new)
        specimen.successors[old] = new

    def down(self, bench: Bench, specimen: Specimen, before: Inventory, *, volumes: bool) -> None:
        """Compose stops and removes the containers, then the volumes that bear the project's label."""
        command = down_command(specimen.project, volumes=volumes)
        bench.step(LabPhase.HAPPEN, f"Bringing the project {specimen.project} down.", command)
        for identity in specimen.subjects:
            bench.client.stop_container(identity)
            bench.client.remove_container(identity, volumes=volumes, force=True)
        if volumes:
            for volume in before.volumes.values():
                if volume.labels.get(PROJECT_LABEL) == specimen.project:
                    bench.client.remove_volume(volume.name)


def up_again_command(project: str, *, renew: bool) -> str:
    """The command line that recreates a project's containers."""
    option = " --renew-anon-volumes" if renew else ""
    return f"docker compose --project-name {project} up --detach --force-recreate{option}"


def down_command(project: str, *, volumes: bool) -> str:
    """The command line that brings a project down."""
    return f"docker compose --project-name {project} down{' --volumes' if volumes else ''}"


def _carry_over(body: Json, volumes: dict[str, str]) -> None:
    """Mounts the old container's anonymous volumes by name; ``volumes`` are their names by where they are mounted."""
    mounts = body["HostConfig"]["Mounts"]
    asked_for = {m["Target"] for m in mounts if m["Type"] == "volume" and not m["Source"]}
    carried = [(path, name) for path, name in volumes.items() if path in asked_for or path == DECLARED]
    kept = [mount for mount in mounts if mount["Target"] not in asked_for]
    named = [{"Type": "volume", "Source": name, "Target": path} for path, name in carried]
    body["HostConfig"]["Mounts"] = [*kept, *named]
