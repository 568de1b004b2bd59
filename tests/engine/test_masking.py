"""No secret gets through, in whatever form it is written; what is no secret stays readable."""

# A row of a table stays on one line.
# ruff: noqa: E501

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bayplan.engine.masking import (
    MASK,
    mask_arguments,
    mask_environment,
    mask_options,
    mask_payload,
    mask_text,
    mask_value,
)
from bayplan.engine.remote_names import references_from
from bayplan.engine.secret_names import is_secret_name
from bayplan.engine.translate import container_from_inspect, container_from_list, image_from_inspect, volume_from


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "POSTGRES_PASSWORD", "PGPASSWORD", "MYSQL_ROOT_PASSWORD", "DB_PASS", "dbPass", "SA_PWD", "mysqlPwd",
        "SECRET", "SECRET_KEY_BASE", "CLIENT_SECRET", "ClientSecret", "TOKEN", "GITHUB_TOKEN", "AccessToken", "GITHUB_PAT",
        "API_KEY", "ApiKey", "APIKEY", "AccountKey", "SharedAccessKey", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
        "AWS_SESSION_TOKEN", "MINIO_ROOT_PASSWORD", "REDIS_AUTH", "CREDENTIALS", "GOOGLE_CREDENTIAL", "SASL_JAAS_CONFIG",
        "KAFKA_SASL_JAAS_CONFIG", "ENCRYPTION_SALT", "JWT", "RABBITMQ_ERLANG_COOKIE", "sig", "--password", "requirepass",
        "traefik.http.middlewares.auth.basicauth.users", "X-Amz-Signature", "PRIVATE_KEY", "SharedAccessSignature",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "PWD", "OLDPWD", "PATH", "KEYBOARD", "MONKEY", "KEYCLOAK_URL", "GPG_KEY", "PUBLIC_KEY", "HOSTNAME",
        "POSTGRES_HOST_AUTH_METHOD", "AUTHOR", "PASSENGER_COUNT", "LANG", "SharedAccessKeyName", "DESIGN", "SIGNAL", "",
    ],
)  # fmt: skip
def test_names_that_only_look_secret(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ("PATH=/usr/bin:/bin", "PATH=/usr/bin:/bin"),
        ("PWD=/srv/app", "PWD=/srv/app"),
        ("EMPTY", "EMPTY"),
        ("POSTGRES_PASSWORD=", "POSTGRES_PASSWORD="),
        ("POSTGRES_PASSWORD=x", f"POSTGRES_PASSWORD={MASK}"),
        ("POSTGRES_PASSWORD_FILE=/run/secrets/pg", "POSTGRES_PASSWORD_FILE=/run/secrets/pg"),
        ("POSTGRES_PASSWORD_FILE=hunter2", f"POSTGRES_PASSWORD_FILE={MASK}"),
        ("ALLOW_EMPTY_PASSWORD=yes", "ALLOW_EMPTY_PASSWORD=yes"),
        ("PASSWORD=yes", f"PASSWORD={MASK}"),
        ("PASSWORD=/etc/x", f"PASSWORD={MASK}"),
        ("REDIS_URL=rediss://:pw@cache.example:6380/0", f"REDIS_URL=rediss://{MASK}@cache.example:6380/0"),
        ("DATABASE_URL=postgres://ann:pw@h1,h2:5433/db?sslmode=require&password=x&options=-c", f"DATABASE_URL=postgres://ann:{MASK}@h1,h2:5433/db?sslmode=require&password={MASK}&options={MASK}"),
        ("HOOK=https://hooks.slack.com/services/T0/B0/abc", f"HOOK=https://hooks.slack.com/{MASK}"),
        ("GIT=https://ghp_abcdefghijk@github.com/a/b", f"GIT=https://{MASK}@github.com/a/b"),
        ("CS=Server=tcp:h.example,1433;Database=d;User ID=u;Password='a;b'", f"CS=Server=tcp:h.example,1433;Database=d;User ID=u;Password={MASK}"),
        ("CACHE=h.example:6380,password=a=,ssl=True", f"CACHE=h.example:6380,password={MASK},ssl=True"),
        ("PQ=host=h port=5432 password='a b' dbname=d", f"PQ=host=h port=5432 password={MASK} dbname=d"),
        ("DSN=ann:pw@tcp(h:3306)/d?parseTime=true", f"DSN=ann:{MASK}@tcp(h:3306)/d?parseTime=true"),
        ("JSON={\"user\":\"u\",\"password\":\"x\"}", f"JSON={{\"user\":\"u\",\"password\":{MASK}"),
        ("URL=http://localhost:8080/health?x=1", f"URL=http://localhost:8080/health?x={MASK}"),
        ("OPTS=-Xmx512m -Dfile.encoding=UTF-8", "OPTS=-Xmx512m -Dfile.encoding=UTF-8"),
        ("IMAGE=quay.example/keycloak/keycloak:24.0", "IMAGE=quay.example/keycloak/keycloak:24.0"),
        ("YAML=password: x", f"YAML=password: {MASK}"),
        ("MAIL=ann@example.net", "MAIL=ann@example.net"),
        ("PKG=https://registry.example/@scope/pkg", "PKG=https://registry.example/@scope/pkg"),
        ("DB_CONNECTION_STRING=what=ever", f"DB_CONNECTION_STRING={MASK}"),
    ],
)  # fmt: skip
def test_environment(entry: str, shown: str) -> None:
    assert mask_environment([entry]) == (shown,)


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["redis-server", "--requirepass", "x1", "--port", "6379"], ["redis-server", "--requirepass", MASK, "--port", "6379"]),
        (["app", "--password=x1", "--verbose"], ["app", f"--password={MASK}", "--verbose"]),
        (["app", "--password", "x1", "--verbose"], ["app", "--password", MASK, "--verbose"]),
        (["mysql", "-px1", "-u", "root"], ["mysql", f"-p{MASK}", "-u", "root"]),
        (["psql", "-p", "5433"], ["psql", "-p", "5433"]),
        (["redis-cli", "-a", "x1", "-p", "6379"], ["redis-cli", "-a", MASK, "-p", "6379"]),
        (["curl", "-u", "ann:x1", "http://h:9200"], ["curl", "-u", MASK, "http://h:9200"]),
        (["curl", "-H", "Authorization: Bearer x1"], ["curl", "-H", f"Authorization: {MASK}"]),
        (["sh", "-c", "PASSWORD=x1 run; mysql -px2"], ["sh", "-c", f"PASSWORD={MASK}"]),
        (["run", "TOKEN=x1", "A=b"], ["run", f"TOKEN={MASK}", "A=b"]),
        (["docker-entrypoint.sh", "postgres"], ["docker-entrypoint.sh", "postgres"]),
    ],
)  # fmt: skip
def test_arguments(arguments: list[str], shown: list[str]) -> None:
    assert list(mask_arguments(arguments)) == shown


def test_a_text_without_secrets_stays_as_it_is() -> None:
    text = "sh  -c 'while true; do date >> /data/log; sleep 5; done'"
    assert mask_text(text) == text


def test_hostile_quotes_end() -> None:
    assert isinstance(mask_text("x='" + "' \"' " * 5000), str)
    assert isinstance(mask_text("don't PASSWORD=x1 " + "'" * 4001), str)
    assert "x1" not in mask_text("don't PASSWORD=x1 " + "'" * 4001)


@pytest.mark.parametrize("piece", ["pass", "a:b@", "x/y@", "key=", "=", ";", "://", "a=b;"])
def test_hostile_lengths_end(piece: str) -> None:
    text = "=@" + piece * 50_000
    assert mask_value(text) == MASK
    assert "x1" not in mask_text(f"{text} PASSWORD=x1")
    assert references_from(environment=[f"DATABASE_URL={text}"], arguments=[text]) == ()


def test_volume_options() -> None:
    masked = mask_options(
        {"type": "cifs", "o": "addr=nas,username=ann,password=a,b c,vers=3.0,ro", "device": "//nas/x"}
    )
    assert masked["o"] == f"addr=nas,username=ann,password={MASK},{MASK},vers=3.0,ro"
    assert masked["device"] == "//nas/x"


# Secrets of every form

#: Distinctive pieces: none may be seen, not even a part of a secret that a separator cut in two.
_PIECES = st.text(alphabet="QWXZ", min_size=6, max_size=10)
_TAME = st.sampled_from(["", "-", "_", ".", "+", "!", "~", "*", "=", "=="])
_WILD = st.sampled_from(["/", "?", "#", ":", "@", "&", "%40", ",", ";", "$", "^", "\\", "(", ")", "[", "]"])


@st.composite
def _secrets(draw: st.DrawFn, *, without: str = "") -> str:
    joints = st.one_of(_TAME, _WILD).filter(lambda joint: not any(c in without for c in joint))
    parts = [draw(_PIECES)]
    for _ in range(draw(st.integers(0, 2))):
        parts.extend((draw(joints), draw(_PIECES)))
    return "".join(parts)


def _hidden(shown: str) -> bool:
    return re.search("[QWXZ]{2}", shown) is None


_URL_FORMS = (
    "redis://:{}@cache.example:6379/0",
    "rediss://default:{}@cache.example/1",
    "postgres://ann:{}@db.example:5432/shop",
    "postgresql+asyncpg://ann:{}@h1.example,h2.example:5433/shop?sslmode=require",
    "mongodb+srv://ann:{}@cluster.example/shop?retryWrites=true",
    "mongodb://ann:{}@h1.example:27017,h2.example:27018/shop",
    "amqps://ann:{}@mq.example/vhost",
    "https://ann:{}@es.example:9200",
    "mysql://ann:{}@db.example/shop",
)
#: A secret in a query: what ends a query's item would end the secret for every reader.
_QUERY_FORMS = (
    "jdbc:postgresql://db.example/shop?user=ann&password={}",
    "jdbc:mysql://db.example:3306/shop?password={}&useSSL=true",
    "https://acc.blob.core.windows.net/c?sv=2023-01-03&sig={}",
    "https://b.s3.amazonaws.com/k?X-Amz-Credential={}&X-Amz-Signature={}",
    "postgres://db.example/shop?password={}",
)
_PAIR_FORMS = (
    "Server=tcp:shop.database.windows.net,1433;Database=d;User ID=ann;Password={};Encrypt=True",
    "Server=h;Database=d;Uid=ann;Pwd={}",
    "AccountEndpoint=https://x.documents.azure.com:443/;AccountKey={};",
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};EndpointSuffix=core.windows.net",
    "BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature={}",
    "Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={};EntityPath=q",
    "jdbc:sqlserver://h.example:1433;databaseName=d;user=sa;password={}",
)
_OTHER_FORMS = (
    ("shop.redis.cache.windows.net:6380,password={},ssl=True,abortConnect=False", ""),
    ("host=db.example port=5432 dbname=shop user=ann password={}", ""),
    ("ann:{}@tcp(db.example:3306)/shop?parseTime=true", ""),
    ('org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="{}";', '"'),
    ('{{"host":"h","password":"{}"}}', '"'),
    ("Bearer {}", ""),
    ("ann:{}@db.example:5432/shop", ""),
)


@given(secret=_secrets(), form=st.sampled_from(_URL_FORMS))
def test_no_secret_in_a_url_gets_through(secret: str, form: str) -> None:
    shown = mask_value(form.format(secret))
    assert _hidden(shown), shown


@given(secret=_secrets(without="&#;"), form=st.sampled_from(_QUERY_FORMS))
def test_no_secret_in_a_query_gets_through(secret: str, form: str) -> None:
    shown = mask_value(form.replace("{}", secret))
    assert _hidden(shown), shown


@given(secret=_secrets(), form=st.sampled_from(_PAIR_FORMS))
def test_no_secret_in_a_connection_string_gets_through(secret: str, form: str) -> None:
    shown = mask_value(form.format(secret))
    assert _hidden(shown), shown


@given(secret=_secrets(), form=st.sampled_from(_OTHER_FORMS))
def test_no_secret_in_another_form_gets_through(secret: str, form: tuple[str, str]) -> None:
    shown = mask_value(form[0].format(secret))
    assert _hidden(shown), shown


def _everywhere(secret: str, url: str, pairs: str) -> dict[str, Any]:
    """An inspect in which every place that may hold a secret holds one."""
    in_url, in_pairs = url.format(secret), pairs.format(secret)
    return {
        "Id": "c" * 64,
        "Name": "/c",
        "Path": "app",
        "Args": [f"--password={secret}", "--token", secret, in_url],
        "Config": {
            "Env": [f"DB_PASSWORD={secret}", f"URL={in_url}", f"ConnectionStrings__A={in_pairs}", f"X={in_pairs}"],
            "Cmd": ["sh", "-c", f"exec app --token '{secret}' --url {in_url}"],
            "Entrypoint": ["env", f"API_KEY={secret}"],
            "Labels": {"api.token": secret, "url": in_url, "connection": in_pairs},
            "Healthcheck": {"Test": ["CMD", "redis-cli", "-a", secret, "ping"]},
        },
        "HostConfig": {
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": secret}},
            "Mounts": [
                {
                    "Type": "volume",
                    "Target": "/v",
                    "VolumeOptions": {"DriverConfig": {"Options": {"o": f"username=u,password={secret},vers=3.0"}}},
                }
            ],
        },
        "State": {"Status": "running"},
    }


@given(secret=_secrets(without="'\\"), url=st.sampled_from(_URL_FORMS), pairs=st.sampled_from(_PAIR_FORMS))
def test_no_secret_leaves_the_translation(secret: str, url: str, pairs: str) -> None:
    payload = _everywhere(secret, url, pairs)
    assert _hidden(repr(container_from_inspect(payload)))
    shown = json.dumps(mask_payload(payload), ensure_ascii=False)
    assert _hidden(shown), shown
    listed = {"Id": "c", "Names": ["/c"], "Command": f"app --password={secret}", "Labels": payload["Config"]["Labels"]}
    assert _hidden(repr(container_from_list(listed)))


@given(secret=_secrets(without=" "))
@example(secret="QQQQQQ,QQQQQQ=QQQQQQ")
def test_no_secret_of_a_volume_or_an_image_gets_through(secret: str) -> None:
    volume = {"Name": "v", "Driver": "local", "Options": {"type": "cifs", "device": f"//u:{secret}@nas/x", "o": f"addr=nas,password={secret}"}}  # fmt: skip
    assert _hidden(repr(volume_from(volume)))
    assert _hidden(json.dumps(mask_payload({"Volumes": [volume]}), ensure_ascii=False))
    history = [
        {"CreatedBy": f"|1 TOKEN={secret} /bin/sh -c make", "Size": 5},
        {"CreatedBy": f"/bin/sh -c #(nop)  ENV API_KEY={secret}", "Size": 5},
    ]
    image = {"Id": "sha256:i", "RootFS": {"Layers": ["sha256:a", "sha256:b"]}, "History": history}
    assert _hidden(repr(image_from_inspect(image)))


def test_a_masked_payload_is_a_copy() -> None:
    payload: dict[str, Any] = {"Config": {"Env": ["A_TOKEN=x1"]}, "HostConfig": {"Memory": 5, "Init": None}}
    masked = mask_payload(payload)
    assert payload["Config"]["Env"] == ["A_TOKEN=x1"]
    assert masked == {"Config": {"Env": [f"A_TOKEN={MASK}"]}, "HostConfig": {"Memory": 5, "Init": None}}
