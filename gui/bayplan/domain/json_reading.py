"""Reads typed values out of decoded JSON that somebody else wrote, and says exactly where it is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

Enum = TypeVar("Enum", bound=StrEnum)
Made = TypeVar("Made")


class UnexpectedJsonError(Exception):
    """A value is missing or of the wrong type; the message names its place, e.g. ``containers[3].created``."""


class JsonObject:
    """One JSON object at a known place. Keys that nobody asks for are ignored.

    Each method takes a key and gives its value in the type that its name says, or raises UnexpectedJsonError.
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise UnexpectedJsonError(f"{place or 'the whole'} is not an object")
        self._value = value
        self._place = place

    def has(self, key: str) -> bool:
        """Whether the key is there with a value other than null."""
        return self._value.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A string; ``default`` when the key is missing or null."""
        value = self._value[key] if self.has(key) else default
        if not isinstance(value, str):
            raise self._unexpected(key, "a string")
        return value

    def text_or_none(self, key: str) -> str | None:
        """A string or null."""
        return self.text(key) if self.has(key) else None

    def number(self, key: str) -> int:
        """An integer."""
        value = self._value.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._unexpected(key, "a whole number")
        return value

    def number_or_none(self, key: str) -> int | None:
        """An integer or null."""
        return self.number(key) if self.has(key) else None

    def size_or_none(self, key: str) -> int | None:
        """A number of bytes or null."""
        size = self.number_or_none(key)
        if size is not None and size < 0:
            raise self._unexpected(key, "a size")
        return size

    def flag(self, key: str, default: bool | None = None) -> bool:
        """A boolean; ``default`` when the key is missing or null."""
        value = self._value[key] if self.has(key) else default
        if not isinstance(value, bool):
            raise self._unexpected(key, "true or false")
        return value

    def flag_or_none(self, key: str) -> bool | None:
        """A boolean or null."""
        return self.flag(key) if self.has(key) else None

    def time(self, key: str) -> datetime:
        """An RFC 3339 time, as UTC."""
        try:
            moment = datetime.fromisoformat(self.text(key))
        except ValueError:
            raise self._unexpected(key, "a time") from None
        if moment.tzinfo is None:
            raise self._unexpected(key, "a time with its offset from UTC")
        return moment.astimezone(UTC)

    def time_or_none(self, key: str) -> datetime | None:
        """An RFC 3339 time or null."""
        return self.time(key) if self.has(key) else None

    def word(self, key: str, words: type[Enum]) -> Enum:
        """One of the words of an enumeration."""
        try:
            return words(self.text(key))
        except ValueError:
            raise self._unexpected(key, f"one of {', '.join(words)}") from None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings, empty when the key is missing or null."""
        items = self._list(key)
        if not all(isinstance(item, str) for item in items):
            raise self._unexpected(key, "a list of strings")
        return tuple(str(item) for item in items)

    def mapping(self, key: str) -> dict[str, str]:
        """An object whose values are strings, empty when the key is missing or null."""
        value = self._value[key] if self.has(key) else {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self._unexpected(key, "an object of strings")
        return dict(value)

    def child_or_none(self, key: str) -> JsonObject | None:
        """An object, or None for null or a missing key."""
        return self.child(key) if self.has(key) else None

    def child(self, key: str) -> JsonObject:
        """An object."""
        return JsonObject(self._value.get(key), self._at(key))

    def children(self, key: str, make: Callable[[JsonObject], Made]) -> tuple[Made, ...]:
        """What ``make`` makes of each object of a list; none when the key is missing or null."""
        return tuple(make(JsonObject(item, f"{self._at(key)}[{n}]")) for n, item in enumerate(self._list(key)))

    def _list(self, key: str) -> list[object]:
        value = self._value[key] if self.has(key) else []
        if not isinstance(value, list):
            raise self._unexpected(key, "a list")
        return value

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def _unexpected(self, key: str, expected: str) -> UnexpectedJsonError:
        missing = key not in self._value
        return UnexpectedJsonError(f"{self._at(key)} is {'missing' if missing else f'not {expected}'}")
