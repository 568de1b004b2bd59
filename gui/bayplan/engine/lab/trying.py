"""Makes the lab's own image, and tries once for a whole run which stores the engine can give."""

from __future__ import annotations

from collections.abc import Iterable

from bayplan.domain.experiment import LAB_PREFIX, LabPhase, LeftOut
from bayplan.domain.test_mount import api_number
from bayplan.engine.client import Json
from bayplan.engine.failures import AnswerError
from bayplan.engine.lab.ability import TMPFS_OPTIONS, Ability, bind_options
from bayplan.engine.lab.bench import Bench
from bayplan.engine.lab.places import DECLARED, IMAGE_MARKER, IMAGE_TEXT, marker_file
from bayplan.engine.test_mounts import what_the_image_lacks
from bayplan.errors import BayplanError

#: Images can be mounted from this version of the API on (Engine 28.0).
_IMAGE_MOUNTS = (1, 48)


def make_image(bench: Bench) -> str:
    """The lab's image: the person's, with a marker in a layer and a VOLUME; its id."""
    tag = f"{LAB_PREFIX}{bench.run}:image"
    bench.step(LabPhase.MAKE, f"Making the image {tag} from {bench.helper}: with a marker in it and a VOLUME.")
    try:
        return new_image(bench, bench.helper, tag, declared=DECLARED)
    except AnswerError as error:
        lacks = what_the_image_lacks(error)
        if lacks is None:
            raise
        raise BayplanError(
            f"{bench.helper} has no {lacks}, with which the experiments write their markers.",
            what_next="Choose an image that has one with --image, e.g. busybox.",
            details=error.details,
        ) from error


def new_image(bench: Bench, base: str, tag: str, declared: str = "") -> str:
    """An image with the experiment's labels and a marker in its topmost layer; its id.

    ``tag`` "" leaves it dangling; ``declared`` is the path of a VOLUME.
    """
    body = bench.body(base)
    if declared:
        # Of the container, not of the commit: the old docker-compose asks the image for the container it came from.
        body["Volumes"] = {declared: {}}
    identity = bench.started("seed", body)
    bench.client.write_files(identity, {IMAGE_MARKER: IMAGE_TEXT})
    image = bench.client.commit_container(identity, tag)
    bench.client.remove_container(identity, volumes=True, force=True)
    return image


def find_ability(bench: Bench) -> Ability:
    """Tries the stores that not every engine has: all in one container, and each in one of its own if that fails."""
    candidates = list(_candidates(bench))
    left_out = {option: LeftOut(what, mount) for option, what, mount in candidates if isinstance(mount, str)}
    asked = {option: (what, mount) for option, what, mount in candidates if not isinstance(mount, str)}
    bench.step(LabPhase.MAKE, f"Trying whether this engine can give: {', '.join(what for what, _ in asked.values())}.")
    if _why_refused(bench, [mount for _, mount in asked.values()]):
        for option, (what, mount) in asked.items():
            if why := _why_refused(bench, [mount]):
                left_out[option] = LeftOut(what, why)
    given = {option: True for option in asked if option not in left_out}
    return Ability(**given, left_out=tuple(left_out[option] for option, _, _ in candidates if option in left_out))


def _candidates(bench: Bench) -> Iterable[tuple[str, str, Json | str]]:
    """Each option, its name for people, and the mount that tries it or why it need not be tried."""
    far = _why_no_folder(bench)
    yield "bind", "bind mount", far or bench.bind("/lab/bind", "tried")
    device = "" if far else bench.inner("tried-device")
    bound = bench.volume("/lab/local-bind", "tried-bind", bind_options(device))
    yield "local_bind", "local volume with o=bind", far or bound
    yield "local_tmpfs", "local volume with type=tmpfs", bench.volume("/lab/tmpfs", "tried-tmpfs", TMPFS_OPTIONS)
    newer = api_number(bench.engine.api_version) >= _IMAGE_MOUNTS
    image: Json = {"Type": "image", "Source": bench.image, "Target": "/lab/image", "ReadOnly": True}
    yield "image_mount", "mounted image", image if newer else "Engines before 28.0 cannot mount an image."


def _why_no_folder(bench: Bench) -> str:
    if bench.folder is not None:
        return ""
    if bench.engine.vm:
        return f"The engine runs in a virtual machine ({bench.engine.vm}): its folders are out of Bayplan's reach."
    return "The engine runs on another machine: its folders are out of Bayplan's reach."


def _why_refused(bench: Bench, mounts: list[Json]) -> str:
    """Why the engine cannot give the mounts, in its own words; "" when it can."""
    identity = ""
    try:
        identity = bench.created("trial", bench.body(bench.helper, *mounts))
        bench.client.start_container(identity)
        writable = [mount for mount in mounts if mount["Type"] != "image"]
        bench.client.write_files(identity, {marker_file(mount["Target"]): bench.token for mount in writable})
        return next(filter(None, (_why_elsewhere(bench, mount) for mount in mounts)), "")
    except AnswerError as error:
        return f"The engine refused it: {error.why or error.what}"
    finally:
        if identity:
            bench.client.remove_container(identity, volumes=True, force=True)


def _why_elsewhere(bench: Bench, mount: Json) -> str:
    """Why the folder that the container sees is not the one that Bayplan sees; "" when it is."""
    if mount["Type"] != "bind" or bench.folder is None or not bench.folder.here:
        return ""
    if bench.folder.read(marker_file(str(mount["Source"]))) == bench.token:
        return ""
    return "What a container writes there does not arrive in this machine's folder."
