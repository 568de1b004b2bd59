"""From a parsed URL or connection string to the remote store that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bayplan.domain import ids
from bayplan.domain.model import RemoteReference
from bayplan.engine.connection_pairs import DATABASE_KEYS, HOST_KEYS, Pairs
from bayplan.engine.connection_urls import ConnectionUrl, Host, parse_host, parse_url
from bayplan.engine.remote_technologies import (
    AZURE_STORAGE,
    COSMOS_DB,
    DATABASE,
    DYNAMODB,
    ELASTICSEARCH,
    EVENT_HUBS,
    KAFKA,
    MINIO,
    MYSQL,
    POSTGRESQL,
    REDIS,
    S3,
    SCHEMES,
    SERVICE_BUS,
    SQL_SERVER,
    Technology,
    by_host,
    of_web_address,
)


@dataclass(frozen=True, slots=True)
class Named:
    """Where a value was found: the evidence to show, and what the variable's name says of its technology."""

    evidence: str
    technology: Technology | None
    words: tuple[str, ...]


_YES = frozenset({"true", "yes", "1", "require", "required", "verifyca", "verifyfull", "verify-ca", "verify-full",
                  "strict", "mandatory", "verify_identity", "verify_ca", "on"})  # fmt: skip
_NO = frozenset({"false", "no", "0", "disable", "disabled", "optional", "off"})
_TLS_KEYS = ("sslmode", "encrypt", "ssl", "tls", "usessl")
_DATABASE_NAME = re.compile(r"[\w.\-$]{1,128}")


def reference(
    technology: Technology, hosts: Sequence[Host], database: str, tls: bool | None, evidence: str
) -> RemoteReference | None:
    """The reference to a store at ``hosts``; None when they are this machine or the engine's own."""
    if not hosts or any(_is_here(name) for name, _ in hosts):
        return None
    technology = by_host(technology, hosts[0])
    if not _DATABASE_NAME.fullmatch(database):
        database = ""
    location = ",".join(_place(technology, host) for host in hosts)
    return RemoteReference(
        store=ids.remote_store(technology.slug, location, database),
        technology=technology.name,
        location=location,
        database=database,
        tls=tls,
        evidence=evidence,
    )


def _place(technology: Technology, host: Host) -> str:
    name, port = host
    port = port or technology.port
    if port is None or (port == 443 and technology.port is None):
        return name
    return f"{name}:{port}" if ":" not in name or name.startswith("[") else f"[{name}]:{port}"


def _is_here(host: str) -> bool:
    """True for this container itself, and for the names by which it reaches the engine's own machine."""
    bare = host.strip("[]")
    return (
        bare in {"localhost", "::1", "::", "0.0.0.0", "host.docker.internal", "gateway.docker.internal"}
        or bare in {"host.containers.internal", "localdb", "local", ""}
        or bare.startswith("127.")
        or bare.endswith(".localhost")
    )


def from_url(text: str, named: Named) -> RemoteReference | None:
    """The store that a URL names; None when it names none that is known, or not for certain."""
    url = parse_url(text)
    if url is None or not url.hosts:
        return None
    if url.scheme in {"http", "https"}:
        return _from_web_address(url, named)
    technology = SCHEMES.get(url.scheme)
    if technology is None:
        return None
    if technology is S3:
        return reference(S3, [("s3.amazonaws.com", None)], url.hosts[0][0], True, named.evidence)
    hosts = url.hosts
    if url.scheme == "mongodb+srv":
        technology = Technology(technology.slug, technology.name, None)  # the port is in DNS
    elif url.scheme == "amqps":
        technology = Technology(technology.slug, technology.name, 5671)
    if technology is SERVICE_BUS and named.technology is EVENT_HUBS:
        technology = EVENT_HUBS
    database = url.database or next((url.settings[key] for key in DATABASE_KEYS if key in url.settings), "")
    return reference(technology, hosts, database, _tls_of(url), named.evidence)


def _tls_of(url: ConnectionUrl) -> bool | None:
    if url.scheme in {"rediss", "valkeys", "amqps", "sb"}:
        return True
    told = _told(url.settings)
    if told is None and url.scheme == "mongodb+srv":
        return True
    return False if told is None and url.scheme in {"redis", "amqp", "valkey"} else told


def _told(settings: dict[str, str]) -> bool | None:
    for key in _TLS_KEYS:
        value = settings.get(key, "").lower()
        if value in _YES:
            return True
        if value in _NO:
            return False
    return None


def _from_web_address(url: ConnectionUrl, named: Named) -> RemoteReference | None:
    name, port = url.hosts[0]
    tls = url.scheme == "https"
    known = of_web_address(name)
    if known is None and named.technology in {ELASTICSEARCH, S3, MINIO, DYNAMODB, COSMOS_DB}:
        known = named.technology
    if known is None and named.words[:3] == ("aws", "endpoint", "url"):
        known = {(): S3, ("s", "3"): S3, ("dynamodb",): DYNAMODB, ("dynamo", "db"): DYNAMODB}.get(named.words[3:])
    if known is None:
        return None
    hosts = tuple((host, number or (None if tls or known is ELASTICSEARCH else 80)) for host, number in url.hosts)
    if known is ELASTICSEARCH:
        hosts = tuple((host, number or (443 if tls else 80)) for host, number in url.hosts)
        return reference(known, hosts, "", tls, named.evidence)
    database = url.database if known in {AZURE_STORAGE, S3, MINIO} else ""
    if known is S3 and name.endswith(".amazonaws.com") and not name.startswith(("s3.", "s3-")):
        bucket, _, place = name.partition(".s3")
        return reference(S3, [(f"s3{place}", port)], bucket, tls, named.evidence)
    return reference(known, hosts, database, tls, named.evidence)


def from_pairs(pairs: Pairs, named: Named) -> RemoteReference | None:
    """The store that a connection string names; None when it names none for certain."""
    shown = pairs.shown
    if "accountendpoint" in shown:
        return _end_point(COSMOS_DB, shown["accountendpoint"], shown, named)
    if "accountname" in shown or "blobendpoint" in shown:
        return _azure_storage(shown, named)
    if "endpoint" in shown and shown["endpoint"].startswith("sb://"):
        technology = EVENT_HUBS if named.technology is EVENT_HUBS else SERVICE_BUS
        return _end_point(technology, shown["endpoint"], shown, named)
    if pairs.bare:
        if named.technology in {None, REDIS, DATABASE}:
            hosts = [host for host in map(parse_host, pairs.bare) if host is not None]
            if len(hosts) != len(pairs.bare):
                return None
            secure = _told(shown)
            port = 6380 if secure else 6379
            return reference(
                REDIS, [(name, number or port) for name, number in hosts], shown.get("defaultdatabase", ""),
                secure if "ssl" in shown else None, named.evidence,
            )  # fmt: skip
        return None
    return _database_server(shown, named)


def _end_point(technology: Technology, written: str, shown: dict[str, str], named: Named) -> RemoteReference | None:
    url = parse_url(written)
    if url is None or not url.hosts:
        return None
    database = shown.get("database", "") or shown.get("entitypath", "")
    return reference(technology, url.hosts, database, url.scheme in {"https", "sb"}, named.evidence)


def _azure_storage(shown: dict[str, str], named: Named) -> RemoteReference | None:
    if "blobendpoint" in shown:
        url = parse_url(shown["blobendpoint"])
        return reference(AZURE_STORAGE, url.hosts, "", url.scheme == "https", named.evidence) if url else None
    suffix = shown.get("endpointsuffix") or "core.windows.net"
    host = parse_host(f"{shown['accountname']}.blob.{suffix}")
    protocol = shown.get("defaultendpointsprotocol", "")
    return (
        reference(AZURE_STORAGE, [host], "", protocol == "https" if protocol else None, named.evidence)
        if host
        else None
    )


def _database_server(shown: dict[str, str], named: Named) -> RemoteReference | None:
    """ADO.NET and libpq: which server it is follows from the variable, the keys and the port."""
    written = next((shown[key] for key in shown if key in HOST_KEYS), "")
    written = re.sub(r"^(?:tcp|admin):", "", written, flags=re.IGNORECASE)
    server, _, port_text = written.partition(",")
    port_text = port_text or shown.get("port", "")
    server = server.partition("\\")[0]
    if server in {".", "(local)"} or server.startswith(("(", "/", "np:", "lpc:")):
        return None
    host = parse_host(server)
    if host is None:
        return None
    port = host[1] or (int(port_text) if port_text.strip().isdecimal() else None)
    technology = _server_technology(shown, port, named)
    if technology is None:
        return None
    database = next((shown[key] for key in shown if key in DATABASE_KEYS), "")
    return reference(technology, [(host[0], port)], database, _told(shown), named.evidence)


def _server_technology(shown: dict[str, str], port: int | None, named: Named) -> Technology | None:
    if named.technology not in {None, DATABASE, KAFKA, REDIS, ELASTICSEARCH, S3, MINIO}:
        return named.technology
    if port in {5432, 3306}:
        return POSTGRESQL if port == 5432 else MYSQL
    if "host" in shown or "hostaddr" in shown or "dbname" in shown:
        return POSTGRESQL  # the keys of Npgsql and libpq
    if "uid" in shown and "port" in shown:
        return MYSQL
    server_keys = {"server", "datasource", "address", "addr", "networkaddress"}
    return SQL_SERVER if not server_keys.isdisjoint(shown) else None
