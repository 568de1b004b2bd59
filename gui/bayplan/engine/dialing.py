"""Opens a socket to an engine: unix, TCP, or TLS over TCP."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

from bayplan.engine import unreachable
from bayplan.engine.endpoints import Endpoint

#: Seconds of silence before the system asks whether the peer is still there, between questions, and questions at most.
_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


class Dialer:
    """Opens connections to one endpoint; certificates are read once, when it is made.

    ``host_header`` and ``base_path`` are what HTTP requests to it need.
    """

    def __init__(self, endpoint: Endpoint, timeout: float) -> None:
        """``timeout`` in seconds for connecting and for every read. Raises EngineError for unusable certificates."""
        self._endpoint = endpoint
        self._timeout = timeout
        self._tls = _tls_context(endpoint) if endpoint.tls else None
        parts = urlsplit(endpoint.url)
        self._address = (parts.hostname or "", parts.port or 0)
        self.host_header = "localhost" if endpoint.scheme == "unix" else parts.netloc
        self.base_path = "" if endpoint.scheme == "unix" else parts.path

    def dial(self) -> socket.socket:
        """A connected socket with the time-out set; raises EngineError."""
        url = self._endpoint.url
        try:
            return self._dial()
        except UnicodeError as error:
            # A host name that can't be encoded, e.g. with two dots in a row.
            raise unreachable.connecting_failed(socket.gaierror(*error.args), url, self._timeout) from error
        except OSError as error:
            raise unreachable.connecting_failed(error, url, self._timeout) from error

    def _dial(self) -> socket.socket:
        if self._endpoint.scheme == "unix":
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.settimeout(self._timeout)
                sock.connect(self._endpoint.url.removeprefix("unix://"))
            except OSError:
                sock.close()
                raise
            return sock
        plain = socket.create_connection(self._address, self._timeout)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _keep_alive(plain)
            return self._tls.wrap_socket(plain, server_hostname=self._address[0]) if self._tls else plain
        except OSError:
            plain.close()
            raise


def _keep_alive(sock: socket.socket) -> None:
    """Lets the system notice a peer that vanished, so that a stream without traffic does not wait for ever."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        option = getattr(socket, name, None)  # not every system has each of them
        if option is not None:
            sock.setsockopt(socket.IPPROTO_TCP, option, value)


def _tls_context(endpoint: Endpoint) -> ssl.SSLContext:
    files = endpoint.tls_files
    try:
        context = ssl.create_default_context(cafile=files.ca)
        if files.cert and files.key:
            context.load_cert_chain(files.cert, files.key)
    except OSError as error:
        raise unreachable.tls_files_unusable(endpoint.url, error) from error
    if endpoint.skip_tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
