"""An engine as the docker CLI sees it: runs commands, makes images without a registry, clears away."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.busybox_image import busybox_tar, files_tar


class CliEngine:
    """Any engine behind a URL.

    Attributes:
        host: its URL. cli_config: the folder in which the docker CLI looks for its settings, so not the person's own.
    """

    def __init__(self, host: str, cli_config: Path) -> None:
        self.host = host
        self.cli_config = cli_config

    def docker(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Runs the docker CLI against it; its output without the last line break. Raises CalledProcessError."""
        command = ["docker", "--host", self.host, *arguments]
        environment = {**os.environ, "DOCKER_BUILDKIT": "0", "DOCKER_CONFIG": str(self.cli_config)}
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

    def remove_all_but(self, image: str) -> None:
        """Removes every container and volume, and every image but this one."""
        self.remove_containers_and_volumes()
        others = set(self.docker("images", "--quiet", "--no-trunc").split())
        others.discard(self.docker("images", "--quiet", "--no-trunc", image))
        if others:
            self.docker("rmi", "--force", *sorted(others))

    def remove_everything(self) -> None:
        """Removes every container, volume and image."""
        self.remove_containers_and_volumes()
        if images := self.docker("images", "--all", "--quiet", "--no-trunc").split():
            self.docker("rmi", "--force", *dict.fromkeys(images))
