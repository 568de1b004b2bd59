"""What a container belongs to, by the labels that Compose, Swarm, Kubernetes and Podman give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bayplan.engine.client import Json
from bayplan.engine.translate.values import text


@dataclass(frozen=True, slots=True)
class Group:
    """A group of containers (Compose project, Swarm stack or service, pod) and the service within it."""

    project: str | None = None
    service: str | None = None
    kind: str = ""


_NONE = Group()


def group_of(labels: Mapping[str, str], payload: Json) -> Group:
    """The group that a container's labels name, or the pod that its payload (list entry or inspect) names."""
    if labels:
        project = labels.get("com.docker.compose.project") or labels.get("io.podman.compose.project")
        if project:
            return Group(project, labels.get("com.docker.compose.service"), "compose")
        service = labels.get("com.docker.swarm.service.name")
        stack = labels.get("com.docker.stack.namespace")
        if service or stack:
            within = service.removeprefix(f"{stack}_") if service and stack else service
            return Group(stack or service, within, "swarm")
        pod = labels.get("io.kubernetes.pod.name")
        if pod:
            return Group(pod, labels.get("io.kubernetes.container.name"), "pod")
    pod_name = text(payload.get("PodName")) or text(payload.get("Pod"))[:12]
    return Group(pod_name, None, "pod") if pod_name else _NONE
