"""Compose itself, where it is installed: ``docker compose``, or the older ``docker-compose``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bayplan.domain.experiment import LabPhase
from bayplan.domain.inventory import Inventory
from bayplan.domain.test_mount import api_number
from bayplan.engine.assemble import is_local
from bayplan.engine.client import Json
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.compose import PROJECT_LABEL, SERVICE, down_command, up_again_command
from bayplan.engine.lab.specimen import Specimen
from bayplan.errors import BayplanError

#: Seconds for one command of Compose.
_PATIENCE = 60.0
#: Engines from this version of the API on (25.0) do not tell what docker-compose 1 asks for when it recreates.
_LEAVES_COMPOSE_1 = (1, 44)
#: Variables that would lead the command to another engine.
_MISLEADING = ("DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_API_VERSION", "COMPOSE_FILE")


@dataclass(frozen=True, slots=True)
class ComposeCommand:
    """Runs Compose with a file of the experiment's own.

    Attributes:
        argv: how the command begins. version: its version. host: URL of the engine.
    """

    argv: tuple[str, ...]
    version: str
    host: str

    @property
    def how(self) -> str:
        """For people: "by docker-compose 1.29.2"."""
        return f"by {' '.join(self.argv)} {self.version}"

    def up(self, bench: Bench, specimen: Specimen, body: Json) -> str:
        """``up`` of a project whose one service is like ``body``."""
        specimen.compose_file = compose_file(bench, body)
        self._run(specimen, "up", "--detach")
        return self._container(bench, specimen)

    def recreate(self, bench: Bench, specimen: Specimen, before: Inventory, *, renew: bool) -> None:
        """``up --force-recreate``."""
        del before
        ((old, name),) = specimen.subjects.items()
        command = up_again_command(specimen.project, renew=renew)
        bench.step(LabPhase.HAPPEN, f"Letting Compose recreate {name}.", command)
        self._run(specimen, "up", "--detach", "--force-recreate", *(["--renew-anon-volumes"] if renew else []))
        specimen.successors[old] = self._container(bench, specimen)

    def down(self, bench: Bench, specimen: Specimen, before: Inventory, *, volumes: bool) -> None:
        """``down``."""
        del before
        command = down_command(specimen.project, volumes=volumes)
        bench.step(LabPhase.HAPPEN, f"Letting Compose bring the project {specimen.project} down.", command)
        self._run(specimen, "down", *(["--volumes"] if volumes else []))

    def _container(self, bench: Bench, specimen: Specimen) -> str:
        found = [c["Id"] for c in bench.client.containers() if c["Labels"].get(PROJECT_LABEL) == specimen.project]
        if len(found) != 1:
            raise BayplanError(f"Compose made {len(found)} containers of the project {specimen.project}, not one.")
        return str(found[0])

    def _run(self, specimen: Specimen, *words: str) -> None:
        command = [*self.argv, "--project-name", specimen.project, "--file", "-", *words]
        # JSON is YAML too.
        said = _run(command, self.host, json.dumps(specimen.compose_file))
        if said.returncode:
            raise BayplanError(
                f"{' '.join(self.argv)} {words[0]} failed.",
                why=said.stderr.strip().rpartition("\n")[2],
                details=said.stderr,
            )


def find_compose(host: str, api_version: str) -> ComposeCommand | None:
    """Compose for an engine of this machine that speaks this version of the API.

    None where it is not installed, would need to be told of TLS, or is too old for the engine.
    """
    if not is_local(host):
        return None
    for argv in (("docker", "compose"), ("docker-compose",)):
        if shutil.which(argv[0]) is None:
            continue
        said = _run([*argv, "version", "--short"], host, "")
        version = said.stdout.strip()
        outdated = version.startswith("1.") and api_number(api_version) >= _LEAVES_COMPOSE_1
        if said.returncode == 0 and version and not outdated:
            return ComposeCommand(argv, version, host)
    return None


def compose_file(bench: Bench, body: Json) -> Json:
    """A Compose file with one service that is like the body of POST /containers/create."""
    host_config = body["HostConfig"]
    volumes: dict[str, Json] = {}
    mounts = []
    for mount in host_config["Mounts"]:
        mounts.append(_volume_line(mount))
        if mount["Type"] == "volume" and mount["Source"]:
            driver = mount["VolumeOptions"].get("DriverConfig") or {}
            volumes[mount["Source"]] = {
                "name": mount["Source"],
                "labels": bench.labels,
                **({"driver_opts": driver["Options"]} if driver else {}),
            }
    service: dict[str, Any] = {
        "image": body["Image"],
        "entrypoint": body["Entrypoint"],
        # Compose takes a single dollar for a variable of its own.
        "command": [word.replace("$", "$$") for word in body["Cmd"]],
        "network_mode": host_config["NetworkMode"],
        "labels": bench.labels,
        "logging": {"driver": host_config["LogConfig"]["Type"]},
        "tmpfs": list(host_config.get("Tmpfs") or ()),
        "volumes_from": [f"container:{name}" for name in host_config.get("VolumesFrom") or ()],
        "volumes": mounts,
        "stop_grace_period": "1s",
    }
    return {"services": {SERVICE: service}, "volumes": volumes}


def _volume_line(mount: Json) -> Json:
    line: Json = {"type": mount["Type"], "target": mount["Target"]}
    if mount.get("Source"):
        line["source"] = mount["Source"]
    return line


def _run(command: Sequence[str], host: str, text: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment["DOCKER_HOST"] = host
    try:
        return subprocess.run(
            command,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as error:
        raise BayplanError(f"{' '.join(command[:2])} did not end within {_PATIENCE:g} seconds.") from error
