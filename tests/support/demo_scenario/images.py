"""The demo's images: real layers of known sizes, made by stand-in programs (there is no registry to pull from)."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from tests.support.private_engine import PrivateEngine

_BUSYBOX = next(path for path in (Path("/bin/busybox"), Path("/usr/bin/busybox")) if path.exists())
_APPLETS = ("sh", "sleep", "cat", "dd", "mkdir", "rm", "ls", "printf", "touch", "truncate", "chmod", "ln", "id", "trap")

#: Stands in for every long-running program: it stays, without work.
_STAY = "#!/bin/sh\ntrap 'exit 0' TERM INT\nwhile :; do sleep 3600 & wait $!; done\n"
_PROGRAMS = (
    "node",
    "celery",
    "postgres",
    "redis-server",
    "dockerd-entrypoint",
    "grafana",
    "prometheus",
    "nginx",
    "java",
    "exporter",
)

#: Stands in for apt-get, npm and pip: "installs" the last word as one file of that many megabytes.
_INSTALL = """#!/bin/sh
for last; do :; done
case "$last" in
postgresql-16) size=312 ;; ci) size=69 ;; requirements.txt) size=44 ;; redis) size=20 ;;
nginx) size=34 ;; grafana) size=118 ;; openjdk-21) size=203 ;; *) size=8 ;;
esac
mkdir -p /usr/lib/installed
dd if=/dev/zero of=/usr/lib/installed/$last bs=1M count=$size 2>/dev/null
"""

DOCKERFILES: dict[str, str] = {
    "postgres:16": """FROM debian:12-slim
RUN apt-get install -y postgresql-16
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/postgresql/data
CMD ["postgres"]
""",
    "shop/web:1.4": """FROM debian:12-slim
WORKDIR /app
RUN npm ci
COPY dist/ /app/dist/
CMD ["node", "server.js"]
""",
    "shop/worker:1.4": """FROM debian:12-slim
RUN pip install -r requirements.txt
CMD ["celery", "-A", "shop", "worker"]
""",
    "redis:7": """FROM debian:12-slim
RUN apt-get install -y redis
VOLUME /data
CMD ["redis-server"]
""",
    "nginx:1.27": """FROM debian:12-slim
RUN apt-get install -y nginx
CMD ["nginx", "-g", "daemon off;"]
""",
    "grafana/grafana:11.2": """FROM debian:12-slim
RUN apt-get install -y grafana
VOLUME /var/lib/grafana
CMD ["grafana", "server"]
""",
    "catalog/search:2.0": """FROM debian:12-slim
RUN apt-get install -y openjdk-21
COPY dist/ /opt/search/
VOLUME ["/opt/search/index"]
CMD ["java", "-jar", "search.jar"]
""",
    "docker:28-dind": """FROM debian:12-slim
RUN apt-get install -y docker
VOLUME /var/lib/docker
CMD ["dockerd-entrypoint"]
""",
    "shop/web:1.3": """FROM debian:12-slim
WORKDIR /app
RUN npm ci
COPY dist/ /app/old/
CMD ["node", "server.js"]
""",
}


def build_images(engine: PrivateEngine, folder: Path) -> None:
    """Builds every image of the demo on ``engine``; ``folder`` is an empty folder for the build contexts."""
    base = folder / "base.tar"
    base.write_bytes(_base_tar())
    engine.docker("import", "--message", "debian:12-slim", "--change", 'CMD ["sh"]', str(base), "debian:12-slim")
    engine.docker("import", "--change", 'CMD ["sh"]', str(_small_tar(folder)), "busybox:latest")
    (folder / "dist").mkdir()
    (folder / "dist" / "bundle.js").write_bytes(b"\0" * 22_000_000)
    (folder / "docker-entrypoint.sh").write_text("#!/bin/sh\n" + "# " + "x" * 15_000 + "\n")
    for tag, text in DOCKERFILES.items():
        dockerfile = folder / "Dockerfile"
        dockerfile.write_text(text)
        engine.docker("build", "--quiet", "--network", "none", "--tag", tag, str(folder))
    # An image that lost its tag to a newer build.
    (folder / "Dockerfile").write_text(DOCKERFILES["shop/worker:1.4"].replace("-A", "--app"))
    engine.docker("build", "--quiet", "--network", "none", "--tag", "shop/worker:nightly", str(folder))
    (folder / "Dockerfile").write_text(DOCKERFILES["shop/worker:1.4"].replace("-A", "--application"))
    engine.docker("build", "--quiet", "--network", "none", "--tag", "shop/worker:nightly", str(folder))
    engine.docker("rmi", "shop/worker:nightly")


def _small_tar(folder: Path) -> Path:
    path = folder / "busybox.tar"
    with tarfile.open(path, "w") as tar:
        _add_busybox(tar)
    return path


def _base_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        _add_busybox(tar)
        for name in _PROGRAMS:
            _add_file(tar, f"usr/local/bin/{name}", _STAY.encode(), mode=0o755)
        for name in ("apt-get", "npm", "pip"):
            _add_file(tar, f"usr/bin/{name}", _INSTALL.encode(), mode=0o755)
        _add_file(tar, "usr/lib/base-system", b"\0" * 95_000_000, mode=0o644)
    return buffer.getvalue()


def _add_busybox(tar: tarfile.TarFile) -> None:
    for folder in ("bin", "tmp", "run", "etc", "var", "usr", "usr/bin", "usr/local", "usr/local/bin", "usr/lib"):
        entry = tarfile.TarInfo(folder)
        entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
        tar.addfile(entry)
    _add_file(tar, "bin/busybox", _BUSYBOX.read_bytes(), mode=0o755)
    for applet in _APPLETS:
        link = tarfile.TarInfo(f"bin/{applet}")
        link.type, link.linkname = tarfile.SYMTYPE, "busybox"
        tar.addfile(link)


def _add_file(tar: tarfile.TarFile, name: str, content: bytes, *, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), mode
    tar.addfile(entry, io.BytesIO(content))
