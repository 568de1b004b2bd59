"""Creates test mounts, proves them with a marker file, and removes exactly what was created.

A test mount is a labelled container made from a small helper image with one mount. Its proof: a marker is written
through the mount and read back. If anything fails on the way, what was made so far is removed again.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bayplan.domain.kinds import is_anonymous_name
from bayplan.domain.model import CREATED_LABEL
from bayplan.domain.removal import RemovalPlan, image_name, noted_volumes
from bayplan.domain.test_mount import TEST_MOUNT, MountType, TestMountSpec
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import is_gone
from bayplan.errors import BayplanError

#: Reports a step in words; may raise CancelledError to stop there.
Progress = Callable[[str], None]

#: Keeps the test container alive without using the processor, and ends at once when asked to.
_STAY = {
    "linux": (["sh", "-c"], ["trap 'exit 0' TERM INT; while :; do sleep 3600 & wait $!; done"]),
    "windows": (["cmd", "/S", "/C"], ["ping -t 127.0.0.1 > NUL"]),
}


#: How runc ("sh") and crun (`sh`) name the program that they cannot start.
_SHELL = re.compile(r"""["'`](?:sh|cmd)["'`]""")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestMountResult:
    """What came of a test mount.

    Attributes:
        container: id, name: of the test container. volume: name of the volume that was created for it, or "".
        marker: path of the marker file in the container, "" when none could be tried.
        proven: the marker was read back as written, or a read-only mount refused it as it should.
        explanation: the outcome in one or two plain sentences.
        output: the engine's or the container's own words where something was refused.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    container: str
    name: str
    volume: str
    marker: str
    proven: bool
    explanation: str
    output: str = ""


def has_image(client: EngineClient, reference: str) -> bool:
    """Whether the engine has the image under this name or id, so that nothing needs to be pulled."""
    return bool(image_id(client, reference))


def image_id(client: EngineClient, reference: str) -> str:
    """The id of the image with this name or id, "" when the engine does not have it."""
    wanted = _with_tag(reference)
    for image in client.images():
        names = [*(image.get("RepoTags") or ()), *(image.get("RepoDigests") or ()), str(image.get("Id", ""))]
        if any(name in {wanted, reference} or name.endswith(f"/{wanted}") for name in names):
            return str(image["Id"])
    return ""


def pull(client: EngineClient, reference: str, progress: Progress) -> None:
    """Pulls an image, telling each step. Raises BayplanError with the engine's own message."""
    for message in client.pull_image(_with_tag(reference)):
        part = f"{message['id']}: " if message.get("id") else ""
        progress(f"{part}{message.get('status', '')} {message.get('progress', '')}".strip())


def create(client: EngineClient, spec: TestMountSpec, progress: Progress, *, os_type: str = "linux") -> TestMountResult:
    """Makes the test container with its mount and proves it; ``os_type`` is the engine's.

    Raises BayplanError when the engine refuses; then nothing that was created remains.
    """
    token = secrets.token_hex(3)
    name = f"bayplan-test-{spec.type.value}-{token}"
    undo: list[Callable[[], None]] = []
    try:
        volume = _volume(client, spec, progress, undo)
        progress(f"Creating the container {name}")
        container = client.create_container(name, container_body(spec, os_type=os_type))
        own = not is_anonymous_name(spec.source)
        undo.append(lambda: client.remove_container(container, volumes=own, force=True))
        progress("Starting it")
        try:
            client.start_container(container)
        except BayplanError as error:
            lacks = what_the_image_lacks(error)
            if lacks is None:
                raise
            return TestMountResult(
                container=container,
                name=name,
                volume=volume,
                marker="",
                proven=False,
                explanation=f"The mount was created but not proven: {spec.image} has no {lacks} to write a marker "
                "with. Choose an image with a shell, e.g. busybox.",
                output=error.details or error.sentence(),
            )
        if spec.type is MountType.NPIPE:
            return TestMountResult(
                container=container,
                name=name,
                volume="",
                marker="",
                proven=False,
                explanation="The pipe is mounted. A pipe holds no data at rest, so there is no marker to read back.",
            )
        progress("Writing a marker through the mount and reading it back")
        separator = "\\" if os_type == "windows" else "/"
        marker = f"{spec.destination.rstrip('/' + separator)}{separator}bayplan-marker-{token}.txt"
        return _prove(client, spec, container=container, name=name, volume=volume, marker=marker)
    except BaseException:
        # Also when the person cancels: nothing half-made is left behind.
        for step in reversed(undo):
            _quietly(step)
        raise


def remove(client: EngineClient, plan: RemovalPlan, progress: Progress) -> None:
    """Removes what of ``plan`` still bears Bayplan's label (or is noted by what does), and nothing else.

    What is gone already is fine. A person's anonymous volume that was mounted by its name is left alone, on Podman too,
    which would take it along with the last container that mounts it. Raises BayplanError naming what could not be
    removed, after trying all.
    """
    failures: list[BayplanError] = []
    for container in plan.containers:
        progress(f"Removing the container {container.name}")
        for payload in client.inspect_containers([container.id]):
            labels = (payload.get("Config") or {}).get("Labels") or {}
            if CREATED_LABEL in labels:
                own = not any(mount.by_name and is_anonymous_name(mount.source) for mount in container.mounts)
                _collect(failures, partial(client.remove_container, container.id, volumes=own, force=True))
    noted = {name for payload in client.volumes() for name in noted_volumes(payload.get("Labels") or {})}
    for volume in plan.volumes:
        progress(f"Removing the volume {volume.name}")
        for payload in client.volumes([volume.name]):
            if CREATED_LABEL in (payload.get("Labels") or {}) or volume.name in noted:
                _collect(failures, partial(client.remove_volume, volume.name))
    for image in plan.images:
        progress(f"Removing the image {image_name(image)}")
        _collect(failures, partial(_remove_image, client, image.id))
    for folder in plan.folders:
        progress(f"Removing the folder {folder}")
        shutil.rmtree(folder, ignore_errors=True)
    if failures:
        raise BayplanError(
            f"{len(failures)} of the test objects could not be removed.",
            why=failures[0].sentence(),
            what_next="Try again, or remove them with the docker commands shown.",
            details="\n".join(failure.sentence() for failure in failures),
        )


def container_body(spec: TestMountSpec, *, os_type: str = "linux") -> Json:
    """The body of POST /containers/create for a test mount; only the options that were chosen are in it."""
    entrypoint, command = _STAY[os_type]
    return {
        "Image": _with_tag(spec.image),
        "Entrypoint": entrypoint,
        "Cmd": command,
        "Labels": {CREATED_LABEL: TEST_MOUNT},
        "NetworkDisabled": True,
        "HostConfig": {"Mounts": [mount_body(spec)], "NetworkMode": "none"},
    }


def mount_body(spec: TestMountSpec) -> Json:
    """One entry of HostConfig.Mounts (Engine API, ``Mount``); API 1.42 and later refuse options of another type."""
    body: Json = {"Type": spec.type.value, "Target": spec.destination, "ReadOnly": spec.read_only}
    if spec.source:
        body["Source"] = spec.source
    if spec.type is MountType.VOLUME:
        options: Json = {"Labels": {**spec.labels, CREATED_LABEL: TEST_MOUNT}}
        if spec.no_copy:
            options["NoCopy"] = True
        if spec.subpath:
            options["Subpath"] = spec.subpath
        if spec.driver or spec.driver_options:
            options["DriverConfig"] = {"Name": spec.driver or "local", "Options": dict(spec.driver_options)}
        body["VolumeOptions"] = options
    elif spec.type is MountType.BIND:
        bind: Json = {}
        if spec.propagation is not None:
            bind["Propagation"] = spec.propagation.value
        if spec.create_mountpoint:
            bind["CreateMountpoint"] = True
        if bind:
            body["BindOptions"] = bind
    elif spec.type is MountType.TMPFS:
        tmpfs: Json = {}
        if spec.size is not None:
            tmpfs["SizeBytes"] = spec.size
        if spec.mode is not None:
            tmpfs["Mode"] = spec.mode
        if tmpfs:
            body["TmpfsOptions"] = tmpfs
    return body


def _volume(client: EngineClient, spec: TestMountSpec, progress: Progress, undo: list[Callable[[], None]]) -> str:
    """Creates the named volume unless it exists; returns its name if it was created, else ""."""
    if spec.type is not MountType.VOLUME or not spec.source or client.volumes([spec.source]):
        return ""
    progress(f"Creating the volume {spec.source}")
    client.create_volume(
        {
            "Name": spec.source,
            "Driver": spec.driver or "local",
            "DriverOpts": dict(spec.driver_options),
            "Labels": {**spec.labels, CREATED_LABEL: TEST_MOUNT},
        }
    )
    undo.append(lambda: client.remove_volume(spec.source))
    return spec.source


def _prove(
    client: EngineClient, spec: TestMountSpec, *, container: str, name: str, volume: str, marker: str
) -> TestMountResult:
    content = f"written by Bayplan through {name}"
    output = ""
    try:
        client.write_file(container, marker, content)
        proven = client.read_file(container, marker) == content
        explanation = (
            f"Wrote {marker} through the mount and read it back."
            if proven
            else f"{marker} was written, but something else was read back."
        )
        if spec.type is MountType.BIND or (spec.type is MountType.VOLUME and spec.source and not volume):
            # It lies among the person's own files: take the marker away again.
            client.remove_file(container, marker)
            explanation += " The marker was removed from your files again."
    except BayplanError as error:
        output = error.why or error.details
        proven = spec.read_only and "read-only file system" in f"{error.why} {error.details}".lower()
        explanation = (
            "The mount is read-only: writing was refused, as it should be."
            if proven
            else f"The marker could not be written: {output}"
        )
    return TestMountResult(
        container=container,
        name=name,
        volume=volume,
        marker=marker,
        proven=proven,
        explanation=explanation,
        output=output,
    )


def what_the_image_lacks(error: BayplanError) -> str | None:
    """The program that the image does not have, told from the engine's message; None for any other failure."""
    text = f"{error.sentence()} {error.details}".lower()
    missing = "not found" in text or "no such file or directory" in text
    # Not any program: the engine also misses those of its own, e.g. "mount" for a volume with options.
    return "shell" if missing and _SHELL.search(text) else None


def _with_tag(reference: str) -> str:
    """The reference with ":latest" where it names neither tag, digest nor id (the engine would pull every tag)."""
    last = reference.rsplit("/", 1)[-1]
    return reference if ":" in last or "@" in reference else f"{reference}:latest"


def _quietly(step: Callable[[], None]) -> None:
    """Undoes one step; the error that made it necessary is the one worth telling."""
    try:
        step()
    except BayplanError:
        return


def _remove_image(client: EngineClient, image: str) -> None:
    client.remove_image(image, force=True)


def _collect(failures: list[BayplanError], step: Callable[[], None]) -> None:
    try:
        step()
    except BayplanError as error:
        if not is_gone(error):
            failures.append(error)
