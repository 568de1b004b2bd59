"""The kinds of remote store that names and addresses can tell apart, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from bayplan.engine.connection_urls import Host
from bayplan.engine.secret_names import words_of


@dataclass(frozen=True, slots=True)
class Technology:
    """A kind of remote store.

    Attributes:
        slug: its part of store ids. name: for readers. port: the default one, None where the address is a web
            address (then port 443 goes without saying).
    """

    slug: str
    name: str
    port: int | None


REDIS = Technology("redis", "Redis", 6379)
POSTGRESQL = Technology("postgresql", "PostgreSQL", 5432)
MYSQL = Technology("mysql", "MySQL", 3306)
MARIADB = Technology("mysql", "MariaDB", 3306)
MONGODB = Technology("mongodb", "MongoDB", 27017)
SQL_SERVER = Technology("sql-server", "SQL Server", 1433)
COSMOS_DB = Technology("cosmos-db", "Azure Cosmos DB", None)
AZURE_STORAGE = Technology("azure-storage", "Azure Storage", None)
RABBITMQ = Technology("amqp", "RabbitMQ", 5672)
SERVICE_BUS = Technology("service-bus", "Azure Service Bus", None)
EVENT_HUBS = Technology("event-hubs", "Azure Event Hubs", None)
KAFKA = Technology("kafka", "Kafka", 9092)
ELASTICSEARCH = Technology("elasticsearch", "Elasticsearch", 9200)
S3 = Technology("s3", "S3 object store", None)
DYNAMODB = Technology("dynamodb", "Amazon DynamoDB", None)
MINIO = Technology("s3", "MinIO", None)
DATABASE = Technology("database", "Database", None)

SCHEMES: dict[str, Technology] = {
    "redis": REDIS,
    "rediss": REDIS,
    "valkey": REDIS,
    "valkeys": REDIS,
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    "postgis": POSTGRESQL,
    "pgsql": POSTGRESQL,
    "mysql": MYSQL,
    "mysql2": MYSQL,
    "mysqli": MYSQL,
    "mariadb": MARIADB,
    "mongodb": MONGODB,
    "mongodb+srv": MONGODB,
    "sqlserver": SQL_SERVER,
    "mssql": SQL_SERVER,
    "amqp": RABBITMQ,
    "amqps": RABBITMQ,
    "sb": SERVICE_BUS,
    "kafka": KAFKA,
    "s3": S3,
}

#: Words of variable names that say what the variable is about; the first that a name has decides.
_NAMED: tuple[tuple[frozenset[str], Technology], ...] = (
    (frozenset({"redis", "rediscacheconnstr", "valkey"}), REDIS),
    (frozenset({"rabbitmq", "rabbit", "amqp"}), RABBITMQ),
    (frozenset({"eventhub", "eventhubs", "eventhubconnstr"}), EVENT_HUBS),
    (frozenset({"servicebus", "servicebusconnstr"}), SERVICE_BUS),
    (frozenset({"kafka"}), KAFKA),
    (frozenset({"elasticsearch", "elastic", "opensearch"}), ELASTICSEARCH),
    (frozenset({"mongodb", "mongo"}), MONGODB),
    (frozenset({"docdbconnstr", "cosmos", "cosmosdb"}), COSMOS_DB),
    (frozenset({"postgresql", "postgres", "postgresqlconnstr", "pg", "pghost", "pgsql"}), POSTGRESQL),
    (frozenset({"mariadb"}), MARIADB),
    (frozenset({"mysql", "mysqlconnstr", "wordpress"}), MYSQL),
    (frozenset({"mssql", "sqlserver", "sqlconnstr", "sqlazureconnstr"}), SQL_SERVER),
    (frozenset({"minio"}), MINIO),
    (frozenset({"dynamodb"}), DYNAMODB),
    (frozenset({"s3"}), S3),
    (frozenset({"db", "database"}), DATABASE),
)

_BY_PORT = {
    technology.port: technology for technology in (REDIS, POSTGRESQL, MYSQL, MONGODB, SQL_SERVER, RABBITMQ, KAFKA)
}
#: What DB_CONNECTION, DB_ENGINE and their like are set to.
_DIALECTS = {
    "pgsql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "postgresql": POSTGRESQL,
    "mysql": MYSQL,
    "mariadb": MARIADB,
    "sqlsrv": SQL_SERVER,
    "mssql": SQL_SERVER,
    "sqlserver": SQL_SERVER,
    "mongodb": MONGODB,
}


@lru_cache(maxsize=8192)
def named_by(variable: str) -> Technology | None:
    """The technology that a variable's name is about; None when it names none."""
    words = _joined_words(variable)
    return next((technology for names, technology in _NAMED if not names.isdisjoint(words)), None)


def dialect(word: str, port: int | None) -> Technology:
    """The technology of a database whose variables say no more than "DB": by its dialect, else by its port."""
    last = word.lower().rpartition(".")[2].removeprefix("postgresql_psycopg")
    return _DIALECTS.get(last) or _BY_PORT.get(port) or DATABASE


def by_host(technology: Technology, host: Host) -> Technology:
    """The technology as the host's name makes it more precise ("….database.windows.net" is Azure SQL Database)."""
    name, port = host
    if name.endswith(".database.windows.net"):
        return replace(SQL_SERVER, name="Azure SQL Database")
    if name.endswith((".mongo.cosmos.azure.com", ".mongocluster.cosmos.azure.com")) or (
        name.endswith(".documents.azure.com") and technology is not MONGODB
    ):
        return COSMOS_DB
    if technology is MONGODB and (port == 10255 or name.endswith(".documents.azure.com")):
        return COSMOS_DB
    if name.endswith((".redis.cache.windows.net", ".redis.azure.net")):
        return replace(REDIS, name="Azure Cache for Redis", port=6380)
    if name.endswith(".servicebus.windows.net"):
        return EVENT_HUBS if technology in {KAFKA, EVENT_HUBS} else SERVICE_BUS
    if name.endswith((".postgres.database.azure.com", ".mysql.database.azure.com")):
        return replace(technology, name=f"Azure Database for {technology.name}")
    if name.endswith(".rds.amazonaws.com"):
        return replace(technology, name="Amazon RDS")
    if technology is S3 and name.endswith(".amazonaws.com"):
        return replace(S3, name="Amazon S3")
    if technology is S3 and "minio" in name:
        return MINIO
    return technology


def of_web_address(host: str) -> Technology | None:
    """The store behind an https address, where the host's name alone tells; else None."""
    if host.endswith(".documents.azure.com"):
        return COSMOS_DB
    if host.endswith(".core.windows.net") and host.split(".")[1:2] and host.split(".")[1] in _AZURE_SERVICES:
        return AZURE_STORAGE
    if host.endswith(".servicebus.windows.net"):
        return SERVICE_BUS
    if host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        labels = host.split(".")
        if "dynamodb" in labels:
            return DYNAMODB
        if any(label == "s3" or label.startswith("s3-") for label in labels):
            return S3
        if "es" in labels:
            return ELASTICSEARCH
    if host.endswith((".elastic-cloud.com", ".es.io")):
        return ELASTICSEARCH
    return None


_AZURE_SERVICES = frozenset({"blob", "queue", "table", "file", "dfs"})


def _joined_words(variable: str) -> frozenset[str]:
    """Words of the name, whole parts too: "S3_ENDPOINT" has "s3", "RabbitMQ__Host" has "rabbitmq"."""
    parts = variable.replace("-", "_").replace(".", "_").replace(":", "_").lower().split("_")
    return frozenset(parts) | frozenset(words_of(variable))
