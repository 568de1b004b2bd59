"""What one experiment works with: the engine, names and labels of its own, and whom it tells what it does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bayplan.domain.experiment import EXPERIMENT, LAB_LABEL, LAB_PREFIX, Experiment, LabPhase, LabStep
from bayplan.domain.model import CREATED_LABEL, Engine
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.lab.ability import Ability
from bayplan.engine.lab.folders import LabFolder

#: Told of each step before it is done; may raise CancelledError to stop there.
Report = Callable[[LabStep], None]

#: Keeps a container alive without using the processor, and ends at once when asked to.
STAY = (["sh", "-c"], ["trap 'exit 0' TERM INT; while :; do sleep 3600 & wait $!; done"])


@dataclass(slots=True, kw_only=True)
class Bench:
    """One experiment at work.

    Attributes:
        purpose: the experiment's id, or "setup" for what all experiments of a run share. run: the run's token.
        helper: the image that the person chose. image: the one that the lab made of it, with a marker in its layers
            and a VOLUME.
        folder: a folder of Bayplan's own on the engine's host; None where that is out of reach.
        memory: a folder of the host on a tmpfs, or "".
        commands: docker commands that do what was done so far. anonymous: volumes that came without a label.
    """

    client: EngineClient
    engine: Engine
    experiment: Experiment
    purpose: str
    run: str
    helper: str
    report: Report
    image: str = ""
    folder: LabFolder | None = None
    memory: str = ""
    ability: Ability = field(default_factory=Ability)
    commands: list[str] = field(default_factory=list)
    anonymous: set[str] = field(default_factory=set)

    @property
    def token(self) -> str:
        """Value of LAB_LABEL on what this experiment makes."""
        return f"{self.run}.{self.purpose}"

    @property
    def labels(self) -> dict[str, str]:
        """The labels of what this experiment makes."""
        return {CREATED_LABEL: EXPERIMENT, LAB_LABEL: self.token}

    def name(self, role: str) -> str:
        """The name of a container, volume or project: "bayplan-lab-1a2b3c-stop-subject"."""
        return f"{LAB_PREFIX}{self.run}-{self.purpose}-{role}"

    def step(self, phase: LabPhase, text: str, command: str = "", *things: str) -> None:
        """Tells what is done next. Raises CancelledError when the person does not want it any more."""
        self.report(LabStep(self.experiment, phase, text, command, things))
        if command:
            self.commands.append(command)

    def body(self, image: str, *mounts: Json, **host_config: object) -> Json:
        """The body of POST /containers/create for a container that stays until it is stopped, without a network."""
        entrypoint, command = STAY
        return {
            "Image": image,
            "Entrypoint": entrypoint,
            "Cmd": command,
            "Labels": self.labels,
            "HostConfig": {
                "NetworkMode": "none",
                "LogConfig": {"Type": "json-file", "Config": {}},
                "Mounts": list(mounts),
                **host_config,
            },
        }

    def created(self, role: str, body: Json) -> str:
        """Makes a container; its id."""
        for mount in body["HostConfig"]["Mounts"]:
            options = mount.get("VolumeOptions") or {}
            if mount["Type"] == "volume" and mount["Source"] and "Labels" in options:
                # On its own, for Podman makes it without labels and options when it makes the container (seen on 5.8).
                driver = options.get("DriverConfig") or {"Name": "local", "Options": {}}
                volume = {"Name": mount["Source"], "Driver": driver["Name"], "DriverOpts": driver["Options"]}
                self.client.create_volume({**volume, "Labels": options["Labels"]})
        return self.client.create_container(self.name(role), body)

    def started(self, role: str, body: Json) -> str:
        """Makes and starts a container; its id."""
        identity = self.created(role, body)
        self.client.start_container(identity)
        return identity

    def volume(self, destination: str, role: str = "", driver_options: dict[str, str] | None = None) -> Json:
        """A mount of a labelled volume, as HostConfig.Mounts has it; without ``role`` an anonymous one."""
        options: Json = {"Labels": self.labels}
        if driver_options is not None:
            options["DriverConfig"] = {"Name": "local", "Options": driver_options}
        source = self.name(role) if role else ""
        return {"Type": "volume", "Source": source, "Target": destination, "VolumeOptions": options}

    def bind(self, destination: str, role: str) -> Json:
        """A mount of a folder of Bayplan's own; only where there is a ``folder``."""
        return self.bind_of(self.inner(role), destination)

    def bind_of(self, source: str, destination: str) -> Json:
        """A mount of one of these folders by its path."""
        mount: Json = {"Type": "bind", "Source": source, "Target": destination}
        if self.folder and not self.folder.here:
            mount["BindOptions"] = {"CreateMountpoint": True}
        return mount

    def inner(self, role: str) -> str:
        """The path of a folder for one bind mount of this experiment."""
        if self.folder is None:
            raise LookupError("The engine's host is out of reach.")
        return self.folder.inner(f"{self.purpose}-{role}")


def new_token() -> str:
    """Six hexadecimal digits."""
    return secrets.token_hex(3)
