"""The fields of a test mount: what the person fills in, as a TestMountSpec."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bayplan.domain.inventory import Inventory
from bayplan.domain.test_mount import MountType, Problem, Propagation, TestMountSpec, offered_options, offered_types
from bayplan.views.dialogs.key_values import pairs_text, parse_mode, parse_pairs, parse_size
from bayplan.views.helper_image import HelperImage

_WORDS = {
    MountType.VOLUME: ("Volume", "Lies in the part of the host that Docker manages: the best way to keep data."),
    MountType.BIND: ("Bind mount", "A folder or file of the host itself: any process there may change it too."),
    MountType.TMPFS: ("tmpfs", "In the host's memory only: gone when the container stops."),
    MountType.NPIPE: ("Named pipe", "A pipe of the Windows host: it connects processes and holds no data at rest."),
}
#: Which fields belong to which type; the engine's API narrows them further.
_FIELDS = {
    MountType.VOLUME: ("source", "driver", "driver_options", "labels", "no_copy", "subpath"),
    MountType.BIND: ("source", "propagation", "create_mountpoint"),
    MountType.TMPFS: ("size", "mode"),
    MountType.NPIPE: ("source",),
}
_SOURCE_WORDS = {
    MountType.VOLUME: ("Volume name", "empty: a new anonymous volume"),
    MountType.BIND: ("Host path", "/path/on/the/host"),
    MountType.NPIPE: ("Pipe of the host", r"\\.\pipe\docker_engine"),
}


class TestMountForm(QWidget):
    """Fields for one mount, offered only where the engine's API has them.

    Signals:
        changed(): something was typed or chosen.
    """

    __test__ = False  # not a test case, whatever pytest makes of the name

    changed = Signal()

    def __init__(self, inventory: Inventory, spec: TestMountSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = inventory.engine
        self._options = offered_options(inventory.engine)
        self._types = QButtonGroup(self)
        self._type_words = _muted_label()
        self._source = QComboBox()
        self._source.setEditable(True)
        self._source_line = self._source.lineEdit() or QLineEdit()  # an editable box always has one
        self._source.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._volumes = [v.name for v in inventory.volumes.values() if len(v.name) != 64]
        self._browse = QPushButton("Browse…")
        self._destination = QLineEdit(spec.destination, placeholderText="/path/in/the/container")
        self._read_only = _check_box("Read-only: the container may not change it", spec.read_only)
        self._driver = QLineEdit(spec.driver, placeholderText="local")
        self._driver_options = _small_editor("type=nfs\no=addr=nas.local", pairs_text(spec.driver_options))
        self._labels = _small_editor("purpose=demo", pairs_text(spec.labels))
        self._no_copy = _check_box("Do not copy what the image has at the destination", spec.no_copy)
        self._subpath = QLineEdit(spec.subpath, placeholderText="a folder inside the volume")
        self._propagation = QComboBox()
        self._create = _check_box("Create the folder on the host if it is missing", spec.create_mountpoint)
        self._size = QLineEdit("" if spec.size is None else str(spec.size), placeholderText="64m")
        self._mode = QLineEdit("" if spec.mode is None else f"{spec.mode:o}", placeholderText="1777")
        self._image = HelperImage()
        self._image.show_inventory(inventory, spec.image)
        self._form = QFormLayout(fieldGrowthPolicy=QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows: dict[str, QWidget] = {}
        self._build(spec)
        self._show_type()

    @property
    def mount_type(self) -> MountType:
        """The type that is chosen."""
        return offered_types(self._engine)[self._types.checkedId()]

    def spec(self) -> TestMountSpec:
        """What the fields say. A size or mode that cannot be read is left out; :meth:`unreadable` tells of it."""
        chosen = self.mount_type
        offered = {name for name in _FIELDS[chosen] if name == "source" or name in self._options}
        return TestMountSpec(
            type=chosen,
            source=self._source_line.text().strip() if "source" in offered else "",
            destination=self._destination.text().strip(),
            read_only=self._read_only.isChecked(),
            driver=self._driver.text().strip() if "driver" in offered else "",
            driver_options=parse_pairs(self._driver_options.toPlainText()) if "driver_options" in offered else {},
            labels=parse_pairs(self._labels.toPlainText()) if "labels" in offered else {},
            no_copy="no_copy" in offered and self._no_copy.isChecked(),
            subpath=self._subpath.text().strip() if "subpath" in offered else "",
            propagation=self._chosen_propagation() if "propagation" in offered else None,
            create_mountpoint="create_mountpoint" in offered and self._create.isChecked(),
            size=_read_or_none(parse_size, self._size.text()) if "size" in offered else None,
            mode=_read_or_none(parse_mode, self._mode.text()) if "mode" in offered else None,
            image=self._image.currentText().strip(),
        )

    def unreadable(self) -> list[Problem]:
        """Fields whose text is not of their form."""
        if self.mount_type is not MountType.TMPFS:
            return []
        found = []
        for name, read, text in (("size", parse_size, self._size.text()), ("mode", parse_mode, self._mode.text())):
            try:
                read(text)
            except ValueError as error:
                found.append(Problem(name, f"{error}.", True))
        return found

    def focus_first(self) -> None:
        """Puts the cursor into the first field that is still empty."""
        wants_source = self._rows["source"].isVisibleTo(self) and not self._source_line.text()
        (self._source_line if wants_source else self._destination).setFocus()

    def _build(self, spec: TestMountSpec) -> None:
        segments = QHBoxLayout()
        segments.setSpacing(0)
        for number, mount_type in enumerate(offered_types(self._engine)):
            button = QPushButton(_WORDS[mount_type][0])
            button.setObjectName("segment")
            button.setCheckable(True)
            button.setChecked(mount_type is spec.type)
            self._types.addButton(button, number)
            segments.addWidget(button)
        self._types.idToggled.connect(self._type_chosen)
        self._propagation.addItem("rprivate (the engine's default)")
        self._propagation.addItems([p.value for p in Propagation if p is not Propagation.RPRIVATE])
        if spec.propagation is not None:
            self._propagation.setCurrentText(spec.propagation.value)
        source = QWidget()
        source_row = QHBoxLayout(source)
        source_row.setContentsMargins(0, 0, 0, 0)
        source_row.addWidget(self._source, 1)
        source_row.addWidget(self._browse)
        self._source.setCurrentText(spec.source)
        self._browse.clicked.connect(self._choose_path)
        for name, label, widget in (
            ("source", "Source", source),
            ("destination", "Destination", self._destination),
            ("read_only", "", self._read_only),
            ("driver", "Driver", self._driver),
            ("driver_options", "Driver options", self._driver_options),
            ("labels", "Labels", self._labels),
            ("no_copy", "", self._no_copy),
            ("subpath", "Subpath", self._subpath),
            ("propagation", "Propagation", self._propagation),
            ("create_mountpoint", "", self._create),
            ("size", "Size", self._size),
            ("mode", "Mode", self._mode),
            ("image", "Helper image", self._image),
        ):
            self._form.addRow(label, widget)
            self._rows[name] = widget
            widget.setAccessibleName(label or widget.property("text") or name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(segments)
        column.addWidget(self._type_words)
        column.addLayout(self._form)
        column.addStretch(1)
        for line in (self._destination, self._driver, self._subpath, self._size, self._mode):
            line.textChanged.connect(self.changed)
        for combo in (self._source, self._image, self._propagation):
            combo.currentTextChanged.connect(self.changed)
        for box in (self._read_only, self._no_copy, self._create):
            box.toggled.connect(self.changed)
        for editor in (self._driver_options, self._labels):
            editor.textChanged.connect(self.changed)

    def _type_chosen(self, _number: int, checked: bool) -> None:
        if checked:
            self._source.setCurrentText("")
            self._show_type()
            self.changed.emit()

    def _show_type(self) -> None:
        chosen = self.mount_type
        self._type_words.setText(_WORDS[chosen][1])
        shown = {"destination", "read_only", "image", *_FIELDS[chosen]}
        for name, widget in self._rows.items():
            offered = name in self._options or name in {"source", "destination", "read_only", "image"}
            self._form.setRowVisible(widget, name in shown and offered)
        if chosen in _SOURCE_WORDS:
            label, hint = _SOURCE_WORDS[chosen]
            self._form.labelForField(self._rows["source"]).setText(label)  # type: ignore[attr-defined]  # it is a QLabel
            self._source_line.setPlaceholderText(hint)
            self._source.setAccessibleName(label)
        text = self._source.currentText()
        self._source.clear()
        self._source.addItems(self._volumes if chosen is MountType.VOLUME else [])
        self._source.setCurrentText(text)
        # Only on this computer does a file dialog show the engine's own host.
        self._browse.setVisible(chosen is MountType.BIND and self._engine.local)

    def _choose_path(self) -> None:
        dialog = QFileDialog(self, "Choose a folder of the host", self._source.currentText())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._source.setCurrentText)
        dialog.open()

    def _chosen_propagation(self) -> Propagation | None:
        if self._propagation.currentIndex() == 0:
            return None
        return Propagation(self._propagation.currentText())


def _muted_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setObjectName("mutedText")
    return label


def _check_box(text: str, checked: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(checked)
    return box


def _small_editor(hint: str, text: str) -> QPlainTextEdit:
    """A few lines of key=value; Tab leaves it, as everywhere in a form."""
    editor = QPlainTextEdit(text, placeholderText=hint, tabChangesFocus=True)
    editor.setFixedHeight(editor.fontMetrics().lineSpacing() * 2 + 14)
    editor.setToolTip("One key=value per line")
    return editor


def _read_or_none(read: Callable[[str], int | None], text: str) -> int | None:
    try:
        return read(text)
    except ValueError:
        return None
