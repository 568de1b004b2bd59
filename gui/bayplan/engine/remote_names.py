"""Remote stores that a container's configuration names: inferred, with the evidence, and never with a secret.

Looks at the environment by name and by value, and at arguments, health check and labels by value. ``*_FILE``
variables hold paths, which are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bayplan.domain.model import RemoteReference
from bayplan.engine.connection_pairs import parse_commas, parse_semicolons, parse_spaces
from bayplan.engine.connection_urls import Host, parse_host
from bayplan.engine.mask_values import LONGEST
from bayplan.engine.remote_forms import Named, from_pairs, from_url, reference
from bayplan.engine.remote_technologies import (
    AZURE_STORAGE,
    COSMOS_DB,
    DATABASE,
    KAFKA,
    MINIO,
    REDIS,
    S3,
    Technology,
    dialect,
    named_by,
)
from bayplan.engine.secret_names import is_secret_name, words_of

_URL_IN_TEXT = re.compile(r"(?:jdbc:)?[A-Za-z][A-Za-z0-9+.\-]*(?::[a-z0-9]+)?://[^\s\"'<>|`\])]+")
_HOST_WORDS = frozenset(
    {"host", "hostname", "server", "addr", "address", "endpoint", "url", "uri", "pghost", "hostaddr"}
)
_LIST_WORDS = frozenset({"hosts", "nodes", "servers", "brokers", "broker", "urls", "addresses", "bootstrap"})
#: Names that say where a server listens, or whom it lets in, not where a client goes.
_SERVER_SIDE = frozenset(
    {"advertised", "listener", "listeners", "listen", "bind", "root", "allowed", "publish", "controller", "cfg"}
)
#: Names of places where software came from, not where its data are.
_SOURCES = frozenset({"download", "downloads", "mirror", "docs", "documentation", "homepage", "release", "installer"})
_ABOUT_THE_IMAGE = ("org.opencontainers.", "org.label-schema.")
_BUCKETS = frozenset(
    {"s3bucket", "awss3bucket", "awsbucket", "s3bucketname", "awss3bucketname", "awsstoragebucketname"}
)
_ACCOUNTS = frozenset({"azurestorageaccount", "azurestorageaccountname"})


def references_from(
    *,
    environment: Iterable[str],
    arguments: Sequence[str] = (),
    health_check: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    known: dict[str, tuple[RemoteReference, ...]] | None = None,
) -> tuple[RemoteReference, ...]:
    """The remote stores that a container's configuration names, each evidence once, in the order found.

    ``known`` has what variables ("NAME=value") named by their values before, and is added to; it holds secrets.
    """
    known = {} if known is None else known
    variables = [(name, value) for name, equals, value in (entry.partition("=") for entry in environment) if equals]
    found: list[RemoteReference] = []
    lookup: dict[str, str] = {}
    for name, value in variables:
        if len(value) > LONGEST:
            continue
        if "://" in value or "=" in value:
            variable = f"{name}={value}"
            if variable not in known:
                known[variable] = tuple(_from_value(value, name, name))
            found.extend(known[variable])
        if _role(name):
            lookup = lookup or dict(variables)
            found.extend(_from_names(name, value, lookup))
    for evidence, words in (("command", arguments), ("health check", health_check)):
        for word in words:
            if _may_name_a_place(word):
                found.extend(_from_text(word, evidence))
    for name, value in (labels or {}).items():
        if _may_name_a_place(value) and not name.startswith(_ABOUT_THE_IMAGE):
            found.extend(_from_text(value, f"label {name}"))
    return _settled(found) if found else ()


def _from_value(value: str, evidence: str, name: str) -> Iterable[RemoteReference]:
    """By the form of a value: URLs, lists of URLs, connection strings."""
    named = Named(evidence, named_by(name), words_of(name))
    if _names_files(name):
        return
    text = value.strip()
    if not _SOURCES.isdisjoint(named.words):
        return
    if "=" in text:
        pairs = parse_semicolons(text) or parse_commas(text) or parse_spaces(text)
        if pairs is not None and (pairs.shown or pairs.bare):
            found = from_pairs(pairs, named)
            if found is not None:
                yield found
                return
    if "://" in text:
        yield from _from_urls(text, named)
    elif "@tcp(" in text:
        found = from_url(text, named)
        if found is not None:
            yield found


def _from_urls(text: str, named: Named) -> Iterable[RemoteReference]:
    whole = from_url(text, named) if not re.search(r"[\s\"]|,\s*[a-z]+://", text) else None
    if whole is not None:
        yield whole
        return
    for match in _URL_IN_TEXT.finditer(text):
        for piece in re.split(r",(?=[A-Za-z][A-Za-z0-9+.\-]*://)", match.group()):
            found = from_url(piece.rstrip(",;."), named)
            if found is not None:
                yield found


def _may_name_a_place(text: str) -> bool:
    return "://" in text or ";" in text or "@tcp(" in text


def _from_text(text: str, evidence: str) -> Iterable[RemoteReference]:
    """By the forms of values within an argument, a label or a command line that _may_name_a_place."""
    if len(text) > LONGEST:
        return
    setting = text.partition("=")[2] if re.match(r"-{0,2}[\w.\-]+=", text) else ""
    for candidate in (text, setting):
        found = list(_from_value(candidate, evidence, "")) if candidate else []
        if found:
            yield from found
            return


@lru_cache(maxsize=8192)
def _role(name: str) -> str:
    """What a variable's name promises: "host", "list", "bucket", "account" or "" (nothing)."""
    words = words_of(name)
    joined = "".join(words)
    if joined in _BUCKETS:
        return "bucket"
    if joined in _ACCOUNTS:
        return "account"
    if not words or not _SERVER_SIDE.isdisjoint(words) or _names_files(name) or is_secret_name(name):
        return ""
    technology = named_by(name)
    if technology is None:
        return ""
    if words[-1] in _LIST_WORDS:
        return "list"
    return "host" if words[-1] in _HOST_WORDS else ""


def _names_files(name: str) -> bool:
    return name.upper().endswith(("_FILE", "_PATH", "_DIR"))


def _from_names(name: str, value: str, variables: Mapping[str, str]) -> Iterable[RemoteReference]:
    """By name: REDIS_HOST with REDIS_PORT, PGHOST with PGDATABASE, KAFKA_BOOTSTRAP_SERVERS, AWS_S3_BUCKET."""
    role = _role(name)
    if "=" in value or not value.strip():
        return
    if role == "bucket":
        yield from _bucket(name, value, variables)
        return
    if role == "account":
        if parse_host(value):
            host = (f"{value.lower()}.blob.core.windows.net", None)
            yield from _one(AZURE_STORAGE, [host], "", None, name)
        return
    technology = named_by(name)
    if technology is None or ("://" in value and technology is not KAFKA):
        return
    hosts = _hosts(value)
    if not hosts:
        return
    prefix = re.sub(r"_?[A-Za-z]+$", "", name) if name.upper() not in {"PGHOST", "PGHOSTADDR"} else "PG"
    tls = _tls(prefix, variables)
    if role == "host":
        port = variables.get(f"{prefix}_PORT") or variables.get(f"{prefix}PORT") or ""
        if port.isascii() and port.isdecimal() and len(hosts) == 1 and hosts[0][1] is None:
            hosts = [(hosts[0][0], int(port))]
    if technology is DATABASE:
        word = next((variables[key] for key in _dialect_keys(prefix) if key in variables), "")
        technology = dialect(word, hosts[0][1])
    if technology in {MINIO, S3, COSMOS_DB} and words_of(name)[-1] not in {"endpoint", "host", "url", "uri", "server"}:
        return
    yield from _one(technology, hosts, _database(technology, prefix, variables), tls, name)


def _hosts(value: str) -> list[Host]:
    """ "h1:9092,SASL_SSL://h2:9092" as hosts; [] when one of them is none."""
    pieces = [piece.strip().rpartition("://")[2].rstrip("/") for piece in value.split(",") if piece.strip()]
    hosts = [parse_host(piece) for piece in pieces]
    known = [host for host in hosts if host is not None]
    return known if len(known) == len(hosts) else []


def _dialect_keys(prefix: str) -> tuple[str, ...]:
    return tuple(
        f"{prefix}_{word}" for word in ("CONNECTION", "ENGINE", "TYPE", "DRIVER", "CLIENT", "DIALECT", "VENDOR")
    )


def _database(technology: Technology, prefix: str, variables: Mapping[str, str]) -> str:
    keys = [f"{prefix}_{word}" for word in ("DB", "DATABASE", "NAME", "DB_NAME", "DBNAME", "DATABASE_NAME", "VHOST")]
    if prefix == "PG":
        keys = ["PGDATABASE"]
    database = next((variables[key] for key in keys if variables.get(key)), "")
    if technology is REDIS and not database.isdecimal():
        return ""
    return database


def _tls(prefix: str, variables: Mapping[str, str]) -> bool | None:
    mode = (
        variables.get(f"{prefix}SSLMODE") or variables.get(f"{prefix}_SSLMODE") or variables.get(f"{prefix}_SSL_MODE")
    )
    if mode:
        return {"disable": False, "require": True, "verify-ca": True, "verify-full": True}.get(mode.lower())
    protocol = next((value for key, value in variables.items() if key.upper().endswith("SECURITY_PROTOCOL")), "")
    if protocol and prefix.upper().startswith(("KAFKA", "SPRING_KAFKA")):
        return protocol.upper().endswith("SSL")
    switch = (
        variables.get(f"{prefix}_TLS") or variables.get(f"{prefix}_SSL") or variables.get(f"{prefix}_USE_TLS") or ""
    ).lower()
    return {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }.get(switch)


def _bucket(name: str, value: str, variables: Mapping[str, str]) -> Iterable[RemoteReference]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.\-]{1,62}", value):
        return
    if any(variables.get(key) for key in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "S3_ENDPOINT")):
        return  # the end point names the store
    region = variables.get("AWS_REGION") or variables.get("AWS_DEFAULT_REGION") or ""
    host = f"s3.{region}.amazonaws.com" if re.fullmatch(r"[a-z0-9\-]+", region) else "s3.amazonaws.com"
    yield from _one(S3, [(host, None)], value, None, name)


def _one(
    technology: Technology, hosts: Sequence[Host], database: str, tls: bool | None, evidence: str
) -> Iterable[RemoteReference]:
    found = reference(technology, hosts, database, tls, evidence)
    if found is not None:
        yield found


def _settled(found: Iterable[RemoteReference]) -> tuple[RemoteReference, ...]:
    """Each (store, evidence) once; what names no database is the one store of that place that does."""
    unique = list({(item.store, item.evidence): item for item in found}.values())
    if len(unique) < 2:
        return tuple(unique)
    stores_at: dict[tuple[str, str], dict[str, RemoteReference]] = {}
    for item in unique:
        if item.database and _family(item) not in _HOLDS_MANY:
            stores_at.setdefault((_family(item), item.location), {})[item.store] = item
    settled: dict[tuple[str, str], RemoteReference] = {}
    for item in unique:
        same_place = stores_at.get((_family(item), item.location), {})
        settled_item = item
        if not item.database and len(same_place) == 1:
            fuller = next(iter(same_place.values()))
            tls = item.tls if item.tls is not None else fuller.tls
            settled_item = replace(fuller, evidence=item.evidence, tls=tls)
        settled.setdefault((settled_item.store, settled_item.evidence), settled_item)
    return tuple(settled.values())


#: Where the account is a thing of its own beside the containers or buckets in it.
_HOLDS_MANY = frozenset({AZURE_STORAGE.slug, S3.slug})


def _family(item: RemoteReference) -> str:
    return item.store.split(":", 2)[1]


def drop_local_names(
    references: Sequence[RemoteReference], names_on_engine: frozenset[str]
) -> tuple[RemoteReference, ...]:
    """Without the references whose every host is a container of the same engine, by name, alias or address.

    Such a store lies in that container, not outside the host. ``names_on_engine`` in lower case.
    """
    if not references:
        return ()
    return tuple(item for item in references if not all(host in names_on_engine for host in _hosts_of(item.location)))


@lru_cache(maxsize=1024)
def _hosts_of(location: str) -> tuple[str, ...]:
    """The host names of a reference's location, without ports."""
    names = []
    for part in location.split(","):
        host = parse_host(part)
        names.append(host[0].strip("[]") if host else part)
    return tuple(names)
