"""A swarm of two private engines on one machine: each has a network of its own, the second also folders of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bayplan.engine.client import EngineClient, Json
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.support.private_engine import PrivateEngine

_PATIENCE, _PAUSE = 60.0, 0.05
_ADDRESSES = ("10.213.7.1", "10.213.7.2")


class PrivateSwarm:
    """The :class:`bayplan.engine.lab.control.NodeControl` of two engines. Needs root, iproute2 and util-linux.

    Attributes:
        first: the manager, where services begin. second: the worker, to which they move. folders: a folder of the
            machine that the second node has too, but empty: what it holds is another machine's.
        other: a connection to the second node.
    """

    def __init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="bp-swarm-", dir="/tmp"))
        self.folders = self._base / "folders"
        self.folders.mkdir()
        self._networks = [f"{self._base.name}-{number}" for number in (1, 2)]
        self._mounts = self._base / "namespaces" / "second"
        self.first = PrivateEngine(within=self._in_network(0))
        self.second = PrivateEngine(within=[*self._in_network(1), f"--mount={self._mounts}"])
        self._other: EngineClient | None = None

    @property
    def other(self) -> EngineClient:
        """The node to which a service moves."""
        if self._other is None:
            self._other = connect(resolve(host=self.second.host))
        return self._other

    # Its life

    def start(self) -> None:
        """Starts both engines and joins them."""
        self._make_networks()
        self._make_namespace()
        for engine in (self.first, self.second):
            engine.start()
            engine.import_busybox_image()
        # No history: what an orchestrator moved is removed from the old node at once.
        self.first.docker("swarm", "init", "--advertise-addr", _ADDRESSES[0], "--task-history-limit", "0")
        token = self.first.docker("swarm", "join-token", "--quiet", "worker")
        manager = f"{_ADDRESSES[0]}:2377"
        self.second.docker("swarm", "join", "--token", token, "--advertise-addr", _ADDRESSES[1], manager)

    def stop(self) -> None:
        """Ends both engines and removes all that was made for them; safe to call in any state."""
        if self._other is not None:
            self._other.close()
        self.first.stop()
        self.second.stop()
        for network in self._networks:
            subprocess.run(["ip", "netns", "delete", network], check=False, capture_output=True)
        for mounted in (self._mounts, self._mounts.parent):
            subprocess.run(["umount", "--lazy", mounted], check=False, capture_output=True)
        shutil.rmtree(self._base)

    # What an experiment needs

    def bring_image(self, image: str) -> None:
        """Gives the second node an image of the first, as a registry would."""
        with tempfile.TemporaryFile() as archive:
            subprocess.run(["docker", "--host", self.first.host, "save", image], stdout=archive, check=True)
            archive.seek(0)
            subprocess.run(
                ["docker", "--host", self.second.host, "load"], stdin=archive, stdout=subprocess.DEVNULL, check=True
            )

    def serve(self, name: str, body: Json) -> None:
        """Runs a service with one task like the body of POST /containers/create on the first node."""
        for source in _folders_of(body):
            subprocess.run(["nsenter", f"--mount={self._mounts}", "mkdir", "-p", source], check=True)
        self._allow(self.second, False)
        labels = [option for key, value in body["Labels"].items() for option in ("--container-label", f"{key}={value}")]
        mounts = [option for mount in body["HostConfig"]["Mounts"] for option in ("--mount", _mount_option(mount))]
        self.first.docker(
            *("service", "create", "--detach", "--no-resolve-image", "--network", "host", "--name", name),
            *("--entrypoint", " ".join(body["Entrypoint"]), "--log-driver", "json-file", "--stop-grace-period", "1s"),
            *(*labels, *mounts, body["Image"], *body["Cmd"]),
        )
        _wait(partial(_tasks, self.first, name), f"a task of {name} on the first node")
        self._allow(self.second, True)

    def drain(self, name: str) -> None:
        """Lets the service move: returns when its task runs on the second node and is gone from the first."""
        self._allow(self.first, False)
        _wait(partial(_tasks, self.second, name), f"a task of {name} on the second node")
        _wait(partial(_no_task, self.first, name), f"the end of the task of {name} on the first node")
        self._allow(self.first, True)

    def end(self, name: str) -> None:
        """Removes the service, if it is there, and waits until its tasks are gone from both nodes."""
        if name in self.first.docker("service", "ls", "--format", "{{.Name}}").split():
            self.first.docker("service", "rm", name)
        for engine in (self.first, self.second):
            _wait(partial(_no_task, engine, name), f"the end of all tasks of {name}")
        self._allow(self.first, True)

    # Its inside

    def _in_network(self, number: int) -> list[str]:
        return ["nsenter", f"--net=/run/netns/{self._networks[number]}"]

    def _make_networks(self) -> None:
        for network in self._networks:
            _run("ip", "netns", "add", network)
            _run("ip", "-n", network, "link", "set", "lo", "up")
        ends = [("veth", "netns", network) for network in self._networks]
        _run("ip", "link", "add", "swarm", "netns", ends[0][2], "type", "veth", "peer", "name", "swarm", *ends[1][1:])
        for network, address in zip(self._networks, _ADDRESSES, strict=True):
            _run("ip", "-n", network, "addr", "add", f"{address}/24", "dev", "swarm")
            _run("ip", "-n", network, "link", "set", "swarm", "up")

    def _make_namespace(self) -> None:
        """A mount namespace in which the folders are empty; it is kept by a file, which wants a mount of its own."""
        self._mounts.parent.mkdir()
        _run("mount", "--bind", str(self._mounts.parent), str(self._mounts.parent))
        _run("mount", "--make-private", str(self._mounts.parent))
        self._mounts.touch()
        empty = ["mount", "-t", "tmpfs", "none", str(self.folders)]
        _run("unshare", f"--mount={self._mounts}", "--propagation", "private", *empty)

    def _allow(self, engine: PrivateEngine, allowed: bool) -> None:
        node = engine.docker("info", "--format", "{{.Swarm.NodeID}}")
        self.first.docker("node", "update", "--availability", "active" if allowed else "drain", node)


def _folders_of(body: Json) -> list[str]:
    """The folders of the host that the body's mounts need."""
    found = []
    for mount in body["HostConfig"]["Mounts"]:
        if mount["Type"] == "bind":
            found.append(str(mount["Source"]))
        driver = (mount.get("VolumeOptions") or {}).get("DriverConfig") or {}
        if driver.get("Options", {}).get("o") == "bind":
            found.append(str(driver["Options"]["device"]))
    return found


def _mount_option(mount: Json) -> str:
    """An entry of HostConfig.Mounts as the value of --mount."""
    words = [f"type={mount['Type']}", f"target={mount['Target']}"]
    if mount.get("Source"):
        words.append(f"source={mount['Source']}")
    options = mount.get("VolumeOptions") or {}
    words += [f"volume-label={key}={value}" for key, value in (options.get("Labels") or {}).items()]
    driver = options.get("DriverConfig") or {}
    if driver:
        words.append(f"volume-driver={driver['Name']}")
    words += [f'"volume-opt={key}={value}"' for key, value in (driver.get("Options") or {}).items()]
    return ",".join(words)


def _tasks(engine: PrivateEngine, service: str, *options: str) -> list[str]:
    label = f"label=com.docker.swarm.service.name={service}"
    return engine.docker("ps", "--quiet", "--filter", label, *options).split()


def _no_task(engine: PrivateEngine, service: str) -> bool:
    return not _tasks(engine, service, "--all")


def _wait(until: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + _PATIENCE
    while not until():
        if time.monotonic() > give_up:
            raise RuntimeError(f"Waited in vain for {what}.")
        time.sleep(_PAUSE)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
