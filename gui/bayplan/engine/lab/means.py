"""What a run of experiments has in hand beside the client."""

from __future__ import annotations

from dataclasses import dataclass, field

from bayplan.domain.experiment import Experiment, Needs
from bayplan.engine.client import EngineClient
from bayplan.engine.lab.compose import Compose, PlayedCompose
from bayplan.engine.lab.compose_command import find_compose
from bayplan.engine.lab.control import EngineControl, NodeControl


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What is in hand.

    Attributes:
        compose: Compose itself, or who makes its calls. control: whoever may restart the engine. nodes: a swarm of two.
    """

    compose: Compose = field(default_factory=PlayedCompose)
    control: EngineControl | None = None
    nodes: NodeControl | None = None

    def enough_for(self, experiment: Experiment) -> bool:
        """Whether the experiment can be done."""
        match experiment.needs:
            case Needs.CLIENT:
                return True
            case Needs.ENGINE:
                return self.control is not None
            case Needs.NODES:
                return self.nodes is not None


#: Nothing but the client.
NO_MEANS = Means()


def means_at_hand(client: EngineClient) -> Means:
    """What a person's machine has for experiments on an engine: Compose itself, where its command is installed."""
    return Means(compose=(not client.demo and find_compose(client.host, client.api_version)) or PlayedCompose())
