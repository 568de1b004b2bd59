"""A Docker engine of the test run's own: its own daemon, containerd, data and socket, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.support import process_tree
from tests.support.cli_engine import CliEngine
from tests.support.other_root import OtherRoot

_PATIENCE = 60.0
_PAUSE = 0.02
_PROGRAMS = ("dockerd", "containerd", "runc", "docker")


class PrivateEngine(CliEngine):
    """Starts, breaks and ends a daemon. Needs root and the programs of Docker Engine.

    Attributes:
        folder: everything of it lies below. socket: what it listens on; ``host`` is that as a URL.
    """

    _wants_cgroup2 = False

    def __init__(
        self,
        *options: str,
        features: Mapping[str, bool] | None = None,
        root: Path | None = None,
        within: Sequence[str] = (),
    ) -> None:
        """``options`` are further arguments for dockerd, ``features`` those of its configuration file.

        ``root`` is the folder of the system whose daemons are run, the machine itself if there is none. ``within`` is a
        command that runs them, e.g. nsenter with namespaces.
        Raises RuntimeError when Docker can't be run here.
        """
        missing = [name for name in _PROGRAMS if shutil.which(name) is None]
        if missing and root is None:
            raise RuntimeError(
                f"These tests need a Docker engine of their own, and {', '.join(missing)} is not installed. "
                "Install it with: apt-get install docker.io (or see https://docs.docker.com/engine/install/)."
            )
        if os.geteuid() != 0:
            raise RuntimeError("These tests start a Docker engine of their own, which only root may: use sudo.")
        # A unix socket's path may have 107 characters at most, and the daemons add some of their own.
        self.folder = Path(tempfile.mkdtemp(prefix="bp-", dir="/tmp"))
        self.socket = self.folder / "d.sock"
        super().__init__(f"unix://{self.socket}", self.folder / "cli")
        self._options = options
        self._features = dict(features or {})
        self._within = list(within)
        self._root = OtherRoot(root, cgroup2=self._wants_cgroup2) if root else None
        self._containerd_socket = self.folder / "c.sock"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._containerd: subprocess.Popen[bytes] | None = None

    # Its life

    def start(self) -> None:
        """Starts the daemons and waits until they answer."""
        self._containerd = self._spawn("containerd", "--config", str(self._containerd_config()))
        self._wait_for(self._containerd, self._containerd_socket)
        self._start_dockerd()

    def _start_dockerd(self) -> None:
        self._daemon = self._spawn(
            "dockerd",
            f"--config-file={self._docker_config()}",
            f"--data-root={self.folder / 'data'}",
            f"--exec-root={self.folder / 'exec'}",
            f"--pidfile={self.folder / 'd.pid'}",
            f"--host={self.host}",
            # Its own, also where the machine's containerd runs: dockerd would take that one.
            f"--containerd={self._containerd_socket}",
            "--bridge=none",
            "--iptables=false",
            "--ip-masq=false",
            *self._options,
        )
        self._wait_for(self._daemon, self.socket)

    def kill(self) -> None:
        """Kills both daemons at once, as a crash would; containers go on."""
        for daemon in (self._daemon, self._containerd):
            if daemon is not None:
                daemon.kill()
                daemon.wait()
        self._daemon = self._containerd = None
        # What the killed daemons leave would keep the next ones from starting.
        for leftover in (self.folder / "d.pid", self._containerd_socket, self.socket):
            leftover.unlink(missing_ok=True)

    def restart(self) -> None:
        """Kills the daemons and starts them again on the same data.

        The new daemon first stops the containers that still run, which takes ten seconds for one that ignores SIGTERM.
        """
        self.kill()
        self.start()

    def restart_in_order(self) -> None:
        """Ends dockerd as ``systemctl restart docker`` does, and starts it again; containerd goes on."""
        daemon = self._running()
        daemon.terminate()
        daemon.wait(_PATIENCE)
        self._start_dockerd()

    def reboot(self, before_start: Callable[[], None] = lambda: None) -> None:
        """Leaves it as a reboot of the host does: no process goes on, no mount stays, what lay in /run is gone.

        ``before_start`` does whatever else the reboot does, before the engine is started again.
        """
        self.kill()
        process_tree.kill_all(process_tree.of_engine(self.folder))
        process_tree.unmount_below(self.folder, [*self._within, *(self._root.entering if self._root else ())])
        for memory in ("exec", "containerd-state"):
            shutil.rmtree(self.folder / memory, ignore_errors=True)
        before_start()
        self.start()

    def pause(self) -> None:
        """Lets the daemon hang: it accepts connections and does not answer."""
        daemon = self._running()
        daemon.send_signal(signal.SIGSTOP)
        # A thread that is in the middle of something may still answer before all have stopped.
        os.waitid(os.P_PID, daemon.pid, os.WSTOPPED | os.WNOWAIT)

    def resume(self) -> None:
        """Ends a pause."""
        self._running().send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ends everything of this engine and removes its folder; safe to call in any state."""
        if self._daemon is not None:
            self.resume()
            with contextlib.suppress(subprocess.CalledProcessError):
                self.remove_everything()
            self._daemon.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._daemon.wait(_PATIENCE)
        self.kill()
        process_tree.kill_all(process_tree.of_engine(self.folder))
        process_tree.unmount_below(self.folder)
        if self._root is not None:
            self._root.close()
        shutil.rmtree(self.folder)

    # Its inside

    def log(self) -> str:
        """What the daemons said so far."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._daemon is None:
            raise RuntimeError("The private engine is not running.")
        return self._daemon

    def _docker_config(self) -> Path:
        """A configuration of its own: the machine's may say what the options say too, which dockerd refuses."""
        config = self.folder / "daemon.json"
        config.write_text(json.dumps({"features": self._features}))
        return config

    def _containerd_config(self) -> Path:
        config = self.folder / "containerd.toml"
        config.write_text(
            "version = 2\n"
            f'root = "{self.folder / "containerd"}"\n'
            f'state = "{self.folder / "containerd-state"}"\n'
            'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n'
            "[grpc]\n"
            f'address = "{self._containerd_socket}"\n'
        )
        return config

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{program}.log").open("ab") as log:
            # A session of its own, so that Ctrl+C reaches the tests alone, and they end the daemons in order.
            return subprocess.Popen(
                [*self._within, *(self._root.entering if self._root else ()), program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait_for(self, daemon: subprocess.Popen[bytes], path: Path) -> None:
        """Waits until someone accepts connections at ``path`` and, for the engine itself, answers."""
        give_up = time.monotonic() + _PATIENCE
        while not _answers(path, http=path == self.socket):
            if daemon.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"The private engine did not start:\n{self.log()[-3000:]}")
            time.sleep(_PAUSE)


class PrivatePodman(PrivateEngine):
    """Podman as a service, with the same life as a Docker engine. The docker CLI speaks to it."""

    # It refuses to run with both versions side by side.
    _wants_cgroup2 = True

    def start(self) -> None:
        """Starts the service and waits until it answers."""
        config = self.folder / "containers.conf"
        # Limits that any machine grants: Podman's own need a controller of cgroups, and more files and processes.
        config.write_text('[containers]\npids_limit = 0\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n')
        self._daemon = self._spawn(
            "env",
            f"CONTAINERS_CONF={config}",
            "podman",
            f"--root={self.folder / 'data'}",
            f"--runroot={self.folder / 'run'}",
            f"--tmpdir={self.folder / 'tmp'}",
            f"--volumepath={self.folder / 'volumes'}",
            "--cgroup-manager=cgroupfs",
            "--events-backend=file",
            "--runtime=runc",
            *self._options,
            "system",
            "service",
            "--time=0",
            self.host,
        )
        self._wait_for(self._daemon, self.socket)


def _answers(path: Path, *, http: bool) -> bool:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(_PATIENCE)
        try:
            sock.connect(str(path))
            if not http:
                return True
            sock.sendall(b"GET /_ping HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in sock.recv(100)
        except OSError:
            return False
