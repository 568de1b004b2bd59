"""Who else looks after a container: a swarm or Kubernetes, which start another one when it ends."""

from __future__ import annotations

from dataclasses import dataclass

from bayplan.domain.model import Container
from bayplan.domain.outcome import Becomes, ContainerFate

_KUBERNETES_LABEL = "io.kubernetes.pod.name"


@dataclass(frozen=True, slots=True)
class Keeper:
    """An orchestrator.

    Attributes:
        name: as in the middle of a sentence. patience: what decides how long an ended container is kept.
    """

    name: str
    patience: str

    def after_end(self, becomes: Becomes) -> ContainerFate:
        """What becomes of a container of this orchestrator whose processes ended, whoever ended them.

        Seen on Engine 20.10 for a swarm: after stop, kill and a restart of the engine the ended container stays beside
        a new one, with its anonymous volumes, until the swarm clears it away together with them. After
        ``docker restart`` it even runs on, beside the new one.
        """
        return ContainerFate(
            becomes=becomes,
            reason=f"It ends, and {self.name} starts a new container in its place and clears this one away later.",
            in_doubt=self.patience,
        )


_SWARM = Keeper("the swarm", "how many ended tasks the swarm keeps")
_KUBERNETES = Keeper("Kubernetes", "how long Kubernetes keeps ended containers")


def keeper_of(container: Container) -> Keeper | None:
    """The orchestrator that a container belongs to; a pod of Podman has none."""
    if container.group_kind == "swarm":
        return _SWARM
    if container.group_kind == "pod" and _KUBERNETES_LABEL in container.labels:
        return _KUBERNETES
    return None
