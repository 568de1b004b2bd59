"""The widget that shows a diagram: painting and the view on it. What the mouse and the keys do is in view.py."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bayplan.layout.shapes import Diagram
from bayplan.layout.theme import Theme, load_theme
from bayplan.views.diagram.camera import Camera
from bayplan.views.diagram.changes import compare
from bayplan.views.diagram.fade import Fade
from bayplan.views.diagram.geometry import Area, Viewport, fitted
from bayplan.views.diagram.highlight import Highlight, outline
from bayplan.views.diagram.index import EMPTY, DiagramIndex
from bayplan.views.diagram.overlays import Overlays
from bayplan.views.diagram.overview import Overview
from bayplan.views.diagram.painter import DiagramPainter, Painted
from bayplan.views.diagram.sheet import Sheet
from bayplan.views.diagram.styles import Styles
from bayplan.views.diagram.texts import TextPainter
from bayplan.views.fonts import load_fonts
from bayplan.views.selection import Selection
from bayplan.views.theme_colours import ThemeColours

_IDLE = 120  # milliseconds without a movement after which the picture is painted properly
_HEAVY = 1500  # shapes from which on zooming shows the last picture scaled instead of painting every step
_ZOOM_STEP = 1.25
_AROUND = 24.0  # diagram units around several things that are shown together


class DiagramCanvas(QWidget):
    """Shows a diagram, a part of it, or a message.

    Attributes:
        index: the diagram that is shown. camera: where one looks from. selection: what is selected.
        overview: the whole diagram, small. fade: lets the picture become the one of an outcome, and back.
        largest_fit: the scale up to which a fitted diagram is enlarged.

    Signals:
        zoom_changed(float): the scale differs now (1.0 is 1:1). moved(): the view shows another part.
        diagram_changed(): another version of the diagram is shown.
        settled(): nothing has moved for a moment, and the overview is up to date.
    """

    zoom_changed = Signal(float)
    moved = Signal()
    diagram_changed = Signal()
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_fonts()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(QSize(160, 120))
        self.index = DiagramIndex(EMPTY)
        self.selection = Selection(self)
        self.selection.changed.connect(self._selection_changed)
        self._texts = TextPainter()
        self._drawing = DiagramPainter(self.index, Styles(ThemeColours(load_theme("dark"))), self._texts)
        self._sheet = Sheet()
        self.overview = Overview(self._drawing)
        self._overlays = Overlays(self._drawing.styles)
        self._selected = Highlight(self.index, frozenset())
        self._hovered = Highlight(self.index, frozenset())
        self.largest_fit = 1.0
        self._follows_fit = True
        self._zooming = False
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._settle)
        self.camera = Camera(self)
        self.camera.moved.connect(self._camera_moved)
        self.camera.landed.connect(self._settle)
        self._shown_scale = self.camera.viewport.scale
        self.fade = Fade(self)
        self.fade.changed.connect(self.update)

    @property
    def moving(self) -> bool:
        """True while the picture flies or is zoomed; what is shown then is not what will be."""
        return self.camera.flying or self._zooming

    @property
    def painted(self) -> Painted:
        """What the last repaint of the picture painted anew."""
        return self._sheet.painted

    @property
    def styles(self) -> Styles:
        """The pens and brushes in use."""
        return self._drawing.styles

    def set_diagram(self, diagram: Diagram, *, keep_view: bool = True) -> None:
        """Shows a diagram. With ``keep_view`` what one looks at stays where it is, unless all of it was in view."""
        old = self.index
        self._begin_fade(diagram, keep_view=keep_view)
        changes = compare(old.diagram, diagram)
        self.index = DiagramIndex(diagram)
        self.index.take_over(old, changes)
        self._drawing.follow(self.index, changes)
        self._selected = Highlight(self.index, self.selection.things)
        self._hovered = Highlight(self.index, self._hovered.things)
        if changes.areas is None:
            self._sheet.discard()
            self.overview.discard()
            self.update()
        elif changes.areas:
            self._sheet.soil(changes.areas)
            self.overview.discard()
            for area in changes.areas:
                self._update_area(area)
        if not keep_view or (self._follows_fit and self.index.area != old.area):
            self.fit(animate=False)
        self._idle.start(_IDLE)
        self.diagram_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colours of a theme from now on."""
        self.fade.stop()
        self._drawing = DiagramPainter(self.index, Styles(ThemeColours(theme)), self._texts)
        self._overlays.set_styles(self._drawing.styles)
        self.overview.set_drawing(self._drawing)
        self._sheet.discard()
        self._idle.start(_IDLE)
        self.update()
        self.diagram_changed.emit()

    def set_selection(self, selection: Selection) -> None:
        """Shares a selection with other views."""
        self.selection.changed.disconnect(self._selection_changed)
        self.selection = selection
        selection.changed.connect(self._selection_changed)
        self._selection_changed()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Lets the picture jump instead of flying, and change at once instead of fading."""
        self.camera.animated = not reduced
        if reduced:
            self.fade.stop()

    def set_message(self, title: str, text: str = "") -> None:
        """Shows a message in the middle of the view; an empty title takes it away."""
        self._overlays.title, self._overlays.text = title, text
        self.update()

    def set_badges(self, badges: list[tuple[str, str]]) -> None:
        """Shows short marks at the top: pairs of text and colour role, such as ("demo", "accent")."""
        self._overlays.badges = list(badges)
        self.update()

    def fit(self, *, animate: bool = True) -> None:
        """Shows the whole diagram, and keeps doing so when the view is resized."""
        self._go(fitted(self.index.area, self.width(), self.height(), self.largest_fit), animate)
        self._follows_fit = True

    def zoom_to(self, scale: float, *, animate: bool = True) -> None:
        """Zooms to a scale around the middle of the view; 1.0 is 1:1."""
        goal = self.camera.goal.zoomed(scale, QPointF(self.width() / 2, self.height() / 2))
        self._go(goal, animate)

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_to(self.camera.goal.scale * _ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step away."""
        self.zoom_to(self.camera.goal.scale / _ZOOM_STEP)

    def centre_on(self, thing: str, animate: bool = True, *, least_scale: float = 0.75) -> None:
        """Brings a thing (or what stands for it) to the middle, near enough to be read."""
        area = self.index.area_of(self.index.shown(thing))
        if area is None:
            return
        viewport = self.camera.viewport
        scale = max(viewport.scale, least_scale)
        fitting = fitted(area, self.width(), self.height()).scale
        self._go(Viewport(min(scale, max(fitting, 0.05))).centred(area, self.width(), self.height()), animate)

    def show_all_of(self, things: Iterable[str]) -> None:
        """Flies to where all of these things can be seen at once, as near as that allows up to 1:1."""
        found = [self.index.area_of(self.index.shown(thing)) for thing in things]
        areas = [area for area in found if area is not None]
        if areas:
            whole = reduce(Area.united, areas).grown(_AROUND)
            self._go(fitted(whole, self.width(), self.height()), True)

    def reveal(self, thing: str) -> None:
        """Moves the view only if the thing is not wholly in sight."""
        area = self.index.area_of(self.index.shown(thing))
        if area is None:
            return
        goal = self.camera.goal
        showing = goal.showing(area, QRectF(self.rect()).adjusted(16, 16, -16, -16))
        if showing != goal:
            self._go(showing, True)

    def user_moved(self) -> None:
        """The person moves the view: it no longer follows the size of the window."""
        self._follows_fit = False

    def zoom_at(self, factor: float, position: QPointF) -> None:
        """Zooms with the point under a view position staying there."""
        self.user_moved()
        self._begin_zoom()
        self.camera.zoom(factor, position)

    def push(self, dx: float, dy: float) -> None:
        """Pushes the picture by view pixels, but never out of sight."""
        self.user_moved()
        moved = self.camera.viewport.moved(dx, dy)
        self.camera.look(moved.kept_in_sight(self.index.area, self.width(), self.height()))

    def hover(self, thing: str) -> None:
        """Brings out a thing under the pointer; "" for none."""
        wanted = frozenset({thing} if thing else ())
        if wanted == self._hovered.things:
            return
        before = self._hovered
        self._hovered = Highlight(self.index, wanted)
        for highlight in (before, self._hovered):
            self._update_area(highlight.area(self.camera.viewport.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints what is exposed."""
        painter = QPainter(self)
        try:
            self._paint(painter, event.rect())
        finally:
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps a fitted diagram fitted."""
        super().resizeEvent(event)
        self.fade.stop()
        if self._follows_fit:
            self.fit(animate=False)

    def _paint(self, painter: QPainter, exposed: QRect) -> None:
        viewport = self.camera.viewport.on_device_pixels(self.devicePixelRatioF())
        if self._zooming and not self._sheet.empty:
            painter.fillRect(exposed, self.styles.canvas)
            self.overview.draw(painter, viewport.rect(self.index.area))
            self._sheet.draw_stretched(painter, viewport)
        else:
            resting = bool(self._selected.things)
            self._sheet.update(self._drawing, viewport, self.size(), self.devicePixelRatioF(), resting=resting)
            self._sheet.draw(painter, exposed)
        painter.save()
        painter.translate(viewport.x, viewport.y)
        painter.scale(viewport.scale, viewport.scale)
        self._hovered.paint(painter, self._drawing, viewport.scale, hovered=True)
        self._selected.paint(painter, self._drawing, viewport.scale, hovered=False)
        if self.hasFocus():
            self._paint_focus(painter, viewport.scale)
        painter.restore()
        self.fade.paint(painter)
        self._overlays.paint(painter, self.rect(), focused=self.hasFocus())

    def _begin_fade(self, diagram: Diagram, *, keep_view: bool) -> None:
        """Lets the picture that is shown now fade over the next one if only that shows an outcome, or another one."""
        same = diagram.what_if == self.index.diagram.what_if
        if same or not keep_view or not self.camera.animated or not self.isVisible() or self.moving:
            self.fade.stop()
            return
        self.fade.start(self.size(), self.devicePixelRatioF(), lambda painter: self._paint(painter, self.rect()))

    def _paint_focus(self, painter: QPainter, scale: float) -> None:
        boxes = self.index.boxes_of.get(self.index.shown(self.selection.current))
        if boxes:
            outline(painter, boxes[0], self.styles.colours.colour("focus"), 1.4, scale, gap=3.0)

    def _go(self, goal: Viewport, animate: bool) -> None:
        self._follows_fit = False
        if animate and self.camera.animated and self.isVisible():
            self._begin_zoom()
            self.camera.fly(goal)
        else:
            self._zooming = False
            self.camera.look(goal)

    def _begin_zoom(self) -> None:
        """While a large picture is zoomed or flown over, the last one is shown stretched."""
        self._zooming = len(self.index.diagram.boxes) + len(self.index.diagram.texts) > _HEAVY

    def _camera_moved(self) -> None:
        self.fade.stop()
        viewport = self.camera.viewport
        if self._zooming:
            self._idle.start(_IDLE)
        if viewport.scale != self._shown_scale:
            self._shown_scale = viewport.scale
            self.zoom_changed.emit(viewport.scale)
        self.moved.emit()
        self.update()

    def _settle(self) -> None:
        """Nothing has moved for a moment: paint properly, and prepare for the next movement."""
        if self._zooming:
            self._zooming = False
            self.update()
        if self.index.prepare():
            self._idle.start(0)
            return
        self.overview.prepare()
        self.settled.emit()

    def _selection_changed(self) -> None:
        before = self._selected
        self._selected = Highlight(self.index, self.selection.things)
        if bool(before.things) != bool(self._selected.things):
            self.update()
            return
        for highlight in (before, self._selected):
            self._update_area(highlight.area(self.camera.viewport.scale))

    def _update_area(self, area: Area | None) -> None:
        if area is not None:
            rect = self.camera.viewport.rect(area).toAlignedRect().adjusted(-6, -6, 6, 6)
            self.update(rect.intersected(QRect(QPoint(0, 0), self.size())))
