"""Lays out the diagram: an inventory in, boxes, texts and edges with coordinates out."""

from __future__ import annotations

from collections.abc import Mapping

from bayplan.domain import ids
from bayplan.domain.inventory import Inventory
from bayplan.layout import metrics as m
from bayplan.layout.canvas import Canvas
from bayplan.layout.cards import Band, Cards, bands_of, cards_height
from bayplan.layout.columns import Part, Parts, choose_columns
from bayplan.layout.contents import Contents, contents_of, links_of
from bayplan.layout.frames import draw_frames, heading_of, say_what_is_empty
from bayplan.layout.overlay import Overlay, overlay_height
from bayplan.layout.placing import Zones, place
from bayplan.layout.routing import Router
from bayplan.layout.sections import Sorter, Storage
from bayplan.layout.shapes import Diagram
from bayplan.layout.stacks import Stack, stacks_of
from bayplan.layout.storage import Placed, sections_height
from bayplan.layout.view_options import ViewOptions

__all__ = ["ViewOptions", "lay_out"]


def lay_out(inventory: Inventory, view: ViewOptions | None = None, previous: Diagram | None = None) -> Diagram:
    """The diagram of an inventory.

    With ``previous``, the diagram shown so far, things keep their places as far as they can:

    - what stays (a container of the same name in the same group, a store, an image) keeps its slot, whatever comes or
      goes around it; what is new takes a free slot or goes to the end of its section; a slot that became free stays
      free until too many are (see ``contents.keep_slots``);
    - the number of columns stays while the picture's shape is near to ``view.aspect``;
    - a change of state, status, command or size moves nothing; a section that grows by a row moves what lies below it
      in the same zone; gutters grow in steps. Small groups share a row in a picture of several columns: there a group
      that grows beyond its row's room also moves the groups after it.

    Without ``previous`` everything stands in its natural order: groups and containers by name, stores by the containers
    that use them. The result depends on nothing else: the same input gives the same diagram.
    """
    options = view or ViewOptions()
    before = previous.slots if previous else {}
    contents = contents_of(inventory, options, was_folding=previous.folding if previous else False)
    storage = Sorter(contents, before).sort()
    slots = storage.slots
    stacks, image_boxes = stacks_of(contents, storage.images, before, slots)
    bands = bands_of(contents.groups, before, slots)
    narrow = 0 < options.room < m.NARROW_ROOM
    parts = _parts(stacks, bands, storage, narrow=narrow)
    columns = choose_columns(parts, options.aspect, previous.columns if previous else None)

    crowded = narrow or max(columns) > 1
    overlay = Overlay(stacks, columns.images, m.STACK_WIDTH_MANY if crowded else m.STACK_WIDTH)
    cards = Cards(bands, columns.containers, _card_width(columns.containers, narrow=narrow))
    stores = Placed(columns.stores, _store_width(columns.stores, narrow=narrow), m.STORE_HEIGHT, m.STORE_GAP)
    for section in (storage.memory, storage.pipes, storage.docker, *storage.elsewhere):
        stores.seat(section)
    remote = Placed(columns.remote, m.REMOTE_WIDTH, m.REMOTE_HEIGHT, m.REMOTE_GAP)
    remote.seat(storage.remote)

    links = links_of(contents, storage.box_of, image_boxes, storage.quiet)
    router = Router(overlay.grid, cards.grid, stores.grid, remote.grid, links)
    frames = place(inventory, storage, Zones(overlay, cards, stores, remote), router)

    canvas = Canvas()
    draw_frames(canvas, inventory, frames)
    say_what_is_empty(canvas, inventory, contents, storage, frames)
    overlay.draw(canvas)
    cards.draw(canvas, contents.groups, inventory.protected, mark_tests=options.mark_tests)
    stores.draw(canvas)
    remote.draw(canvas)
    return Diagram(
        width=frames.remote.x + frames.remote.w + m.MARGIN,
        height=frames.host.y + frames.host.h + m.MARGIN,
        boxes=tuple(canvas.boxes),
        texts=tuple(canvas.texts),
        edges=tuple(router.edges()),
        columns=columns,
        slots=slots,
        folding=contents.folding,
        stand_ins=_stand_ins(contents, storage.box_of, image_boxes),
        title=heading_of(inventory.engine),
        demo=inventory.engine.demo,
    )


def _parts(stacks: list[Stack], bands: list[Band], storage: Storage, *, narrow: bool) -> Parts:
    sections = [storage.memory, storage.pipes, storage.docker, *storage.elsewhere]
    sizes = [(len(section.cells), bool(section.heading)) for section in sections]
    most_cards = sum(len(band.things) for band in bands)
    return Parts(
        images=Part(
            lambda n: overlay_height(stacks, n), lambda n: 40 + n * (m.STACK_WIDTH_MANY + 24), max(1, len(stacks))
        ),
        containers=Part(
            lambda n: cards_height(bands, n),
            lambda n: 28 + n * (_card_width(n, narrow=narrow) + 44),
            max(1, most_cards),
        ),
        stores=Part(
            lambda n: 160 + sections_height(sizes, n, m.STORE_HEIGHT, m.STORE_GAP),
            lambda n: 80 + n * (_store_width(n, narrow=narrow) + 24),
            max(1, *(count for count, _ in sizes)),
        ),
        remote=Part(
            lambda n: 60 + sections_height([(len(storage.remote.cells), False)], n, m.REMOTE_HEIGHT, m.REMOTE_GAP),
            lambda n: 72 + n * (m.REMOTE_WIDTH + 24),
            max(1, len(storage.remote.cells)),
        ),
    )


def _card_width(columns: int, *, narrow: bool) -> float:
    return m.CARD_WIDTH if columns == 1 and not narrow else m.CARD_WIDTH_MANY


def _store_width(columns: int, *, narrow: bool) -> float:
    return m.STORE_WIDTH if columns == 1 and not narrow else m.STORE_WIDTH_MANY


def _stand_ins(contents: Contents, box_of: Mapping[str, str], image_boxes: Mapping[str, str]) -> dict[str, str]:
    """For everything without a box of its own the thing whose box stands for it."""
    found = {store: box for store, box in box_of.items() if store != box}
    for container, group in contents.hidden.items():
        found[ids.container_thing(container)] = group
        found[ids.writable_store(container)] = group
    for image, box in image_boxes.items():
        if box != ids.image_thing(image):
            found[ids.image_thing(image)] = box
        found[ids.image_store(image)] = box
    return found
