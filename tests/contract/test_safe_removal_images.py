"""Images that are removed safely: exactly those that were listed, and none that is used or named by now."""

from __future__ import annotations

from bayplan.domain import ids
from bayplan.domain.event import Event
from bayplan.domain.protection import UNPROTECTED
from bayplan.domain.safe_removal import Ended, RemovalReport, SafeRemoval, plan_safe_removal, prune_request, request_for
from bayplan.engine import safe_removal
from bayplan.engine.assemble import read_inventory
from bayplan.engine.client import EngineClient
from bayplan.engine.docker_client import connect
from bayplan.engine.endpoints import resolve
from tests.contract.containers import request
from tests.support.private_engine import PrivateEngine


def image(client: EngineClient, reference: str, base: str = "busybox:latest") -> str:
    """An image of one more layer than ``base``; its id."""
    container = client.create_container("maker", request(base))
    client.start_container(container)
    client.write_file(container, "/written", reference)
    made = client.commit_container(container, reference)
    client.remove_container(container, force=True)
    return made


def remove(client: EngineClient, plan: SafeRemoval) -> RemovalReport:
    """Carries the plan out."""
    return safe_removal.remove(
        client, plan, lambda _fraction, _text: None, protection=lambda: UNPROTECTED, stop=lambda: False
    )


def planned(client: EngineClient, *images: str) -> SafeRemoval:
    """The plan to remove these images."""
    inventory = read_inventory(client)
    return plan_safe_removal(inventory, request_for(map(ids.image_thing, images), inventory))


def image_ids(client: EngineClient) -> set[str]:
    """Every image there is."""
    return {str(each["Id"]) for each in client.images()}


def test_exactly_the_listed_images_go(client: EngineClient) -> None:
    before = image_ids(client)
    one, two = image(client, "one:1"), image(client, "two:1")
    plan = planned(client, one)
    later = image(client, "later:1")
    report = remove(client, plan)
    assert report.complete
    assert image_ids(client) == before | {two, later}


def test_a_system_prune_takes_dangling_images_and_no_others(client: EngineClient) -> None:
    older = image(client, "again:1")
    newer = image(client, "again:1")  # takes the name over
    plan = plan_safe_removal(read_inventory(client), prune_request(Event.SYSTEM_PRUNE))
    assert older in {each.id for each in plan.images}
    remove(client, plan)
    assert older not in image_ids(client)
    assert newer in image_ids(client)


def test_what_an_image_was_made_of_stays_although_nothing_names_it_any_more(client: EngineClient) -> None:
    base = image(client, "base:1")
    child = image(client, "child:1", base="base:1")
    plan = planned(client, child)
    image(client, "base:1")  # takes the name over
    assert remove(client, plan).complete
    assert child not in image_ids(client)
    assert base in image_ids(client)


def test_one_that_is_used_by_now_stays(client: EngineClient) -> None:
    used = image(client, "used:1")
    plan = planned(client, used)
    client.create_container("user", request("used:1"))
    (entry,) = remove(client, plan).entries
    assert entry.ended is Ended.LEFT_ALONE
    assert "user" in entry.why
    assert used in image_ids(client)


def test_an_image_that_is_gone_is_told(client: EngineClient) -> None:
    plan = planned(client, image(client, "gone:1"))
    client.remove_image("gone:1")
    assert remove(client, plan).entries[0].ended is Ended.GONE


def test_an_image_with_several_names_goes_whole(clean_engine: PrivateEngine) -> None:
    client = connect(resolve(host=clean_engine.host))
    made = image(client, "first/name:1")
    clean_engine.docker("tag", "first/name:1", "second/name:1")
    clean_engine.docker("tag", "first/name:1", "first/name:2")
    assert remove(client, planned(client, made)).complete
    assert made not in image_ids(client)
    client.close()


def test_an_image_that_got_another_name_since_stays_with_all_its_names(clean_engine: PrivateEngine) -> None:
    client = connect(resolve(host=clean_engine.host))
    made = image(client, "first/name:1")
    plan = planned(client, made)
    clean_engine.docker("tag", "first/name:1", "kept/name:1")
    (entry,) = remove(client, plan).entries
    assert entry.ended is Ended.LEFT_ALONE
    assert "kept/name:1" in entry.why
    assert set(read_inventory(client).images[made].tags) == {"first/name:1", "kept/name:1"}
    client.close()
