"""A Docker engine of the test run's own: its own daemon, containerd, data and socket, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support import process_tree
from tests.support.busybox_image import busybox_tar, files_tar

_PATIENCE = 60.0
_PAUSE = 0.02
_PROGRAMS = ("dockerd", "containerd", "runc", "docker")


class PrivateEngine:
    """Starts, breaks and ends a daemon. Needs root and the programs of Docker Engine.

    Attributes:
        folder: everything of it lies below. host: its URL, e.g. "unix:///tmp/bp-x1/d.sock".
        tls_port: where it also listens with TLS on 127.0.0.1, if it was asked to.
    """

    def __init__(self, *options: str) -> None:
        """``options`` are further arguments for dockerd. Raises RuntimeError when Docker can't be run here."""
        missing = [name for name in _PROGRAMS if shutil.which(name) is None]
        if missing:
            raise RuntimeError(
                f"These tests need a Docker engine of their own, and {', '.join(missing)} is not installed. "
                "Install it with: apt-get install docker.io (or see https://docs.docker.com/engine/install/)."
            )
        if os.geteuid() != 0:
            raise RuntimeError("These tests start a Docker engine of their own, which only root may: use sudo.")
        # A unix socket's path may have 107 characters at most, and the daemons add some of their own.
        self.folder = Path(tempfile.mkdtemp(prefix="bp-", dir="/tmp"))
        self.socket = self.folder / "d.sock"
        self.host = f"unix://{self.socket}"
        self._options = options
        self._containerd_socket = self.folder / "c.sock"
        self._dockerd: subprocess.Popen[bytes] | None = None
        self._containerd: subprocess.Popen[bytes] | None = None

    # Its life

    def start(self) -> None:
        """Starts the daemons and waits until they answer."""
        self._containerd = self._spawn("containerd", "--config", str(self._containerd_config()))
        self._wait_for(self._containerd, self._containerd_socket)
        self._dockerd = self._spawn(
            "dockerd",
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
        self._wait_for(self._dockerd, self.socket)

    def kill(self) -> None:
        """Kills both daemons at once, as a crash would; containers go on."""
        for daemon in (self._dockerd, self._containerd):
            if daemon is not None:
                daemon.kill()
                daemon.wait()
        self._dockerd = self._containerd = None
        # What the killed daemons leave would keep the next ones from starting.
        for leftover in (self.folder / "d.pid", self._containerd_socket, self.socket):
            leftover.unlink(missing_ok=True)

    def restart(self) -> None:
        """Kills the daemons and starts them again on the same data.

        The new daemon first stops the containers that still run, which takes ten seconds for one that ignores SIGTERM.
        """
        self.kill()
        self.start()

    def pause(self) -> None:
        """Lets the daemon hang: it accepts connections and does not answer."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Ends a pause."""
        self._running().send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ends everything of this engine and removes its folder; safe to call in any state."""
        if self._dockerd is not None:
            self.resume()
            with contextlib.suppress(subprocess.CalledProcessError):
                self.remove_everything()
            self._dockerd.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._dockerd.wait(_PATIENCE)
        self.kill()
        process_tree.kill_all(process_tree.of_engine(self.folder))
        process_tree.unmount_below(self.folder)
        shutil.rmtree(self.folder)

    # Its objects

    def docker(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Runs the docker CLI against it; its output without the last line break. Raises CalledProcessError."""
        command = ["docker", "--host", self.host, *arguments]
        environment = {**os.environ, "DOCKER_BUILDKIT": "0", "DOCKER_CONFIG": str(self.folder / "cli")}
        done = subprocess.run(command, input=stdin, capture_output=True, check=False, env=environment)
        if done.returncode:
            raise subprocess.CalledProcessError(
                done.returncode, command, done.stdout, f"{' '.join(command)}: {done.stderr.decode(errors='replace')}"
            )
        return done.stdout.decode().rstrip("\n")

    def import_busybox_image(self, tag: str = "busybox:latest", changes: Sequence[str] = ()) -> str:
        """An image of one layer with a shell, made without any registry; its id. ``changes`` as in a Dockerfile."""
        options = [option for change in changes for option in ("--change", change)]
        return self.docker("import", *options, "-", tag, stdin=busybox_tar())

    def add_layer(self, base: str, tag: str, command: str = "true", changes: Sequence[str] = ()) -> str:
        """An image of one more layer: what ``command`` (for sh) leaves behind in a container of ``base``; its id."""
        container = self.docker("create", "--network=none", base, "sh", "-c", command)
        self.docker("start", "--attach", container)
        options = [option for change in changes for option in ("--change", change)]
        image = self.docker("commit", *options, container, tag)
        self.docker("rm", container)
        return image

    def build_image(self, tag: str, dockerfile: str, files: Mapping[str, bytes] | None = None) -> str:
        """Builds an image with the classic builder; ``files`` is the context by path. Its id."""
        context = files_tar({**(files or {}), "Dockerfile": dockerfile.encode()})
        self.docker("build", "--quiet", "--tag", tag, "-", stdin=context)
        return self.docker("images", "--quiet", "--no-trunc", tag)

    def remove_containers_and_volumes(self) -> None:
        """Removes all but the images."""
        if containers := self.docker("ps", "--all", "--quiet").split():
            self.docker("rm", "--force", "--volumes", *containers)
        if volumes := self.docker("volume", "ls", "--quiet").split():
            self.docker("volume", "rm", "--force", *volumes)

    def remove_everything(self) -> None:
        """Removes every container, volume and image."""
        self.remove_containers_and_volumes()
        if images := self.docker("images", "--all", "--quiet", "--no-trunc").split():
            self.docker("rmi", "--force", *dict.fromkeys(images))

    # Its inside

    def log(self) -> str:
        """What the daemons said so far."""
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._dockerd is None:
            raise RuntimeError("The private engine is not running.")
        return self._dockerd

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
                [program, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _wait_for(self, daemon: subprocess.Popen[bytes], path: Path) -> None:
        """Waits until someone accepts connections at ``path`` and, for the engine itself, answers."""
        give_up = time.monotonic() + _PATIENCE
        while not _answers(path, http=path == self.socket):
            if daemon.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"The private engine did not start:\n{self.log()[-3000:]}")
            time.sleep(_PAUSE)


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
