"""What many containers of one engine have alike, translated once."""

from __future__ import annotations

from dataclasses import dataclass, field

from bayplan.domain.model import RemoteReference


@dataclass(frozen=True, slots=True)
class Repeats:
    """What a bulk read has made of entries of environments so far: PATH, LOG_LEVEL and the like come with every one.

    Keeps the entries as the engine tells them, secrets included: it must not outlive the read.

    Attributes:
        shown: entries as they may be shown. remotes: the remote stores that an entry names by its value.
    """

    shown: dict[str, str] = field(default_factory=dict)
    remotes: dict[str, tuple[RemoteReference, ...]] = field(default_factory=dict)
