"""Turns a picture into the outcome of an event: the same boxes in the same places, saying what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bayplan.domain.inventory import Inventory
from bayplan.domain.outcome import Fate, Outcome
from bayplan.domain.outcome_words import FATE_WORDS, is_quiet, summary
from bayplan.layout.shapes import Anchor, Box, Diagram, Edge, Font, Text, WhatIf
from bayplan.layout.text_width import width_of
from bayplan.layout.verdicts import Verdict, verdicts_of

#: Frames, which no event concerns, and the dot, which goes with its card.
_FRAMES = frozenset({"host", "vm", "zone", "docker-area", "elsewhere", "group"})
_LAYERS = frozenset({"layer", "shared-layer", "unread-layers"})
_BETWEEN = 8.0  #: between a size and the fate behind it
_GAP = 10.0  #: between two texts on one line
_FATE_SHARE, _TITLE_SHARE, _NOTE_SHARE = 0.6, 0.4, 0.6  #: of a line's room
#: What a bystander's text is written in, by what it was.
_RESTING = {"text": "muted"}
_RESTED = "faint"
RESTS = "rests"
_REST = frozenset({RESTS})


def dress(diagram: Diagram, inventory: Inventory, outcome: Outcome) -> Diagram:
    """The picture of what an event does to the engine that ``diagram`` shows as it is.

    Nothing moves: boxes and edges keep their places, boxes get flags and edges a fate, texts are added and shortened
    within their own boxes. ``inventory`` is the one that the diagram and the outcome were made of. An event that is
    refused changes nothing but ``Diagram.what_if``.
    """
    if outcome.refused:
        return diagram._replace(what_if=WhatIf(summary(outcome, inventory), "muted"))
    verdicts = verdicts_of(inventory, outcome, diagram.stand_ins)
    boxes = _boxes(diagram.boxes, verdicts)
    shown = {box.thing for box in boxes}
    said = {thing: verdict for thing, verdict in verdicts.items() if thing in shown}
    present = {verdict.flag for verdict in said.values()}
    return diagram._replace(
        boxes=boxes,
        texts=_texts(diagram, boxes, said),
        edges=tuple(Edge(*edge[:6], _fate_of(edge, said)) for edge in diagram.edges),
        what_if=WhatIf(
            summary=summary(outcome, inventory),
            tone=_tone(outcome, inventory),
            fates=tuple(fate for fate in FATE_WORDS if fate in present),
            reasons={thing: verdict.reason for thing, verdict in said.items() if verdict.reason},
        ),
    )


def _tone(outcome: Outcome, inventory: Inventory) -> str:
    """The colour role of the gravest thing that happens and that anybody would miss."""
    happening = {
        fate.fate
        for store_id, fate in outcome.stores.items()
        if fate.concerned and (store := inventory.stores.get(store_id)) is not None and not is_quiet(store)
    }
    gravest = next((fate for fate in FATE_WORDS if fate in happening), Fate.SURVIVES)
    return "text" if gravest in {Fate.SURVIVES, Fate.NOT_APPLICABLE} else FATE_WORDS[gravest].tone


def _boxes(boxes: Iterable[Box], verdicts: Mapping[str, Verdict]) -> tuple[Box, ...]:
    dressed: list[Box] = []
    for box in boxes:
        role = box.role
        if role in _FRAMES or not box.thing:
            dressed.append(box)
            continue
        verdict = verdicts.get(box.thing)
        if verdict is None and role in _LAYERS:
            dressed.append(_layer(box, verdicts.get(box.parent)))
        elif verdict is None:
            dressed.append(Box(*box[:8], box.flags | _REST, box.parent))
        elif role == "state-dot":
            dressed.append(box)
        else:
            dressed.append(box._replace(flags=box.flags | verdict.flags))
    return tuple(dressed)


def _layer(box: Box, of_image: Verdict | None) -> Box:
    """A layer goes with its image if no other one has it; else only the image's own line tells."""
    if of_image is None:
        return box._replace(flags=box.flags | _REST)
    if of_image.flag == Fate.LOST and box.role == "layer":
        return box._replace(flags=box.flags | {of_image.flag})
    return box


def _fate_of(edge: Edge, verdicts: Mapping[str, Verdict]) -> str:
    """The fate that an edge shows: that of the store at its end, if the event concerns both ends."""
    source, target = verdicts.get(edge.source), verdicts.get(edge.target)
    if source is None or target is None:
        return RESTS
    return target.flag if target.flag in FATE_WORDS else str(Fate.SURVIVES)


def _texts(diagram: Diagram, boxes: Sequence[Box], verdicts: Mapping[str, Verdict]) -> tuple[Text, ...]:
    """All texts, in their old order; those of a box with a verdict are arranged anew within its lines."""
    areas: dict[str, list[Box]] = {}
    resting: set[str] = set()
    awake: set[str] = set()
    for box in boxes:
        if box.thing in verdicts and box.role != "state-dot":
            areas.setdefault(box.thing, []).append(box)
        (resting if RESTS in box.flags else awake).add(box.thing)
    resting -= awake
    slots: list[tuple[Verdict | None, list[Text]]] = []
    lines: dict[tuple[str, float, float], list[Text]] = {}
    for text in diagram.texts:
        thing = text.thing
        around = _around(text, areas[thing]) if thing in areas else None
        if around is not None:
            key = (thing, around.x, around.y)
            if key not in lines:
                lines[key] = []
                slots.append((verdicts[thing], lines[key]))
            lines[key].append(text)
        elif thing in resting:
            slots.append((None, [Text(*text[:6], _RESTING.get(text.role, _RESTED), *text[7:])]))
        else:
            slots.append((None, [text]))
    dressed: list[Text] = []
    for verdict, texts in slots:
        dressed += texts if verdict is None else _said(texts, verdict)
    return tuple(dressed)


def _around(text: Text, boxes: Sequence[Box]) -> Box | None:
    """The box of its thing that a text stands in; a network volume has one at either end of its edge."""
    if len(boxes) == 1:
        return boxes[0]
    for box in boxes:
        if box.x <= text.x <= box.x + box.w and box.y <= text.baseline <= box.y + box.h:
            return box
    return None


def _said(texts: Sequence[Text], verdict: Verdict) -> list[Text]:
    """The texts of one box with its verdict: the fate at the end of the first line, a note at that of the second."""
    if not verdict.words:
        return list(texts)
    lines: dict[float, list[Text]] = {}
    for text in texts:
        lines.setdefault(text.baseline, []).append(text)
    first, *others = sorted(lines)
    said = _first_line(lines[first], verdict)
    for number, baseline in enumerate(others):
        said += _second_line(lines[baseline], verdict) if number == 0 and verdict.notes else lines[baseline]
    return said


def _first_line(texts: Sequence[Text], verdict: Verdict) -> list[Text]:
    left, right = _ends(texts)
    start, end = _span(left, right)
    room = end - start
    width = min(width_of(verdict.words, Font.FATE) + 1, _FATE_SHARE * room)
    some = texts[0]
    line = [Text(some.thing, end, some.baseline, width, verdict.words, Font.FATE, verdict.tone, Anchor.END)]
    room -= width + _GAP
    needed = width_of(left.text, left.font) if left else 0.0
    if right is not None:
        is_size = verdict.amount != "" or right.text[:1].isdigit()
        shown = verdict.amount if is_size and verdict.amount else right.text
        taken = width_of(shown, right.font) + 1 + _BETWEEN
        # A size may cost the title some letters; a destination or a state is worth less than a whole name.
        if room - taken >= (min(needed, _TITLE_SHARE * (end - start)) if is_size else needed):
            role = verdict.tone if is_size and verdict.flag == Fate.LOST else right.role
            x = end - width - _BETWEEN
            line.append(right._replace(x=x, width=taken - _BETWEEN, text=shown, role=role))
            room -= taken
    if left is not None:
        line.append(left._replace(width=max(room, 0.0)))
    return line


def _second_line(texts: Sequence[Text], verdict: Verdict) -> list[Text]:
    left, right = _ends(texts)
    start, end = _span(left, right)
    free = end - start - _GAP - (width_of(left.text, left.font) if left else 0.0)
    note = next((note for note in verdict.notes if width_of(note, Font.NOTE) + 1 <= free), verdict.notes[-1])
    width = min(width_of(note, Font.NOTE) + 1, max(free, _NOTE_SHARE * (end - start)))
    some = texts[0]
    line = [Text(some.thing, end, some.baseline, width, note, Font.NOTE, verdict.tone, Anchor.END)]
    if left is not None:
        line.append(left._replace(width=end - start - width - _GAP))
    return line


def _ends(texts: Sequence[Text]) -> tuple[Text | None, Text | None]:
    """The text at the left of a line and the one at its right."""
    left = next((text for text in texts if text.anchor is Anchor.START), None)
    right = next((text for text in texts if text.anchor is Anchor.END), None)
    return left, right


def _span(left: Text | None, right: Text | None) -> tuple[float, float]:
    """From where to where a line reaches; one of its ends is there."""
    if left is None:
        return (right.x - right.width, right.x) if right else (0.0, 0.0)
    return left.x, right.x if right else left.x + left.width
