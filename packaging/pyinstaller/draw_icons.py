"""Draws resources/icons/bayplan.svg in the sizes that desktops want: draw_icons.py FOLDER.

Writes FOLDER/<size>x<size>/bayplan.png, and FOLDER/bayplan.ico and FOLDER/bayplan.icns, which hold several sizes.
"""

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImageReader

SOURCE = Path(__file__).resolve().parents[2] / "resources" / "icons" / "bayplan.svg"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
#: Which picture of an .icns has which type.
ICNS_TYPES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def main(folder: Path) -> None:
    """Draws all of them."""
    application = QGuiApplication(sys.argv[:1])
    drawn = {}
    for size in SIZES:
        target = folder / f"{size}x{size}" / "bayplan.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        reader = QImageReader(str(SOURCE))
        reader.setScaledSize(QSize(size, size))
        image = reader.read()
        if image.isNull() or not image.save(str(target)):
            raise SystemExit(f"{SOURCE} cannot be drawn into {target}: {reader.errorString()}")
        drawn[size] = target.read_bytes()
    (folder / "bayplan.ico").write_bytes(ico({size: drawn[size] for size in ICO_SIZES}))
    (folder / "bayplan.icns").write_bytes(icns({size: drawn[size] for size in ICNS_TYPES}))
    del application


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures: a directory with 16 bytes for each (a size of 256 is written as 0), then they."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    for size, png in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return head + b"".join(pictures.values())


def icns(pictures: dict[int, bytes]) -> bytes:
    """A macOS icon: each picture with its type and length, big-endian."""
    parts = [ICNS_TYPES[size] + struct.pack(">I", len(png) + 8) + png for size, png in pictures.items()]
    return b"icns" + struct.pack(">I", sum(map(len, parts)) + 8) + b"".join(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
