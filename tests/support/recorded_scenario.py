"""The scenario that is recorded from engines: every kind of mount, and every form in which a secret may appear."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

#: Every made-up secret of the scenario holds this word, so a test can look for it.
FAKE_SECRET = "s3cr3t"

BASE = "recorded/base:1"
APP = "recorded/app:2"
#: What the second image is committed with.
IMAGE_CONFIG: Json = {"Cmd": ["sleep", "1000000"], "Env": ["APP_API_KEY=s3cr3t-of-the-commit"]}

_WAIT = ["sleep", "1000000"]
_MB = 1 << 20


def image_changes() -> list[str]:
    """What the base image adds to its files."""
    return [
        "VOLUME /declared",
        "ENV IMAGE_TOKEN=s3cr3t-of-the-image",
        "LABEL org.opencontainers.image.title=<b>base</b>",
        'CMD ["sleep","1000000"]',
    ]


VOLUMES: list[Json] = [
    {"Name": "shop_data", "Labels": {"com.docker.compose.project": "shop", "api_token": "s3cr3t-label"}},
    {
        "Name": "media",
        "Driver": "local",
        "DriverOpts": {"type": "nfs", "o": "addr=nas.example,ro,nolock", "device": ":/export/media"},
    },
    {
        "Name": "office",
        "Driver": "local",
        "DriverOpts": {
            "type": "cifs",
            "o": "addr=nas.example,username=ann,password=s3cr3t-cifs,vers=3.0",
            "device": "//nas.example/office",
        },
    },
    {"Name": "fast", "Driver": "local", "DriverOpts": {"type": "tmpfs", "device": "tmpfs", "o": "size=16m"}},
]

_SECRETS = [
    "POSTGRES_PASSWORD=s3cr3t-1",
    "DATABASE_URL=postgresql://shop:s3cr3t-2@db.example:5433/orders?sslmode=require",
    (
        "ConnectionStrings__Orders=Server=tcp:shop.database.windows.net,1433;"
        "Database=orders;User ID=ann;Password=s3cr3t-3;"
    ),
    "COSMOS_CONNECTION=AccountEndpoint=https://shop-cat.documents.azure.com:443/;AccountKey=s3cr3t-4==;",
    "REDIS_URL=rediss://:s3cr3t-5@cache.example:6380/0",
    "CACHE=shop.redis.cache.windows.net:6380,password=s3cr3t-6=,ssl=True",
    (
        "AZURE_STORAGE_CONNECTION_STRING=DefaultEndpointsProtocol=https;AccountName=shopfiles;"
        "AccountKey=s3cr3t-7==;EndpointSuffix=core.windows.net"
    ),
    "REPORT=https://shopfiles.blob.core.windows.net/reports/a.pdf?sv=2023-01-03&sig=s3cr3t-8%3D",
    'KAFKA_JAAS=org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="s3cr3t-9";',
    "KAFKA_BOOTSTRAP_SERVERS=k1.example:9092,k2.example:9092",
    "DB_PASSWORD_FILE=/run/secrets/db",
    'SETTINGS={"password": "s3cr3t-10", "url": "amqp://ann:s3cr3t-11@mq.example/shop"}',
]


def containers_of(
    host: str, api_version: tuple[int, ...], tags: dict[str, str], *, podman: bool
) -> list[tuple[str, Json, bool]]:
    """(name, body of POST /containers/create, whether to start it).

    ``host`` is a folder on the engine's host; ``tags`` gives the engine's own names of BASE and APP. ``podman`` mounts
    images whatever version its API has.
    """
    made = [
        _container(
            "volumes",
            Volumes={"/anonymous": {}},
            HostConfig={"Binds": ["shop_data:/data", "plain:/ro:ro", f"{host}:/host:ro,private"]},
        ),
        _container("from-volumes", HostConfig={"VolumesFrom": ["volumes:ro"]}),
        _container("mounts", HostConfig={"Mounts": _mounts(host, api_version, podman=podman)}),
        _container(
            "tmpfs",
            HostConfig={
                "Tmpfs": {"/run/a": "size=64m,mode=1777,noexec", "/run/b": ""},
                "ReadonlyRootfs": True,
                "ShmSize": 128 * _MB,
            },
        ),
        _container("fast-volume", HostConfig={"Binds": ["fast:/fast"]}),
        _container("shm-owner", HostConfig={"IpcMode": "shareable", "ShmSize": 32 * _MB}),
        _container("shm-guest", HostConfig={"IpcMode": "container:shm-owner"}),
        _container("shm-of-host", HostConfig={"IpcMode": "host"}),
        _container("shm-none", HostConfig={"IpcMode": "none"}, start=False),
        _container(
            "shm-mounted",
            HostConfig={"Mounts": [{"Type": "tmpfs", "Target": "/dev/shm", "TmpfsOptions": {"SizeBytes": 8 * _MB}}]},
        ),
        _container("brief", HostConfig={"AutoRemove": True}),
        _container(
            "secretive",
            Env=_SECRETS,
            Cmd=["sh", "-c", "echo redis-cli -a s3cr3t-12; exec sleep 1000000", "--password=s3cr3t-13"],
            Healthcheck={
                "Test": ["CMD-SHELL", "true curl -u ann:s3cr3t-14 https://es.example:9200"],
                "Interval": 3600_000_000_000,
            },
            Labels={
                "secret.key": "s3cr3t-15",
                "note": "<script>alert(1)</script>",
                "rtl": "שלום עולם",
                "hook": "https://ann:s3cr3t-16@hooks.example/x",
            },
        ),
        _container(
            "shop-web-1",
            Image=APP,
            Env=["REDIS_URL=redis://cache:6379/0", "REDIS_HOST=far.example"],
            Labels={"com.docker.compose.project": "shop", "com.docker.compose.service": "web"},
            HostConfig={
                "Binds": ["shop_data:/var/data"],
                "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
            },
        ),
        _container(
            "shop-cache-1",
            Image=APP,
            Labels={"com.docker.compose.project": "shop", "com.docker.compose.service": "cache"},
        ),
        _container("n" + "x" * 249, start=False),
        _container("done", Cmd=["sh", "-c", "echo written > /written; exit 3"]),
    ]
    return [(name, body | {"Image": tags[body["Image"]]}, start) for name, body, start in made]


def _container(name: str, *, start: bool = True, **body: Any) -> tuple[str, Json, bool]:
    host_config = {"NetworkMode": "none", **body.pop("HostConfig", {})}
    return name, {"Image": BASE, "Cmd": _WAIT, "HostConfig": host_config, **body}, start


def _mounts(host: str, api_version: tuple[int, ...], *, podman: bool) -> list[Json]:
    mounts: list[Json] = [
        {"Type": "volume", "Source": "shop_data", "Target": "/data", "VolumeOptions": {"NoCopy": True}},
        {"Type": "volume", "Target": "/nameless"},
        {
            "Type": "bind",
            "Source": host,
            "Target": "/host",
            "ReadOnly": True,
            "BindOptions": {"Propagation": "private", "NonRecursive": True},
        },
        {"Type": "tmpfs", "Target": "/scratch", "TmpfsOptions": {"SizeBytes": 16 * _MB, "Mode": 0o700}},
    ]
    if api_version >= (1, 42):
        made = {"Type": "bind", "Source": f"{host}/made", "Target": "/made", "BindOptions": {"CreateMountpoint": True}}
        mounts.append(made)
    if api_version >= (1, 48) or podman:
        mounts.append({"Type": "image", "Source": APP, "Target": "/image"})
    return mounts
