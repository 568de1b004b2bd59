"""The one place that everything unforeseen reaches."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from bayplan.errors import BayplanError, unforeseen
from bayplan.jobs.mailbox import Mailbox

_LOG = logging.getLogger("bayplan.unforeseen")
_QT_LOG = logging.getLogger("bayplan.qt")
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class ExceptionHook(QObject):
    """From ``install()`` to ``uninstall()``, exceptions that nobody caught are logged and signalled, on any thread.

    Qt's own messages go to the log "bayplan.qt"; its critical and fatal ones are signalled too.

    Signals:
        unforeseen(BayplanError): with the traceback (or Qt's message) as its details; on the GUI thread.
    """

    unforeseen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = Mailbox(self)

    def install(self) -> None:
        """Takes the place of Python's hooks and Qt's message handler."""
        sys.excepthook = self._exception
        threading.excepthook = self._thread_exception
        qInstallMessageHandler(self._qt_message)

    def uninstall(self) -> None:
        """Gives Python and Qt their own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def _exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("Unforeseen: %s", error, exc_info=(kind, error, trace))
        self._tell(unforeseen(error))

    def _thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _qt_message(self, level: QtMsgType, context: QMessageLogContext, message: str) -> None:
        _QT_LOG.log(_QT_LEVELS[level], "%s", message)
        if level in {QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}:
            self._tell(
                BayplanError(
                    "The window system reported a serious problem.",
                    why=message,
                    what_next="If the window misbehaves, start Bayplan again.",
                    details=f"{message}\n{context.file}:{context.line} {context.category}",
                )
            )

    def _tell(self, error: BayplanError) -> None:
        self._mailbox.post(lambda: self.unforeseen.emit(error))
