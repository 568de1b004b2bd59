"""Images: made of containers, copied into new volumes, refused to go while they are used, removed and pruned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bayplan.engine.client import EngineClient
from bayplan.engine.failures import AnswerError, is_gone
from tests.contract.containers import body, request, started, volume_names

FILTERS = {"label": ["contract=yes"]}
LABEL = "LABEL contract=yes"


@pytest.fixture
def image(client: EngineClient) -> Iterator[str]:
    """contract-image:1 with /full/marker and /full/sub/other, made of a container that also wrote elsewhere."""
    identity = started(client, "contract-original", {"Type": "volume", "Source": "contract-apart", "Target": "/apart"})
    client.run_in_container(identity, ["mkdir", "-p", "/full/sub"])
    client.write_file(identity, "/full/marker", "in the image")
    client.write_file(identity, "/full/sub/other", "as well")
    client.write_file(identity, "/apart/marker", "in a volume")
    client.write_file(identity, "/dev/shm/marker", "in memory")
    made = client.commit_container(identity, "contract-image:1", [LABEL])
    client.remove_container(identity, force=True)
    yield made
    for left in client.containers():
        if left["Names"][0].startswith("/contract-"):
            client.remove_container(left["Id"], force=True, volumes=True)
    client.prune_images(FILTERS, dangling=False)


def tags(client: EngineClient, image_id: str) -> list[str] | None:
    """The image's tags, None when there is no such image."""
    found = [each for each in client.images() if each["Id"] == image_id]
    return [tag for tag in found[0]["RepoTags"] or () if tag != "<none>:<none>"] if found else None


def test_an_image_holds_the_layer_and_none_of_the_mounts(client: EngineClient, image: str) -> None:
    identity = client.create_container("contract-copy", request("contract-image:1"))
    client.start_container(identity)
    assert client.read_file(identity, "/full/marker") == "in the image"
    for path in ("/apart/marker", "/dev/shm/marker"):
        with pytest.raises(AnswerError):
            client.read_file(identity, path)
    (inspected,) = client.inspect_images([image])
    assert inspected["Config"]["Labels"]["contract"] == "yes"
    (base,) = client.inspect_images([next(i["Id"] for i in client.images() if "busybox:latest" in i["RepoTags"])])
    assert len(inspected["RootFS"]["Layers"]) == len(base["RootFS"]["Layers"]) + 1


def test_what_a_container_removes_stays_in_its_image(client: EngineClient, image: str) -> None:
    first = client.create_container("contract-remover", request(image))
    client.start_container(first)
    client.remove_file(first, "/full/marker")
    with pytest.raises(AnswerError):
        client.read_file(first, "/full/marker")
    changed = {change["Path"]: change["Kind"] for change in client.changes(first)}
    assert (changed["/full/marker"], changed["/full"]) == (2, 0)
    second = client.create_container("contract-bystander", request(image))
    client.start_container(second)
    assert client.read_file(second, "/full/marker") == "in the image"


@pytest.mark.parametrize(
    ("mounted", "filled"),
    [
        ({"Mounts": [{"Type": "volume", "Target": "/full"}]}, True),
        ({"Mounts": [{"Type": "volume", "Source": "contract-data", "Target": "/full"}]}, True),
        ({"Mounts": [{"Type": "volume", "Target": "/full", "VolumeOptions": {"NoCopy": True}}]}, False),
        ({"Binds": ["contract-data:/full"]}, True),
        ({"Binds": ["contract-data:/full:nocopy"]}, False),
        ({"Mounts": [{"Type": "tmpfs", "Target": "/full"}]}, False),
        ({"Tmpfs": {"/full": ""}}, False),
    ],
    ids=["anonymous", "named", "nocopy", "bind", "bind-nocopy", "tmpfs", "tmpfs-option"],
)
def test_a_new_volume_is_filled_from_the_image(
    client: EngineClient, image: str, mounted: dict[str, object], filled: bool
) -> None:
    made = {**request(image), "HostConfig": {"NetworkMode": "none", **mounted}}
    identity = client.create_container("contract-filled", made)
    client.start_container(identity)
    if filled:
        assert client.read_file(identity, "/full/sub/other") == "as well"
    else:
        with pytest.raises(AnswerError):
            client.read_file(identity, "/full/sub/other")


def test_a_volume_that_holds_something_is_not_filled(client: EngineClient, image: str) -> None:
    mount = {"Type": "volume", "Source": "contract-data", "Target": "/full"}
    first = started(client, "contract-owner", mount)
    client.write_file(first, "/full/own", "mine")
    second = client.create_container("contract-second", {**body(mount), "Image": image})
    client.start_container(second)
    assert client.run_in_container(second, ["ls", "/full"]) == "own\n"


def test_a_declared_volume_of_an_image_is_anonymous_and_filled(client: EngineClient, image: str) -> None:
    original = client.create_container("contract-declares", request(image))
    declared = client.commit_container(original, "", [LABEL, "VOLUME /full"])
    before = volume_names(client)
    identity = client.create_container("contract-declared", request(declared))
    client.start_container(identity)
    (anonymous,) = volume_names(client) - before
    assert len(anonymous) == 64
    assert client.read_file(identity, "/full/marker") == "in the image"
    client.create_container("contract-covered", request(declared, Tmpfs={"/full": ""}))
    assert volume_names(client) - before == {anonymous}


def test_an_image_in_use_is_kept(client: EngineClient, image: str) -> None:
    identity = client.create_container("contract-user", request(image))
    client.start_container(identity)
    for reference in (image, "contract-image:1"):
        with pytest.raises(AnswerError) as refused:
            client.remove_image(reference)
        assert refused.value.status == 409
    assert client.prune_images(FILTERS, dangling=False) == []
    client.stop_container(identity)
    with pytest.raises(AnswerError) as refused:
        client.remove_image("contract-image:1")
    assert refused.value.status == 409
    assert client.prune_images(FILTERS, dangling=False) == []
    client.remove_container(identity)
    gone = client.remove_image("contract-image:1")
    assert any(each.endswith("contract-image:1") for each in gone)
    assert tags(client, image) is None
    with pytest.raises(AnswerError) as refused:
        client.remove_image("contract-image:1")
    assert is_gone(refused.value)


def test_an_image_prune_takes_untagged_images_and_with_all_tagged_ones(client: EngineClient, image: str) -> None:
    container = client.create_container("contract-parent", body())
    tagged = client.commit_container(container, "contract-image:1", [LABEL])
    assert tags(client, image) == []
    assert tags(client, tagged) is not None
    client.remove_container(container)
    assert image in client.prune_images(FILTERS)
    assert tags(client, image) is None
    assert tagged in client.prune_images(FILTERS, dangling=False)
    assert tags(client, tagged) is None


def test_a_container_lives_on_when_its_image_is_removed_by_force(client: EngineClient, image: str) -> None:
    identity = client.create_container("contract-survivor", request(image))
    client.remove_image(image, force=True)
    assert tags(client, image) is None
    client.start_container(identity)
    assert client.read_file(identity, "/full/marker") == "in the image"


def test_a_commit_tells_what_it_does(client: EngineClient) -> None:
    identity = started(client, "contract-commits")
    events = client.events()
    made = client.commit_container(identity, "contract-told:1")
    actions = []
    for event in events:
        actions.append((event["Type"], event["Action"]))
        if event["Action"] == "unpause":
            break
    events.close()
    if ("image", "create") in actions:
        actions.remove(("image", "create"))  # told with the containerd image store only
    assert actions == [("container", "pause"), ("image", "tag"), ("container", "commit"), ("container", "unpause")]
    client.remove_container(identity, force=True)
    client.remove_image(made)


@pytest.mark.parametrize(("container", "reference"), [("0" * 64, "contract:1"), ("contract-commits", "NO NAME:1")])
def test_a_commit_of_nothing_or_to_no_name_is_refused(client: EngineClient, container: str, reference: str) -> None:
    started(client, "contract-commits")
    with pytest.raises(AnswerError) as refused:
        client.commit_container(container, reference)
    assert refused.value.status >= 400
