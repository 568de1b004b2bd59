"""Does one act of the tour on an engine, and tells it as the docker command that does the same."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bayplan.domain.tour import Act, Cast, Player, Read, Remove, Restart, Start, Told, Write, WriteOnHost
from bayplan.engine.client import EngineClient, Json
from bayplan.engine.failures import AnswerError
from bayplan.engine.tour.folder import make_folder
from bayplan.engine.tour.stage import Stage
from bayplan.errors import BayplanError

#: Gets a command before it is done; may raise CancelledError to stop there.
Tell = Callable[[str], None]

#: The process of every container of the tour: it does nothing. Its end is a signal that cannot be ignored, because a
#: container's first process ignores all others, and the engine would wait for it.
_PROCESS = ("sleep", "86400")
_SIGNAL = "SIGKILL"


def perform(client: EngineClient, stage: Stage, act: Act, tell: Tell) -> Told:
    """Does an act, and keeps ``stage.untouched`` up to date. Raises BayplanError when the engine refuses."""
    cast = stage.cast
    match act:
        case Start(player):
            tell(command := start_command(cast, player))
            if player.folder_at:
                make_folder(stage)
            stage.untouched.add(_start(client, cast, player))
            return Told(command)
        case WriteOnHost(name):
            text = _line("a process of the host")
            tell(command := f"echo '{text.strip()}' > {cast.folder}/{name}")
            _replace(Path(cast.folder) / name, text)
            return Told(command)
    container, name = _id_of(client, cast, act.player), cast.name(act.player.role)
    stage.untouched.discard(container)
    match act:
        case Remove():
            tell(command := f"docker rm -f {name}")
            client.remove_container(container, force=True)
            return Told(command)
        case Restart():
            tell(command := f"docker restart {name}")
            client.restart_container(container)
            return Told(command)
        case Write():
            return _write(client, container, name, act, tell)
        case Read(_, path, there):
            tell(command := f"docker exec {name} cat {path}")
            return _read(client, container, command, path, there=there)


def start_command(cast: Cast, player: Player) -> str:
    """The ``docker run`` that makes a container of the tour."""
    parts = ["docker run -d --name", cast.name(player.role)]
    if player.volume:
        parts.append(f"-v {cast.name(player.volume)}:{player.volume_at}")
    if player.folder_at:
        parts.append(f"-v {cast.folder}:{player.folder_at}:z")
    if player.tmpfs_at:
        parts.append(f"--tmpfs {player.tmpfs_at}")
    parts += [f"-e {entry}" for entry in player.environment]
    return " ".join([*parts, cast.image, *_PROCESS])


def _start(client: EngineClient, cast: Cast, player: Player) -> str:
    host: Json = {"NetworkMode": "none"}
    if player.volume:
        volume = cast.name(player.volume)
        if not client.volumes([volume]):
            # Not left to the mount: Podman (seen on 5.4) makes the volume without the labels that a mount gives it.
            client.create_volume({"Name": volume, "Driver": "local", "Labels": cast.labels})
        host["Mounts"] = [{"Type": "volume", "Source": volume, "Target": player.volume_at}]
    if player.folder_at:
        # Not as an entry of Mounts: this form makes a folder that is missing, which must be where the host is another
        # machine, and has the option that lets a container in where SELinux guards the host.
        host["Binds"] = [f"{cast.folder}:{player.folder_at}:z"]
    if player.tmpfs_at:
        host["Tmpfs"] = {player.tmpfs_at: ""}
    body = {
        "Image": cast.image,
        "Entrypoint": [_PROCESS[0]],
        "Cmd": list(_PROCESS[1:]),
        "StopSignal": _SIGNAL,
        "Env": list(player.environment),
        "Labels": cast.labels,
        "NetworkDisabled": True,
        "HostConfig": host,
    }
    identity = client.create_container(cast.name(player.role), body)
    try:
        client.start_container(identity)
    except AnswerError as error:
        client.remove_container(identity, volumes=True, force=True)
        if "not found" in error.message or "no such file" in error.message.lower():
            raise BayplanError(
                f"{cast.image} cannot be used for the tour.",
                why=f"It has no program “{_PROCESS[0]}”.",
                what_next="Choose an image with the usual small programs, e.g. busybox.",
                details=error.message,
            ) from error
        raise
    return identity


def _write(client: EngineClient, container: str, name: str, act: Write, tell: Tell) -> Told:
    text = _line(name)
    many = f"yes '{text.strip()}' | head -n {act.lines}" if act.lines > 1 else f"echo '{text.strip()}'"
    tell(command := f'docker exec {name} sh -c "{many} > {act.path}"')
    client.write_file(container, act.path, text * act.lines)
    return Told(command)


def _read(client: EngineClient, container: str, command: str, path: str, *, there: bool) -> Told:
    try:
        text = client.read_file(container, path)
    except AnswerError as error:
        # What the program in the container said; anything else is trouble with the engine.
        if error.status or "no such file" not in error.message.lower():
            raise
        return Told(command, error.message, as_expected=not there)
    return Told(command, text.strip().partition("\n")[0], as_expected=there)


def _id_of(client: EngineClient, cast: Cast, player: Player) -> str:
    name = cast.name(player.role)
    for payload in client.containers():
        if f"/{name}" in (payload.get("Names") or ()):
            return str(payload["Id"])
    raise BayplanError(
        f"The container {name} is not there any more.",
        why="Somebody else removed it while the tour was at it.",
        what_next="Show this step again: it begins anew.",
    )


def _line(writer: str) -> str:
    return f"written at {datetime.now().astimezone():%H:%M:%S} by {writer}\n"


def _replace(file: Path, text: str) -> None:
    """Writes a file of the tour's folder, also where a container's user owns the one that is there."""
    try:
        handle, fresh = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(fresh).chmod(0o644)
        Path(fresh).replace(file)
    except OSError as error:
        raise BayplanError(f"{file} could not be written.", why=str(error)) from error
