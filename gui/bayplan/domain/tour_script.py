"""The guided tour itself: seven lessons on where the state of a container lives, and how long it stays."""

from __future__ import annotations

from bayplan.domain.event import Event
from bayplan.domain.tour import (
    Act,
    Moment,
    Player,
    Read,
    Remove,
    Restart,
    Sight,
    SightKind,
    Start,
    Step,
    Write,
    WriteOnHost,
)

#: The remote store that the tour names. Reserved for examples (RFC 2606): nobody answers there, and nobody is asked.
REMOTE = "REDIS_URL=redis://cache.example.net:6380/0"

_NOTES, _DATA, _SHARED, _SCRATCH = "/notes.txt", "/data", "/shared", "/scratch"
_DATA_FILE, _SHARED_FILE, _SCRATCH_FILE = f"{_DATA}/orders.txt", f"{_SHARED}/settings.txt", f"{_SCRATCH}/session.txt"

_ONE, _TWO = Player(role="one"), Player(role="two")
_WRITER = Player(role="writer", volume="data", volume_at=_DATA)
_READER = Player(role="reader", volume="data", volume_at=_DATA)
_APP = Player(role="app", folder_at=_SHARED)
_NEIGHBOUR = Player(role="neighbour", folder_at=_SHARED)
_CACHE = Player(role="cache", tmpfs_at=_SCRATCH)
_CLIENT = Player(role="client", environment=(REMOTE,))
_SHOP = Player(role="shop", volume="orders", volume_at=_DATA, environment=(REMOTE,))
_MOVED = Player(role="shop-moved", volume="orders-new-node", volume_at=_DATA, environment=(REMOTE,))


def tour_steps(*, host_is_here: bool) -> tuple[Step, ...]:
    """The seven steps. ``host_is_here``: this machine is the engine's host, so Bayplan can write to its folders."""
    return (_INSTANCES, _COPY_ON_WRITE, _VOLUME, _bind(host_is_here=host_is_here), _TMPFS, _REMOTE, _MOVE)


def _container(player: Player) -> Sight:
    return Sight(SightKind.CONTAINER, player.role)


def _layer(player: Player) -> Sight:
    return Sight(SightKind.LAYER, player.role)


_IMAGE = Sight(SightKind.IMAGE)

_INSTANCES = Step(
    title="An instance of a process",
    sentence="A container is an instance of a process, made from an image; one image can have many instances.",
    moments=(
        Moment(
            caption="One container is started from the image: one instance, with a writable layer of its own.",
            acts=(Start(_ONE),),
            look_at=(_container(_ONE), _IMAGE),
        ),
        Moment(
            caption="A second one from the same image: still one stack of layers, and now two instances.",
            acts=(Start(_TWO),),
            look_at=(_container(_ONE), _container(_TWO), _IMAGE),
        ),
    ),
)

_COPY_ON_WRITE = Step(
    title="Copy-on-write",
    sentence="What a container writes goes into its own writable layer; the image’s layers stay as they are.",
    begins_with=(_ONE, _TWO),
    moments=(
        Moment(
            caption="A file is written: it lies in this container’s layer, and the other container does not see it.",
            acts=(Write(_ONE, _NOTES, lines=100), Read(_TWO, _NOTES, there=False)),
            look_at=(_layer(_ONE), _container(_ONE)),
        ),
        Moment(
            caption="The container is removed: its writable layer goes with it, and so does the file.",
            acts=(Remove(_ONE),),
            look_at=(_IMAGE,),
        ),
        Moment(
            caption="Made anew from the same image, it starts with an empty layer: the file is lost.",
            acts=(Start(_ONE), Read(_ONE, _NOTES, there=False)),
            look_at=(_layer(_ONE), _container(_ONE)),
        ),
    ),
)

_VOLUME_OF_DATA = Sight(SightKind.VOLUME, "data")

_VOLUME = Step(
    title="Volume",
    sentence="A volume lies on the host, outside every container: what is written there outlives the container.",
    moments=(
        Moment(
            caption="A container mounts a volume and writes a file to it.",
            acts=(Start(_WRITER), Write(_WRITER, _DATA_FILE)),
            look_at=(_container(_WRITER), _VOLUME_OF_DATA),
        ),
        Moment(
            caption="The container is removed: the volume stays, though nobody uses it now.",
            acts=(Remove(_WRITER),),
            look_at=(_VOLUME_OF_DATA,),
        ),
        Moment(
            caption="A new container mounts the same volume and reads what the first one wrote.",
            acts=(Start(_READER), Read(_READER, _DATA_FILE, there=True)),
            look_at=(_container(_READER), _VOLUME_OF_DATA),
        ),
    ),
)


def _bind(*, host_is_here: bool) -> Step:
    folder = Sight(SightKind.FOLDER, _APP.role)
    change: tuple[Act, ...] = (WriteOnHost(_SHARED_FILE.rpartition("/")[2]),)
    caption = "A process of the host – here Bayplan itself – changes the file, and the container reads the change."
    look_at: tuple[Sight, ...] = (folder, _container(_APP))
    if not host_is_here:
        change = (Start(_NEIGHBOUR), Write(_NEIGHBOUR, _SHARED_FILE))
        caption = "Another process – a second container plays the host – changes the file, and the first one reads it."
        look_at = (folder, _container(_APP), _container(_NEIGHBOUR))
    return Step(
        title="Bind mount",
        sentence="A bind mount is a folder of the host: any process there may change it, not only the container.",
        moments=(
            Moment(
                caption="A container mounts a folder of the host and writes a file to it.",
                acts=(Start(_APP), Write(_APP, _SHARED_FILE)),
                look_at=(folder, _container(_APP)),
            ),
            Moment(caption=caption, acts=(*change, Read(_APP, _SHARED_FILE, there=True)), look_at=look_at),
        ),
    )


_MEMORY = (Sight(SightKind.TMPFS, _CACHE.role), _container(_CACHE))

_TMPFS = Step(
    title="tmpfs mount",
    sentence="A tmpfs mount lies in the host’s memory alone: quick, and gone as soon as the container stops.",
    moments=(
        Moment(
            caption="A container writes a file to its tmpfs mount.",
            acts=(Start(_CACHE), Write(_CACHE, _SCRATCH_FILE)),
            look_at=_MEMORY,
        ),
        Moment(
            caption="After a restart the mount is there again, but empty: the file is lost.",
            acts=(Restart(_CACHE), Read(_CACHE, _SCRATCH_FILE, there=False)),
            look_at=_MEMORY,
        ),
    ),
)

_REMOTE = Step(
    title="Remote store",
    sentence="State can also live on another machine: here a variable names a cache, outside every host.",
    moments=(
        Moment(
            caption="Bayplan infers the store from the variable REDIS_URL alone; no connection is made.",
            acts=(Start(_CLIENT),),
            look_at=(Sight(SightKind.REMOTE, _CLIENT.role), _container(_CLIENT)),
        ),
    ),
)

_MOVE = Step(
    title="It gets moved",
    sentence="An orchestrator may move it to another node: its volumes stay behind, remote stores stay reachable.",
    moments=(
        Moment(
            caption="A container with a file in its own layer, another in a volume, and a remote cache.",
            acts=(Start(_SHOP), Write(_SHOP, _NOTES, lines=100), Write(_SHOP, _DATA_FILE)),
            look_at=(_container(_SHOP), Sight(SightKind.VOLUME, _SHOP.volume), Sight(SightKind.REMOTE, _SHOP.role)),
        ),
        Moment(
            caption="What a move would do: nothing is done yet, the diagram shows what Bayplan predicts.",
            look_at=(_container(_SHOP),),
            what_if=Event.MOVE_NODE,
        ),
        Moment(
            caption="There is no second node here, so this one plays it: a new container with a new, empty volume.",
            acts=(Remove(_SHOP), Start(_MOVED), Read(_MOVED, _DATA_FILE, there=False)),
            look_at=(
                _container(_MOVED),
                Sight(SightKind.VOLUME, _MOVED.volume),
                Sight(SightKind.VOLUME, _SHOP.volume),
                Sight(SightKind.REMOTE, _MOVED.role),
            ),
        ),
    ),
)
