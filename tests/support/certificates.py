"""Certificates for TLS between a test and its engine, made by openssl."""

from __future__ import annotations

import subprocess
from pathlib import Path


def make_certificates(folder: Path) -> None:
    """Writes ca.pem, a client's cert.pem and key.pem, and server-cert.pem and server-key.pem for 127.0.0.1."""
    _openssl(folder, "req", "-x509", *_NEW_KEY, "-keyout", "ca-key.pem", "-out", "ca.pem", "-subj", "/CN=test CA")
    _signed(folder, "server-", "subjectAltName=IP:127.0.0.1", "/CN=engine")
    _signed(folder, "", "extendedKeyUsage=clientAuth", "/CN=client")


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _signed(folder: Path, prefix: str, extension: str, subject: str) -> None:
    request, key = f"{prefix}request.pem", f"{prefix}key.pem"
    (folder / "extension.cnf").write_text(extension)
    _openssl(folder, "req", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", subject)
    _openssl(
        folder, "x509", "-req", "-in", request, "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
        "-out", f"{prefix}cert.pem", "-extfile", "extension.cnf",
    )  # fmt: skip


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
