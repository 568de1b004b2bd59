"""What of the stores that not every engine has one can give."""

from __future__ import annotations

from dataclasses import dataclass

from bayplan.domain.experiment import LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What an engine can give to an experiment.

    Attributes:
        bind: a folder of its host can be mounted. local_bind, local_tmpfs: volumes of the local driver with ``o=bind``
            or ``type=tmpfs``. image_mount: an image can be mounted. left_out: what cannot, and why.
    """

    bind: bool = False
    local_bind: bool = False
    local_tmpfs: bool = False
    image_mount: bool = False
    left_out: tuple[LeftOut, ...] = ()


def bind_options(device: str) -> dict[str, str]:
    """The driver options of a local volume whose files lie in a folder of the host."""
    return {"type": "none", "o": "bind", "device": device}


#: The driver options of a local volume that is a tmpfs.
TMPFS_OPTIONS = {"type": "tmpfs", "device": "tmpfs"}
