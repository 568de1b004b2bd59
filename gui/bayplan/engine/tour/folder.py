"""The folder of the engine's host that the tour binds: Bayplan's own, below the folder for temporary files."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from bayplan.domain.model import Engine
from bayplan.domain.tour import TOUR_PREFIX, Cast
from bayplan.engine.client import EngineClient
from bayplan.engine.own_folders import note_engine
from bayplan.engine.tour.stage import Stage
from bayplan.errors import BayplanError

#: Where temporary files lie on a Linux host that is another machine.
_THERE = "/tmp"
#: What containers see is a folder in the tour's own, where the note does not lie.
_SHARED = "shared"
_PATIENCE = 20.0


def is_here(engine: Engine) -> bool:
    """Whether the engine's host is this machine, so that its folders can be made, written to and removed."""
    return engine.local and not engine.vm and not engine.demo


def name_folder(engine: Engine) -> str:
    """The path of a folder that is not there yet, on the engine's host."""
    there = tempfile.gettempdir() if is_here(engine) else _THERE
    return str(PurePosixPath(there) / f"{TOUR_PREFIX}{secrets.token_hex(3)}" / _SHARED)


def make_folder(stage: Stage) -> None:
    """Makes the tour's folder if that was not done and the host is here; elsewhere the engine does it for the mount."""
    if is_here(stage.engine) and not stage.folder_used:
        folder = Path(stage.cast.folder)
        try:
            folder.parent.mkdir(mode=0o700)
            note_engine(folder.parent, stage.engine)
            folder.mkdir()
            # Whoever a container's user is on the host: it must be able to write there.
            folder.chmod(0o777)
        except OSError as error:
            raise BayplanError(f"The folder {stage.cast.folder} could not be made.", why=str(error)) from error
    stage.folder_used = True


def remove_folder(client: EngineClient, stage: Stage) -> None:
    """Removes the folder with all that is in it; on another machine by a container made for that.

    Raises BayplanError when that cannot be.
    """
    whole = PurePosixPath(stage.cast.folder).parent
    if is_here(stage.engine):
        shutil.rmtree(whole, ignore_errors=True)
    elif stage.folder_used and not stage.engine.demo:
        _sweep(client, stage.cast, whole.name)


def _sweep(client: EngineClient, cast: Cast, name: str) -> None:
    """Removes a folder below the other machine's folder for temporary files."""
    body = {
        "Image": cast.image,
        "Entrypoint": ["sh", "-c"],
        "Cmd": [f"rm -rf /host/{name}"],
        "Labels": cast.labels,
        "NetworkDisabled": True,
        "HostConfig": {"NetworkMode": "none", "Binds": [f"{_THERE}:/host"]},
    }
    sweeper = client.create_container(cast.name("sweeper"), body)
    try:
        client.start_container(sweeper)
        client.wait_container(sweeper, _PATIENCE)
    finally:
        client.remove_container(sweeper, force=True)
