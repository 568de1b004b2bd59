"""What a test mount would be: the equivalent commands, ready to copy, and what is wrong or risky about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from bayplan.domain.commands import Snippet
from bayplan.domain.test_mount import Problem, TestMountSpec
from bayplan.domain.test_mount_commands import as_compose, as_docker_run


class TestMountPreview(QWidget):
    """The commands and the problems of the mount that is being filled in."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.docker_run = _command_view("docker run")
        self.compose = _command_view("Compose file")
        self._tabs = QTabWidget()
        self._tabs.addTab(self.docker_run, "docker run")
        self._tabs.addTab(self.compose, "Compose")
        copy = QPushButton("Copy")
        copy.setObjectName("copyButton")
        copy.clicked.connect(self._copy)
        title = QLabel("The same by hand")
        title.setObjectName("sectionTitle")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(copy)
        self.problems = QLabel()
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.problems.setWordWrap(True)
        self.problems.setObjectName("problems")
        self.problems.setAccessibleName("Problems")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._tabs, 1)
        column.addWidget(self.problems)

    def show_spec(self, spec: TestMountSpec, problems: Sequence[Problem]) -> None:
        """Shows the commands for ``spec`` as far as it is filled in, and its problems."""
        for view, snippet in ((self.docker_run, as_docker_run(spec)), (self.compose, as_compose(spec))):
            _show(view, snippet if spec.destination else Snippet(None, "Fill in a destination first."))
        ordered = sorted(problems, key=lambda problem: not problem.blocking)
        self.problems.setText("\n".join(f"{'✕' if p.blocking else '⚠'} {p.text}" for p in ordered))
        self.problems.setVisible(bool(ordered))
        self.problems.setProperty("blocking", any(problem.blocking for problem in ordered))
        style = self.problems.style()
        style.unpolish(self.problems)
        style.polish(self.problems)

    def _copy(self) -> None:
        current = self._tabs.currentWidget()
        if isinstance(current, QPlainTextEdit):
            QGuiApplication.clipboard().setText(current.toPlainText())


def _command_view(name: str) -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setObjectName("command")
    view.setAccessibleName(name)
    view.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return view


def _show(view: QPlainTextEdit, snippet: Snippet) -> None:
    text = snippet.text if snippet.text is not None else snippet.note
    if view.toPlainText() != text:
        view.setPlainText(text)
