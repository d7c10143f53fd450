# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans as the stories build them. Times are ns since the epoch; offsets given by stories are ms."""

import random
import uuid
from dataclasses import dataclass, field

MS = 1_000_000

INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER = 1, 2, 3, 4, 5
UNSET, OK, ERROR = 0, 1, 2

SCHEMA_URL = "https://opentelemetry.io/schemas/1.37.0"

# What each service of the shop runs on: (language, SDK version, runtime, host).
_PLATFORM = {
    "api-gateway": ("go", "1.38.0", "go1.25.3", "node-11"),
    "auth": ("go", "1.38.0", "go1.25.3", "node-12"),
    "cart": ("nodejs", "2.2.0", "22.20.0", "node-14"),
    "payment": ("java", "1.55.0", "21.0.8+9-LTS", "node-17"),
    "inventory": ("python", "1.38.0", "3.13.7", "node-15"),
    "orders": ("java", "1.55.0", "21.0.8+9-LTS", "node-16"),
    "recommendations": ("python", "1.38.0", "3.13.7", "node-15"),
    "notifications": ("nodejs", "2.2.0", "22.20.0", "node-14"),
    "product-page": ("nodejs", "2.2.0", "22.20.0", "node-13"),
    "user-preferences": ("dotnet", "1.13.1", ".NET 9.0.10", "node-18"),
    "preferences-db": ("cpp", "1.23.0", "PostgreSQL 17.6", "db-03"),
    "fulfilment": ("java", "1.55.0", "21.0.8+9-LTS", "node-16"),
}

# The library that records a span, by language and kind.
_SCOPE = {
    ("go", SERVER): ("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp", "0.63.0"),
    ("nodejs", SERVER): ("@opentelemetry/instrumentation-http", "0.207.0"),
    ("nodejs", CLIENT): ("@opentelemetry/instrumentation-pg", "0.60.0"),
    ("nodejs", CONSUMER): ("@opentelemetry/instrumentation-kafkajs", "0.17.0"),
    ("java", SERVER): ("io.opentelemetry.spring-webmvc-6.0", "2.21.0-alpha"),
    ("java", CLIENT): ("io.opentelemetry.java-http-client", "2.21.0-alpha"),
    ("java", PRODUCER): ("io.opentelemetry.kafka-clients-0.11", "2.21.0-alpha"),
    ("java", CONSUMER): ("io.opentelemetry.kafka-clients-0.11", "2.21.0-alpha"),
    ("python", SERVER): ("opentelemetry.instrumentation.fastapi", "0.59b0"),
    ("python", CLIENT): ("opentelemetry.instrumentation.psycopg", "0.59b0"),
    ("dotnet", SERVER): ("Microsoft.AspNetCore", "9.0.10"),
    ("dotnet", CLIENT): ("Npgsql", "9.0.4"),
    ("cpp", SERVER): ("pg_tracing", "0.2.0"),
}


@dataclass
class Resource:
    service: str
    attributes: dict


@dataclass
class Span:
    resource: Resource
    trace_id: str
    span_id: str
    parent_id: str
    name: str
    kind: int
    start: int
    end: int
    attributes: dict
    flags: int
    status: int = UNSET
    message: str = ""
    trace_state: str = ""
    scope: tuple = ("", "")
    events: list = field(default_factory=list)  # (ns, name, attributes)
    links: list = field(default_factory=list)  # (trace id, span id, attributes)


class Story:
    """Makes the spans of one file. Everything random comes from one seed, so the file is always the same."""

    def __init__(self, seed, versions):
        self.random = random.Random(seed)
        self.versions = versions
        self.resources = {}
        self.spans = []

    def resource(self, service, version=None):
        version = version or self.versions[service]
        key = (service, version)
        if key not in self.resources:
            self.resources[key] = Resource(service, self._resource_attributes(service, version))
        return self.resources[key]

    def _resource_attributes(self, service, version):
        language, sdk, runtime, host = _PLATFORM[service]
        pod = f"{service}-{self.random.getrandbits(36):09x}-{self.random.getrandbits(20):05x}"
        return {
            "service.name": service,
            "service.namespace": "shop",
            "service.version": version,
            "service.instance.id": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "deployment.environment.name": "production",
            "telemetry.sdk.name": "opentelemetry",
            "telemetry.sdk.language": language,
            "telemetry.sdk.version": sdk,
            "process.runtime.version": runtime,
            "process.pid": self.random.randint(7, 4000),
            "host.name": host,
            "k8s.namespace.name": "shop",
            "k8s.pod.name": pod,
        }

    def trace(self, start_ns):
        return Trace(self, f"{self.random.getrandbits(128):032x}", start_ns)


class Trace:
    """One trace id; offsets are in ms from `start_ns`."""

    def __init__(self, story, trace_id, start_ns):
        self.story = story
        self.trace_id = trace_id
        self.start_ns = start_ns

    def at(self, offset_ms):
        return self.start_ns + round(offset_ms * MS)

    def span(self, service, name, kind, begin, end, parent=None, attributes=None, version=None, **more):
        resource = self.story.resource(service, version)
        remote = parent is not None and parent.resource.service != service
        span = Span(
            resource=resource,
            trace_id=self.trace_id,
            span_id=f"{self.story.random.getrandbits(64):016x}",
            parent_id=parent.span_id if parent else "",
            name=name,
            kind=kind,
            start=self.at(begin),
            end=self.at(end),
            attributes=dict(attributes or {}),
            # W3C: sampled. OTLP: whether the parent is remote is known (0x100), and it is (0x200).
            flags=0x301 if remote else 0x101,
            trace_state=parent.trace_state if parent else "",
            scope=self._scope(service, kind),
            **more,
        )
        self.story.spans.append(span)
        return span

    def event(self, span, offset_ms, name, attributes):
        span.events.append((self.at(offset_ms), name, attributes))

    def fail(self, span, offset_ms, error_type, message, stack):
        """Marks the span as failed by an exception, as SDKs record it."""
        span.status = ERROR
        span.message = message
        span.attributes["error.type"] = error_type
        exception = {"exception.type": error_type, "exception.message": message, "exception.stacktrace": stack}
        self.event(span, offset_ms, "exception", exception)

    def _scope(self, service, kind):
        language = _PLATFORM[service][0]
        return _SCOPE.get((language, kind), (f"shop.{service}", "1.4.0"))


def http_server(method, route, path, status, host, **more):
    return {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
        "url.scheme": "http",
        "url.path": path,
        "server.address": host,
        "server.port": 8080,
        "network.protocol.version": "1.1",
        **more,
    }


def http_client(method, url, host, status, **more):
    attributes = {
        "http.request.method": method,
        "url.full": url,
        "server.address": host,
        "server.port": 443 if url.startswith("https") else 8080,
        "network.protocol.version": "2" if url.startswith("https") else "1.1",
    }
    if status:
        attributes["http.response.status_code"] = status
    return {**attributes, **more}


def sql(operation, table, text, host, namespace, **more):
    return {
        "db.system.name": "postgresql",
        "db.namespace": namespace,
        "db.operation.name": operation,
        "db.collection.name": table,
        "db.query.summary": f"{operation} {table}",
        "db.query.text": text,
        "server.address": host,
        "server.port": 5432,
        **more,
    }


def redis_get(key, hit):
    return {
        "db.system.name": "redis",
        "db.operation.name": "GET",
        "db.query.text": f"GET {key}",
        "server.address": "shop-cache",
        "server.port": 6379,
        "cache.hit": hit,
    }


def kafka(operation, kind, topic, message_id, **more):
    return {
        "messaging.system": "kafka",
        "messaging.destination.name": topic,
        "messaging.operation.name": operation,
        "messaging.operation.type": kind,
        "messaging.message.id": message_id,
        "server.address": "shop-queue",
        "server.port": 9092,
        **more,
    }
