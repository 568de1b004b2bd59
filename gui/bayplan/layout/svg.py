"""The diagram as SVG: the same shapes as in the window, as a file that any browser or editor shows."""

from __future__ import annotations

import html
from collections.abc import Sequence

from bayplan.layout.canvas import Words
from bayplan.layout.finished import finish
from bayplan.layout.looks import (
    BARRED,
    IDLE_EDGE,
    RESTING_EDGE,
    box_look,
    dot_colour,
    edge_look,
    resting,
)
from bayplan.layout.plain import one_line
from bayplan.layout.shapes import (
    BOX_RADIUS,
    EDGE_RADIUS,
    STORE_BAR,
    TYPE_STYLES,
    Anchor,
    Box,
    Diagram,
    Edge,
    Text,
)
from bayplan.layout.text_width import elide
from bayplan.layout.theme import Theme

_FONTS = "Inter, 'DejaVu Sans', sans-serif"


def to_svg(diagram: Diagram, theme: Theme, *, background: bool = True, selection: frozenset[str] | None = None) -> str:
    """The diagram as an SVG document, with its legend, and with the sentence of its outcome where it shows one.

    ``background``: fill the canvas with the theme's colour, else it is transparent. ``selection``: ids of things to
    bring out; the edges of all others step back. Text is plain and escaped; what does not fit is elided.
    """
    chosen = selection or frozenset()
    description = _description(diagram)
    diagram = finish(diagram)
    size = f'width="{_n(diagram.width)}" height="{_n(diagram.height)}"'
    view = f'viewBox="0 0 {_n(diagram.width)} {_n(diagram.height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" font-family="{_FONTS}">',
        f"<title>{plain(f'Bayplan of {diagram.title}')}</title>",
        f"<desc>{plain(description)}</desc>",
    ]
    if background:
        parts.append(f'<rect {size} fill="{theme.colour("canvas")}"/>')
    parts.extend(_box(box, theme, chosen) for box in diagram.boxes)
    ordered = sorted(diagram.edges, key=lambda edge: not chosen.isdisjoint((edge.source, edge.target)))
    parts.append('<g fill="none" stroke-linejoin="round">')
    parts.extend(_edge(edge, theme, chosen) for edge in ordered)
    parts.append("</g>")
    parts.extend(_text(text, theme) for text in diagram.texts)
    parts.append("</svg>")
    return "\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Engine text as one line that is valid and harmless in XML."""
    return html.escape(one_line(text), quote=False)


def edge_path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path along a polyline with rounded corners."""
    path = [f"M{_n(points[0][0])} {_n(points[0][1])}"]
    last = len(points) - 2
    for number in range(1, len(points) - 1):
        before, corner, after = points[number - 1], points[number], points[number + 1]
        reach_in = abs(corner[0] - before[0]) + abs(corner[1] - before[1])
        reach_out = abs(after[0] - corner[0]) + abs(after[1] - corner[1])
        # A piece between two corners is shared by both; the ones at the ends belong to one corner alone.
        radius = min(
            EDGE_RADIUS, reach_in if number == 1 else reach_in / 2, reach_out if number == last else reach_out / 2
        )
        start = _towards(corner, before, radius / reach_in)
        end = _towards(corner, after, radius / reach_out)
        path.append(f"L{_n(start[0])} {_n(start[1])}Q{_n(corner[0])} {_n(corner[1])} {_n(end[0])} {_n(end[1])}")
    path.append(f"L{_n(points[-1][0])} {_n(points[-1][1])}")
    return "".join(path)


def _box(box: Box, theme: Theme, chosen: frozenset[str]) -> str:
    def shade(role: str, strength: float) -> str:
        colour = theme.colour(role)
        return colour if strength == 1.0 else _blend(colour, theme.colour("panel"), strength)

    if box.role == "state-dot":
        radius = box.w / 2
        centre = f'cx="{_n(box.x + radius)}" cy="{_n(box.y + radius)}" r="{_n(radius)}"'
        return f'<circle {centre} fill="{shade(dot_colour(box), resting(box))}"/>'
    look = box_look(box)
    if box.thing and box.thing in chosen:
        fill = "selection-fill" if look.fill == "panel-raised" else look.fill
        look = look._replace(fill=fill, border="selection", width=max(2.4, look.width), dashes=(), strength=1.0)
    if not look.fill and not look.border:
        return ""
    fill = shade(look.fill, look.strength) if look.fill else "none"
    stroke = f' stroke="{shade(look.border, look.strength)}" stroke-width="{look.width}"' if look.border else ""
    place = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.w)}" height="{_n(box.h)}"'
    rounded = f'rx="{_n(BOX_RADIUS.get(box.role, 0.0))}"'
    drawn = f'<rect {place} {rounded} fill="{fill}"{stroke}{_dashed(look.dashes)}/>'
    if look.bar:
        bar = f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(STORE_BAR)}" height="{_n(box.h)}" rx="2"'
        drawn += f'<rect {bar} fill="{shade(look.bar, look.strength)}"/>'
    return drawn


def _edge(edge: Edge, theme: Theme, chosen: frozenset[str]) -> str:
    look = edge_look(edge)
    strength = look.strength or IDLE_EDGE
    if chosen:
        linked = not chosen.isdisjoint((edge.source, edge.target))
        strength = 1.0 if linked else look.strength or RESTING_EDGE
    colour = _blend(theme.colour(look.colour), theme.colour("panel"), strength)
    tip = f"<title>{plain(edge.label)}</title>" if edge.label else ""
    line = f'stroke="{colour}" stroke-width="{look.width}"{_dashed(look.dashes)}'
    return f'<path d="{edge_path(edge.points)}" {line}>{tip}</path>'


def _dashed(dashes: Sequence[float]) -> str:
    return f' stroke-dasharray="{" ".join(map(_n, dashes))}"' if dashes else ""


def _text(text: Text, theme: Theme) -> str:
    shown = elide(one_line(text.text), text.width, text.font, text.elide_middle)
    return _line((text.x, text.baseline), Words(shown, text.font, text.role), theme, text.anchor) if shown else ""


def _line(at: tuple[float, float], words: Words, theme: Theme, anchor: Anchor = Anchor.START) -> str:
    style = TYPE_STYLES[words.font]
    where = f'x="{_n(at[0])}" y="{_n(at[1])}"' + ("" if anchor is Anchor.START else f' text-anchor="{anchor}"')
    weight = "" if style.weight == 400 else f' font-weight="{style.weight}"'
    fill = theme.colour(words.role)
    return (
        f'<text {where} font-size="{_n(style.size)}"{weight} fill="{fill}" xml:space="preserve">'
        f"{plain(words.text)}</text>"
    )


def _description(diagram: Diagram) -> str:
    containers = sum(box.role == "container" for box in diagram.boxes)
    stores = sum(box.role in BARRED for box in diagram.boxes)
    demo = "Demo. " if diagram.demo else ""
    outcome = f" What if: {diagram.what_if.summary}." if diagram.what_if else ""
    places = f"{stores} places where their state lies, {len(diagram.edges)} connections."
    return f"{demo}{containers} containers, {places}{outcome}"


def _towards(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _blend(colour: str, ground: str, strength: float) -> str:
    """A paler colour that is still opaque, so that edges which share a lane don't add up."""
    parts = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(b + (a - b) * strength):02X}" for a, b in parts)


def _n(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
