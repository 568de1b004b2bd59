"""Asks a Linux desktop's portal whether it wants less motion, and listens to what it says later."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusVariant

_PORTAL, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Settings"
#: The settings that are asked for, and the value that means "less motion": the key that desktops agreed upon, and
#: GNOME's own, which is older. Source: the documentation of org.freedesktop.portal.Settings.
WISHES: dict[tuple[str, str], int] = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): 0,
}


class MotionPortal(QObject):
    """Calls ``heard(reduced)`` with what the desktop says; never waits for it."""

    def __init__(self, heard: Callable[[bool], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard = heard
        self._said: dict[tuple[str, str], bool] = {}
        self._asked: list[QDBusPendingCallWatcher] = []
        if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):  # else libdbus would try to start a bus, and wait for it
            self._ask(QDBusConnection.sessionBus())

    def _ask(self, bus: QDBusConnection) -> None:
        for key in WISHES:
            question = QDBusMessage.createMethodCall(_PORTAL, _PATH, _INTERFACE, "ReadOne")
            question.setArguments(list(key))
            watcher = QDBusPendingCallWatcher(bus.asyncCall(question), self)
            watcher.finished.connect(lambda answered, key=key: self._answered(key, answered))
            self._asked.append(watcher)
        slot = SLOT("_changed(QDBusMessage)")
        bus.connect(_PORTAL, _PATH, _INTERFACE, "SettingChanged", self, slot)  # type: ignore[call-overload] # stub wants bytes

    def _answered(self, key: tuple[str, str], watcher: QDBusPendingCallWatcher) -> None:
        reply = watcher.reply()
        if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
            self.take(*key, reply.arguments()[0])

    @Slot(QDBusMessage)
    def _changed(self, message: QDBusMessage) -> None:
        arguments = message.arguments()
        if len(arguments) == 3:
            self.take(*arguments)

    def take(self, namespace: str, key: str, value: object) -> None:
        """Takes over what the desktop says of one of its settings; others than those of motion are left alone."""
        while isinstance(value, QDBusVariant):
            value = value.variant()
        wish = WISHES.get((namespace, key))
        if wish is not None and isinstance(value, int):
            self._said[namespace, key] = value == wish
            self._heard(any(self._said.values()))
