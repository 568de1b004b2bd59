"""A volume driver of the recording's own, so that a volume of a foreign driver can be recorded.

Speaks Docker's volume plugin protocol (https://docs.docker.com/engine/extend/plugins_volume/) on a unix socket in the
folder where every engine looks for plugins.
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

PLUGINS = Path("/run/docker/plugins")
DRIVER = "blockstore"


@contextmanager
def volume_plugin(folder: Path) -> Iterator[None]:
    """Serves the driver "blockstore", whose volumes are folders below ``folder``, for as long as the block lasts."""
    volumes: dict[str, dict[str, Any]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            request = json.loads(self.rfile.read(length) or b"{}")
            body = json.dumps(answer(self.path, request)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.docker.plugins.v1.2+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def address_string(self) -> str:
            return "engine"

        def log_message(self, *_arguments: object) -> None:
            """Says nothing: the engine's log tells of failures."""

    def answer(path: str, request: dict[str, Any]) -> dict[str, Any]:
        name = request.get("Name", "")
        match path:
            case "/Plugin.Activate":
                return {"Implements": ["VolumeDriver"]}
            case "/VolumeDriver.Capabilities":
                return {"Capabilities": {"Scope": "global"}}
            case "/VolumeDriver.Create":
                (folder / name).mkdir(parents=True, exist_ok=True)
                volumes[name] = {"Name": name, "Mountpoint": str(folder / name)}
            case "/VolumeDriver.Remove":
                volumes.pop(name, None)
            case "/VolumeDriver.List":
                return {"Volumes": list(volumes.values()), "Err": ""}
            case "/VolumeDriver.Get" if name not in volumes:
                return {"Err": f"no such volume: {name}"}
            case "/VolumeDriver.Get":
                return {"Volume": volumes[name], "Err": ""}
            case "/VolumeDriver.Mount" | "/VolumeDriver.Path":
                return {"Mountpoint": str(folder / name), "Err": ""}
        return {"Err": ""}

    PLUGINS.mkdir(parents=True, exist_ok=True)
    path = PLUGINS / f"{DRIVER}.sock"
    path.unlink(missing_ok=True)
    server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        path.unlink(missing_ok=True)
