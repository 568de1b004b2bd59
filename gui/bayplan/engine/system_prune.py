"""docker system prune, as the docker CLI composes it."""

from __future__ import annotations

from dataclasses import dataclass

from bayplan.engine.client import EngineClient, Filters


@dataclass(frozen=True, slots=True)
class SystemPruned:
    """What a system prune removed: container ids, network and volume names, image tags and ids."""

    containers: tuple[str, ...]
    networks: tuple[str, ...]
    volumes: tuple[str, ...]
    images: tuple[str, ...]


def system_prune(client: EngineClient, *, volumes: bool, filters: Filters) -> SystemPruned:
    """docker system prune [--volumes] in the CLI's order (docker/cli, command/system/prune.go); no build cache.

    First the containers that do not run, so that what only they used is free for what follows: networks, with
    ``volumes`` anonymous volumes (before API 1.42 named ones too), untagged images. Raises BayplanError from the first
    step that fails, as the CLI does; what was removed by then stays removed.
    """
    return SystemPruned(
        containers=tuple(client.prune_containers(filters)),
        networks=tuple(client.prune_networks(filters)),
        volumes=tuple(client.prune_volumes(filters)) if volumes else (),
        images=tuple(client.prune_images(filters)),
    )
