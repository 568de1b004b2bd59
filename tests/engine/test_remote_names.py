"""Remote stores are found in every form in which configurations name them, and nothing else is taken for one."""

# A row of a table stays on one line.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from bayplan.domain.model import RemoteReference
from bayplan.engine.remote_names import drop_local_names, references_from

Found = tuple[str, str, str, bool | None]


def _found(*environment: str) -> list[Found]:
    references = references_from(environment=environment)
    return [(item.technology, item.location, item.database, item.tls) for item in references]


_ADO = "Server=tcp:shop.database.windows.net,1433;Initial Catalog=orders;User ID=a;Password=p;Encrypt=True"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        # SQL Server, Azure SQL Database
        (f"ConnectionStrings__Orders={_ADO}", ("Azure SQL Database", "shop.database.windows.net:1433", "orders", True)),
        ("SQLAZURECONNSTR_A=Data Source=x.database.windows.net;Database=d", ("Azure SQL Database", "x.database.windows.net:1433", "d", None)),
        ("SQLCONNSTR_A=Server=SQL01.corp.example,14330;Database=d;Encrypt=False", ("SQL Server", "sql01.corp.example:14330", "d", False)),
        (r"ConnectionStrings__B=Server=sql.example\INST;Database=d;Trusted_Connection=True", ("SQL Server", "sql.example:1433", "d", None)),
        ("A=jdbc:sqlserver://sql.example:1433;databaseName=d;encrypt=true;user=u;password=p", ("SQL Server", "sql.example:1433", "d", True)),
        ("A=mssql://u:p@sql.example/d", ("SQL Server", "sql.example:1433", "d", None)),
        ("MSSQL_HOST=sql.example", ("SQL Server", "sql.example:1433", "", None)),
        # Azure Cosmos DB
        ("DOCDBCONNSTR_A=AccountEndpoint=https://shop.documents.azure.com:443/;AccountKey=k==", ("Azure Cosmos DB", "shop.documents.azure.com", "", True)),
        ("X=AccountEndpoint=https://Shop.documents.azure.com:443/;AccountKey=k;Database=cat", ("Azure Cosmos DB", "shop.documents.azure.com", "cat", True)),
        ("COSMOS_ENDPOINT=https://shop.documents.azure.com", ("Azure Cosmos DB", "shop.documents.azure.com", "", True)),
        ("M=mongodb://shop:k@shop.mongo.cosmos.azure.com:10255/?ssl=true&replicaSet=globaldb", ("Azure Cosmos DB", "shop.mongo.cosmos.azure.com:10255", "", True)),
        # MongoDB
        ("MONGO_URL=mongodb://u:p@m1.example,m2.example:27018/shop", ("MongoDB", "m1.example:27017,m2.example:27018", "shop", None)),
        ("MONGODB_URI=mongodb+srv://u:p@cluster.example/shop?retryWrites=true", ("MongoDB", "cluster.example", "shop", True)),
        ("MONGO_URL=mongodb://m.example/shop?tls=true", ("MongoDB", "m.example:27017", "shop", True)),
        ("MONGO_HOST=m.example", ("MongoDB", "m.example:27017", "", None)),
        # Azure Storage
        ("AZURE_STORAGE_CONNECTION_STRING=DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=k==;EndpointSuffix=core.windows.net", ("Azure Storage", "acc.blob.core.windows.net", "", True)),
        ("AzureWebJobsStorage=DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=k==", ("Azure Storage", "acc.blob.core.windows.net", "", True)),
        ("S=BlobEndpoint=https://acc.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x", ("Azure Storage", "acc.blob.core.windows.net", "", True)),
        ("U=https://acc.blob.core.windows.net/photos/a.jpg?sv=1&sig=x", ("Azure Storage", "acc.blob.core.windows.net", "photos", True)),
        ("AZURE_STORAGE_ACCOUNT=acc", ("Azure Storage", "acc.blob.core.windows.net", "", None)),
        # Redis
        ("REDIS_URL=redis://:p@cache.example", ("Redis", "cache.example:6379", "", False)),
        ("REDIS_URL=rediss://default:p@Cache.Example:6380/2", ("Redis", "cache.example:6380", "2", True)),
        ("REDISCACHECONNSTR_A=shop.redis.cache.windows.net:6380,password=p=,ssl=True,abortConnect=False", ("Azure Cache for Redis", "shop.redis.cache.windows.net:6380", "", True)),
        ("Redis__Configuration=cache.example:6379,password=p,defaultDatabase=3", ("Redis", "cache.example:6379", "3", None)),
        ("SPRING_REDIS_HOST=cache.example", ("Redis", "cache.example:6379", "", None)),
        ("REDIS_ADDR=cache.example:6390", ("Redis", "cache.example:6390", "", None)),
        ("CELERY_BROKER_URL=redis://cache.example/1", ("Redis", "cache.example:6379", "1", False)),
        # PostgreSQL, MySQL, MariaDB, Amazon RDS
        ("DATABASE_URL=postgres://u:p@db.example/shop", ("PostgreSQL", "db.example:5432", "shop", None)),
        ("DATABASE_URL=postgresql+asyncpg://u:p@db.example:5433/shop?sslmode=verify-full", ("PostgreSQL", "db.example:5433", "shop", True)),
        ("DATABASE_URL=postgresql://u:p%40x@h1.example,h2.example:5433/shop?sslmode=disable", ("PostgreSQL", "h1.example:5432,h2.example:5433", "shop", False)),
        ("A=jdbc:postgresql://db.example:5432/shop?user=u&password=p", ("PostgreSQL", "db.example:5432", "shop", None)),
        ("A=host=db.example port=5433 dbname=shop user=u password='p w'", ("PostgreSQL", "db.example:5433", "shop", None)),
        ("ConnectionStrings__P=Host=db.example;Port=5432;Database=shop;Username=u;Password=p", ("PostgreSQL", "db.example:5432", "shop", None)),
        ("PGHOST=db.example", ("PostgreSQL", "db.example:5432", "", None)),
        ("POSTGRES_HOST=db.example:5433", ("PostgreSQL", "db.example:5433", "", None)),
        ("DATABASE_URL=postgres://u:p@shop.abc.eu-west-1.rds.amazonaws.com/shop", ("Amazon RDS", "shop.abc.eu-west-1.rds.amazonaws.com:5432", "shop", None)),
        ("D=postgres://u:p@x.postgres.database.azure.com/d?sslmode=require", ("Azure Database for PostgreSQL", "x.postgres.database.azure.com:5432", "d", True)),
        ("DATABASE_URL=mysql://u:p@db.example/shop", ("MySQL", "db.example:3306", "shop", None)),
        ("DATABASE_URL=mysql2://u:p@db.example:3307/shop", ("MySQL", "db.example:3307", "shop", None)),
        ("A=jdbc:mariadb://db.example/shop?user=u&password=p", ("MariaDB", "db.example:3306", "shop", None)),
        ("A=jdbc:mysql://db.example:3306/shop?useSSL=true", ("MySQL", "db.example:3306", "shop", True)),
        ("DSN=u:p@tcp(db.example:3306)/shop?parseTime=true", ("MySQL", "db.example:3306", "shop", None)),
        ("MYSQLCONNSTR_A=Server=db.example;Database=shop;Uid=u;Pwd=p", ("MySQL", "db.example:3306", "shop", None)),
        ("ConnectionStrings__M=Server=db.example;Port=3306;Database=shop;Uid=u;Pwd=p", ("MySQL", "db.example:3306", "shop", None)),
        ("MYSQL_HOST=db.example", ("MySQL", "db.example:3306", "", None)),
        ("MARIADB_HOST=db.example", ("MariaDB", "db.example:3306", "", None)),
        ("WORDPRESS_DB_HOST=db.example:3306", ("MySQL", "db.example:3306", "", None)),
        ("DB_HOST=db.example:5432", ("PostgreSQL", "db.example:5432", "", None)),
        ("DB_HOST=db.example", ("Database", "db.example", "", None)),
        # AMQP, Service Bus, Event Hubs
        ("AMQP_URL=amqp://u:p@mq.example/vhost", ("RabbitMQ", "mq.example:5672", "vhost", False)),
        ("AMQP_URL=amqps://u:p@mq.example/vhost", ("RabbitMQ", "mq.example:5671", "vhost", True)),
        ("RABBITMQ_HOST=mq.example", ("RabbitMQ", "mq.example:5672", "", None)),
        ("SERVICEBUSCONNSTR_A=Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=k=;EntityPath=q", ("Azure Service Bus", "ns.servicebus.windows.net", "q", True)),
        ("EVENTHUBCONNSTR_A=Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=k=;EntityPath=h", ("Azure Event Hubs", "ns.servicebus.windows.net", "h", True)),
        # Kafka
        ("KAFKA_BOOTSTRAP_SERVERS=k1.example:9092,k2.example:9093", ("Kafka", "k1.example:9092,k2.example:9093", "", None)),
        ("SPRING_KAFKA_BOOTSTRAP_SERVERS=k1.example", ("Kafka", "k1.example:9092", "", None)),
        ("KAFKA_BROKERS=SASL_SSL://k1.example:9094", ("Kafka", "k1.example:9094", "", None)),
        ("KAFKA_BROKERS=ns.servicebus.windows.net:9093", ("Azure Event Hubs", "ns.servicebus.windows.net:9093", "", None)),
        # Elasticsearch
        ("ELASTICSEARCH_URL=https://u:p@es.example:9200", ("Elasticsearch", "es.example:9200", "", True)),
        ('ELASTICSEARCH_HOSTS=["http://es.example:9200"]', ("Elasticsearch", "es.example:9200", "", False)),
        ("ELASTICSEARCH_HOSTS=es1.example,es2.example", ("Elasticsearch", "es1.example:9200,es2.example:9200", "", None)),
        # S3, MinIO, DynamoDB
        ("AWS_ENDPOINT_URL=https://store.example", ("S3 object store", "store.example", "", True)),
        ("AWS_ENDPOINT_URL_S3=http://minio.example:9000", ("MinIO", "minio.example:9000", "", False)),
        ("AWS_ENDPOINT_URL_DYNAMODB=https://dynamodb.eu-west-1.amazonaws.com", ("Amazon DynamoDB", "dynamodb.eu-west-1.amazonaws.com", "", True)),
        ("U=https://photos.s3.eu-west-1.amazonaws.com/a?X-Amz-Signature=x", ("Amazon S3", "s3.eu-west-1.amazonaws.com", "photos", True)),
        ("B=s3://photos/a/b", ("Amazon S3", "s3.amazonaws.com", "photos", True)),
        ("AWS_S3_BUCKET=photos", ("Amazon S3", "s3.amazonaws.com", "photos", None)),
        ("MINIO_ENDPOINT=minio.example:9000", ("MinIO", "minio.example:9000", "", None)),
    ],
)  # fmt: skip
def test_one_variable(entry: str, expected: Found) -> None:
    assert _found(entry) == [expected]
    (reference,) = references_from(environment=[entry])
    assert reference.evidence == entry.partition("=")[0]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (["REDIS_HOST=c.example", "REDIS_PORT=6380", "REDIS_DB=2", "REDIS_TLS=true"], ("Redis", "c.example:6380", "2", True)),
        (["PGHOST=d.example", "PGPORT=5433", "PGDATABASE=shop", "PGSSLMODE=require"], ("PostgreSQL", "d.example:5433", "shop", True)),
        (["POSTGRES_HOST=d.example", "POSTGRES_DB=shop", "POSTGRES_USER=u"], ("PostgreSQL", "d.example:5432", "shop", None)),
        (["DB_CONNECTION=pgsql", "DB_HOST=d.example", "DB_DATABASE=shop"], ("PostgreSQL", "d.example:5432", "shop", None)),
        (["DB_ENGINE=django.db.backends.mysql", "DB_HOST=d.example", "DB_NAME=shop"], ("MySQL", "d.example:3306", "shop", None)),
        (["DB_HOST=d.example", "DB_PORT=3306", "DB_NAME=shop"], ("MySQL", "d.example:3306", "shop", None)),
        (["AWS_S3_BUCKET=photos", "AWS_REGION=eu-west-1"], ("Amazon S3", "s3.eu-west-1.amazonaws.com", "photos", None)),
        (["KAFKA_BROKERS=k.example", "KAFKA_SECURITY_PROTOCOL=SASL_SSL"], ("Kafka", "k.example:9092", "", True)),
    ],
)  # fmt: skip
def test_variables_that_belong_together(environment: list[str], expected: Found) -> None:
    assert _found(*environment) == [expected]


@pytest.mark.parametrize(
    "entry",
    [
        "PATH=/usr/bin:/bin",
        "REDIS_URL=redis://localhost:6379",
        "REDIS_URL=redis://127.0.0.1/0",
        "REDIS_HOST=localhost",
        "DATABASE_URL=postgres://u:p@[::1]/d",
        "DATABASE_URL=postgres://u:p@host.docker.internal/d",
        "DATABASE_URL=postgres:///shop?host=/var/run/postgresql",
        "DATABASE_URL=sqlite:////data/app.db",
        "PGHOST=/var/run/postgresql",
        "ConnectionStrings__A=Data Source=/data/app.db;Cache=Shared",
        "ConnectionStrings__A=Server=.;Database=d",
        r"ConnectionStrings__A=Server=(localdb)\MSSQLLocalDB;Database=d",
        "MYSQL_ROOT_HOST=%",
        "POSTGRES_HOST_AUTH_METHOD=trust",
        "POSTGRES_DB=shop",
        "MYSQL_DATABASE=shop",
        "MINIO_ROOT_USER=admin",
        "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka.example:9092",
        "KAFKA_LISTENERS=PLAINTEXT://0.0.0.0:9092",
        "DATABASE_URL_FILE=/run/secrets/url",
        "DB_PASSWORD_FILE=/run/secrets/db",
        "REDIS_HOST=${REDIS_HOST}",
        "REDIS_URL=redis://$HOST/0",
        "ALLOWED_HOSTS=a.example,b.example",
        "VIRTUAL_HOST=www.example",
        "HOSTNAME=abc",
        "AZURE=UseDevelopmentStorage=true",
        "SITE=https://www.example/path",
        "AGENT_DOWNLOAD_URL=https://releases.s3.amazonaws.com/agent.tgz",
        "JAVA_OPTS=-Xmx512m -Dfile.encoding=UTF-8",
        "DATABASE_URL=postgres://u:p/w@db.example/d",
        "DB_HOST=",
    ],
)
def test_what_names_no_remote_store(entry: str) -> None:
    assert _found(entry) == []


def test_the_command_line_the_health_check_and_labels_are_looked_through() -> None:
    found = references_from(
        environment=(),
        arguments=["app", "--db=postgres://u:p@db.example/shop", "exec run redis://cache.example/1 &"],
        health_check=["CMD-SHELL", "curl -f https://acc.blob.core.windows.net/c || exit 1"],
        labels={
            "dsn": "mysql://u:p@my.example/d",
            "note": "see https://www.example/",
            "org.opencontainers.image.url": "https://x.s3.amazonaws.com/",
        },
    )
    assert [(item.technology, item.evidence) for item in found] == [
        ("PostgreSQL", "command"),
        ("Redis", "command"),
        ("Azure Storage", "health check"),
        ("MySQL", "label dsn"),
    ]


def test_two_variables_for_one_store_are_one_store() -> None:
    found = references_from(environment=["REDIS_URL=redis://c.example/0", "REDIS_HOST=c.example"])
    assert len({item.store for item in found}) == 1
    assert [item.evidence for item in found] == ["REDIS_URL", "REDIS_HOST"]


def test_two_databases_of_one_server_are_two_stores() -> None:
    found = references_from(environment=["A=postgres://d.example/a", "B=postgres://d.example/b"])
    assert len({item.store for item in found}) == 2


def test_a_list_of_urls_names_each() -> None:
    found = references_from(environment=["CACHES=redis://a.example,redis://b.example"])
    assert [item.location for item in found] == ["a.example:6379", "b.example:6379"]


def test_names_of_the_engines_own_containers_are_dropped() -> None:
    found = references_from(
        environment=["REDIS_URL=redis://cache/0", "DB=postgres://db.example/d", "KAFKA_BROKERS=k1,far.example"]
    )
    kept = drop_local_names(found, frozenset({"cache", "k1"}))
    assert [item.location for item in kept] == ["db.example:5432", "k1:9092,far.example:9092"]
    assert drop_local_names((), frozenset({"cache"})) == ()


def test_a_reference_holds_neither_user_nor_secret() -> None:
    (found,) = references_from(environment=["DATABASE_URL=postgres://ann:hunter2@db.example/shop?password=hunter3"])
    assert isinstance(found, RemoteReference)
    assert "hunter" not in repr(found)
    assert "ann" not in repr(found)
