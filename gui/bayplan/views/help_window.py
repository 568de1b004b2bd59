"""The user guide, the keyboard shortcuts and the proof, in a window beside the main one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from PySide6.QtWidgets import QDialog, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from bayplan.resources import resource
from bayplan.views.commands import COMMANDS, keys_text

GUIDE, SHORTCUTS, PROOF = range(3)
_CELL_PADDING = 4


def shortcuts_page() -> str:
    """The keyboard shortcuts as Markdown: those of the commands, and those of the views from help/keys.md."""
    lines = ["# Keyboard shortcuts", ""]
    for group in dict.fromkeys(command.group for command in COMMANDS):
        with_keys = [command for command in COMMANDS if command.group == group and command.keys]
        if with_keys:
            lines += [f"## {group}", "", "| Keys | What it does |", "|:--|:--|"]
            lines += [f"| **{keys_text(command)}** | {command.title.rstrip('…')} |" for command in with_keys]
            lines.append("")
    return "\n".join(lines) + "\n" + _page("keys.md")


class HelpWindow(QDialog):
    """The window; it stays open beside the main one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Bayplan: help")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(760, 680)
        self.pages = QTabWidget()
        self.pages.tabBar().setDrawBase(False)
        # Each is read when it is first shown: the proof is long.
        self._unread: dict[int, Callable[[], str]] = {
            GUIDE: lambda: _page("guide.md"),
            SHORTCUTS: shortcuts_page,
            PROOF: lambda: _page("proof.md"),
        }
        for title in ("User guide", "Keyboard shortcuts", "Proof"):
            browser = QTextBrowser()
            browser.setAccessibleName(title)
            browser.setOpenExternalLinks(True)
            self.pages.addTab(browser, title)
        self._read(GUIDE)
        self.pages.currentChanged.connect(self._read)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.addWidget(self.pages)

    def show_page(self, page: int) -> None:
        """Shows one of the pages and brings the window to the front."""
        self.pages.setCurrentIndex(page)
        self.show()
        self.raise_()
        self.activateWindow()
        self.pages.currentWidget().setFocus()

    def _read(self, page: int) -> None:
        browser = self.pages.widget(page)
        if page in self._unread and isinstance(browser, QTextBrowser):
            browser.setMarkdown(self._unread.pop(page)())
            _plain_tables(browser)

    def page_text(self) -> str:
        """What the page in front says, without its form."""
        page = self.pages.currentWidget()
        return page.toPlainText() if isinstance(page, QTextBrowser) else ""


def _plain_tables(browser: QTextBrowser) -> None:
    """Takes the frames off the tables that Qt makes of Markdown, and gives their cells room instead."""
    for frame in browser.document().rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            form = frame.format().toTableFormat()
            form.setBorder(0)
            form.setCellPadding(_CELL_PADDING)
            frame.setFormat(form)


def _page(name: str) -> str:
    return resource("help", name).read_text(encoding="utf-8")
