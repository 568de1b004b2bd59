"""A copy is compared by what matters, not by how an engine happens to write its tars."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest

from bayplan.engine.copy_check import first_difference


def member(name: str, **attributes: object) -> tarfile.TarInfo:
    """A member of a tar."""
    made = tarfile.TarInfo(name)
    for key, value in attributes.items():
        setattr(made, key, value)
    return made


def tar(*entries: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> Iterator[bytes]:
    """The entries as a tar in pieces."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as made:
        for each, content in entries:
            each.size = len(content)
            made.addfile(each, io.BytesIO(content))
    data = buffer.getvalue()
    return (data[start : start + 500] for start in range(0, len(data), 500))


def root() -> tuple[tarfile.TarInfo, bytes]:
    return member("root", type=tarfile.DIRTYPE, mode=0o700, uid=5), b""


def test_times_and_the_form_of_a_tar_make_no_difference() -> None:
    one = tar(root(), (member("root/file", mtime=1), b"text"), form=tarfile.PAX_FORMAT)
    other = tar(root(), (member("./root/file", mtime=99), b"text"), form=tarfile.GNU_FORMAT)
    assert first_difference(one, other, root="root") is None


@pytest.mark.parametrize(
    ("attributes", "content"),
    [
        ({}, b"TEXT"),
        ({}, b"text and more"),
        ({"mode": 0o600}, b"text"),
        ({"uid": 7}, b"text"),
        ({"gid": 7}, b"text"),
        ({"type": tarfile.SYMTYPE, "linkname": "x"}, b""),
    ],
)
def test_what_matters_does(attributes: dict[str, object], content: bytes) -> None:
    one = tar(root(), (member("root/file"), b"text"))
    other = tar(root(), (member("root/file", **attributes), content))
    assert first_difference(one, other, root="root") == "file"


def test_what_is_missing_is_a_difference() -> None:
    whole = (root(), (member("root/a"), b"1"), (member("root/b"), b"2"))
    assert first_difference(tar(*whole), tar(*whole[:2]), root="root") == "b"
    assert first_difference(tar(*whole[:2]), tar(*whole), root="root") == "b"
    other = (member("root", type=tarfile.DIRTYPE, mode=0o755, uid=5), b"")
    assert first_difference(tar(root()), tar(other), root="root") == "its root"
