"""The diagram as one uses it: mouse, wheel, keys, tooltips, find."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from bayplan.domain import ids
from bayplan.views.diagram.canvas import DiagramCanvas
from bayplan.views.diagram.describe import describe, tooltip
from bayplan.views.diagram.finding import matches
from bayplan.views.diagram.navigation import Direction, first_thing, next_thing
from bayplan.views.diagram.wheel import pan_distance, zoom_factor

_EDGE_REACH = 5.0  # view pixels: how near the pointer must be to an edge
_DRAG_START = 4  # view pixels: less is a click with an unsteady hand

_ARROWS = {
    Qt.Key.Key_Left: Direction.LEFT,
    Qt.Key.Key_Right: Direction.RIGHT,
    Qt.Key.Key_Up: Direction.UP,
    Qt.Key.Key_Down: Direction.DOWN,
}


class DiagramView(DiagramCanvas):
    """A diagram that one can move about in, select in and search.

    Signals:
        activated(str): a thing was double-clicked, or Enter pressed on it.
        context_menu_requested(str, QPoint): a menu is wanted for a thing ("" for none) at a global position.
        fold_toggled(str): a group of containers is to be folded or unfolded.
        hovered(str): the pointer is on another thing now, "" for none.
        find_requested(): the person wants to search.
    """

    activated = Signal(str)
    context_menu_requested = Signal(str, QPoint)
    fold_toggled = Signal(str)
    hovered = Signal(str)
    find_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Diagram")
        self._pointed = ""
        self._pressed_at: QPointF | None = None
        self._dragged_from: QPointF | None = None
        self._space = False

    def find_things(self, text: str) -> list[str]:
        """The things whose names or texts contain ``text``, from top left to bottom right."""
        return matches(self.index, text)

    def description(self, thing: str) -> str:
        """The plain text about a thing."""
        return describe(self.index, thing)

    def thing_at(self, position: QPointF) -> str:
        """The thing at a view position, "" for none."""
        return self.index.thing_at(*self.camera.viewport.to_diagram(position))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; two fingers on a trackpad pan, and zoom with Ctrl."""
        distance = pan_distance(event)
        if distance is None:
            self.zoom_at(zoom_factor(event), event.position())
        else:
            self.push(distance.x(), distance.y())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Pinching zooms, a resting pointer gets a tooltip."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(1.0 + event.value(), event.position())
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begins a click or a drag."""
        self._pressed_at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self._space
        ):
            self._start_drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pans while a button is held, otherwise brings out what is under the pointer."""
        position = event.position()
        if self._dragged_from is not None:
            step = position - self._dragged_from
            self._dragged_from = position
            self.push(step.x(), step.y())
            return
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (position - self._pressed_at).manhattanLength() >= _DRAG_START:
                self._start_drag(self._pressed_at)
                self.mouseMoveEvent(event)
            return
        self._point_at(self.thing_at(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a drag, or selects what was clicked."""
        dragged = self._dragged_from is not None
        self._dragged_from = None
        pressed, self._pressed_at = self._pressed_at, None
        self.unsetCursor()
        if dragged or pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        fold = self.index.fold_at(*self.camera.viewport.to_diagram(event.position()))
        if fold:
            self.fold_toggled.emit(fold)
            return
        self._click(self.thing_at(event.position()), event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zooms to a thing and opens it."""
        thing = self.thing_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and thing:
            self.centre_on(thing, least_scale=1.0)
            self.activated.emit(thing)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._point_at("")
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for a menu: for what is under the pointer, or from the keyboard for the current thing."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            thing = self.selection.current
            area = self.index.area_of(self.index.shown(thing))
            middle = self.rect().center() if area is None else self.camera.viewport.rect(area).center().toPoint()
            self.context_menu_requested.emit(thing, self.mapToGlobal(middle))
            return
        thing = self.thing_at(QPointF(event.pos()))
        if thing and thing not in self.selection.things:
            self.selection.select(thing)
        self.context_menu_requested.emit(thing, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves, zooms, activates; see the help page on keys."""
        key = Qt.Key(event.key())
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _ARROWS:
            self._walk(next_thing(self.index, self.selection.current, _ARROWS[key]), extend=extend)
        elif key == Qt.Key.Key_Home:
            self._walk(first_thing(self.index), extend=False)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._activate()
        elif key == Qt.Key.Key_Space:
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif not self._view_key(key, control=extend):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Ends panning with the space bar."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.unsetCursor()
            return
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hides the ring."""
        self._space = False
        super().focusOutEvent(event)
        self.update()

    def _view_key(self, key: Qt.Key, *, control: bool) -> bool:
        """Carries out a key that changes the view; False for any other key."""
        if key == Qt.Key.Key_F and control:
            self.find_requested.emit()
        elif key == Qt.Key.Key_F:
            self.fit()
        elif key == Qt.Key.Key_0:
            self.zoom_to(1.0)
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_Slash:
            self.find_requested.emit()
        else:
            return False
        return True

    def _start_drag(self, position: QPointF) -> None:
        self._dragged_from = position
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _click(self, thing: str, modifiers: Qt.KeyboardModifier) -> None:
        if not modifiers & Qt.KeyboardModifier.ControlModifier:
            self.selection.select(thing)
            return
        if thing:
            things = self.selection.things ^ {thing}
            current = thing if thing in things else min(things, default="")
            self.selection.select_many(things, current=current)

    def _walk(self, thing: str, *, extend: bool) -> None:
        if not thing:
            return
        things = {*self.selection.things, thing} if extend else {thing}
        self.selection.select_many(things, current=thing)
        self.reveal(thing)

    def _activate(self) -> None:
        thing = self.selection.current
        if not thing:
            return
        if ids.split_thing(thing)[0] == "group":
            self.fold_toggled.emit(thing)
        else:
            self.activated.emit(thing)

    def _point_at(self, thing: str) -> None:
        if thing == self._pointed:
            return
        self._pointed = thing
        self.hover(thing)
        self.hovered.emit(thing)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        position = QPointF(event.pos())
        thing = self.thing_at(position)
        text, place = "", QRect()
        if thing:
            text = self.description(thing)
            area = self.index.area_of(thing)
            if area is not None:
                place = self.camera.viewport.rect(area).toAlignedRect()
        else:
            x, y = self.camera.viewport.to_diagram(position)
            number = self.index.edge_at(x, y, _EDGE_REACH / self.camera.viewport.scale)
            if number >= 0:
                text = self.index.diagram.edges[number].label
                place = QRect(event.pos(), event.pos()).adjusted(-4, -4, 4, 4)
        QToolTip.showText(event.globalPos(), tooltip(text), self, place)

    def _selection_changed(self) -> None:
        """Lets a screen reader say what is current."""
        super()._selection_changed()
        thing = self.selection.current
        description = self.description(thing).replace("\n", "; ") if thing else ""
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
