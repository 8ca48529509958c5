#!/usr/bin/env python3
"""Drives the simulator's Cloud Run with google-cloud-run, and a deployed service's endpoint with openai.

    check_cloud_run.py --endpoints ENDPOINTS_JSON_FILE

Prints one line per check, exits non-zero with the reason at the first one that fails.
"""

import argparse
import json
import math
import pathlib
import sys
import urllib.parse
import urllib.request
import uuid

import openai
from google.api_core import exceptions
from google.api_core.operations_v1 import AbstractOperationsClient  # noqa: F401  (the REST extra must be there)
from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2
from google.cloud.run_v2.services.revisions.transports import RevisionsRestTransport
from google.cloud.run_v2.services.services.transports import ServicesRestTransport
from google.iam.v1 import iam_policy_pb2, policy_pb2

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
arguments = parser.parse_args()
endpoints = json.loads(arguments.endpoints.read_text())

PROJECT, REGION = "demo-project", "us-central1"
PARENT = f"projects/{PROJECT}/locations/{REGION}"
RUN = uuid.uuid4().hex[:6]
BUCKET = f"check-cloud-run-{RUN}"

host = urllib.parse.urlsplit(endpoints["google"]).netloc


def transport(kind):
    return kind(host=host, credentials=AnonymousCredentials(), url_scheme="http")


services = run_v2.ServicesClient(transport=transport(ServicesRestTransport))
revisions = run_v2.RevisionsClient(transport=transport(RevisionsRestTransport))


def check(sentence: str, condition: object, found: object = None) -> None:
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def refused(error: type, call) -> Exception | None:
    try:
        call()
    except error as raised:
        return raised
    except Exception as other:  # the sentence that fails names it
        print(f"other error: {type(other).__name__}: {other}", file=sys.stderr)
    return None


def http(method: str, url: str, body: bytes | None = None, kind: str = "application/json") -> tuple[int, bytes, dict]:
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind} if body else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read(), dict(answer.headers)


def put_object(name: str, content: bytes) -> None:
    query = urllib.parse.urlencode({"uploadType": "media", "name": name})
    status, body, _ = http("POST", f"{endpoints['storage']}/upload/storage/v1/b/{BUCKET}/o?{query}", content,
                           "application/octet-stream")
    assert status == 200, body


def fill_bucket() -> None:
    bucket = {"name": BUCKET, "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}}}
    status, body, _ = http("POST", f"{endpoints['storage']}/storage/v1/b?project={PROJECT}", json.dumps(bucket).encode())
    assert status == 200, body
    for prefix, architecture in (("embedder", "BertModel"), ("chat", "LlamaForCausalLM")):
        config = {"architectures": [architecture], "hidden_size": 384, "max_position_embeddings": 512}
        put_object(f"{prefix}/config.json", json.dumps(config).encode())
        put_object(f"{prefix}/model.safetensors", b"\x08\0\0\0\0\0\0\0{}      ")


def template(prefix: str, name: str, **more) -> run_v2.RevisionTemplate:
    container = run_v2.Container(
        name="vllm",
        image="vllm/vllm-openai:v0.33.0",
        command=["vllm", "serve"],
        args=[f"/models/{prefix}", "--served-model-name", name, "--port", "8000"] + more.pop("args", []),
        env=[run_v2.EnvVar(name="HF_HUB_OFFLINE", value="1")] + more.pop("env", []),
        ports=[run_v2.ContainerPort(name="http1", container_port=8000)],
        resources=run_v2.ResourceRequirements(
            limits=more.pop("limits", {"cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "1"}),
            cpu_idle=more.pop("cpu_idle", False), startup_cpu_boost=True),
        volume_mounts=[run_v2.VolumeMount(name="models", mount_path="/models")],
        startup_probe=run_v2.Probe(http_get=run_v2.HTTPGetAction(path="/health", port=8000), period_seconds=10,
                                   timeout_seconds=5, failure_threshold=more.pop("failure_threshold", 170)),
    )
    values = {
        "containers": [container],
        "volumes": [run_v2.Volume(name="models", gcs=run_v2.GCSVolumeSource(bucket=BUCKET, read_only=True))],
        "node_selector": run_v2.NodeSelector(accelerator="nvidia-l4"),
        "gpu_zonal_redundancy_disabled": True,
        "execution_environment": run_v2.ExecutionEnvironment.EXECUTION_ENVIRONMENT_GEN2,
        "scaling": run_v2.RevisionScaling(max_instance_count=1),
        "max_instance_request_concurrency": 16,
    }
    return run_v2.RevisionTemplate(values | more)


def service(prefix: str, name: str, **more) -> run_v2.Service:
    return run_v2.Service(
        labels=more.pop("labels", {"managed-by": "check"}),
        annotations={"example.dev/model": name},
        ingress=run_v2.IngressTraffic.INGRESS_TRAFFIC_ALL,
        template=template(prefix, name, **more),
    )


def create(service_id: str, body: run_v2.Service):
    return services.create_service(parent=PARENT, service=body, service_id=service_id)


def refusals() -> None:
    def refuse(sentence: str, words: str, service_id: str = f"bad-{RUN}", **more) -> None:
        error = refused(exceptions.BadRequest, lambda: create(service_id, service("chat", "m", **more)))
        check(sentence, error is not None and words in str(error), error)

    refuse("a name with capitals is refused", "Service id", service_id="Bad-Name")
    refuse("a name of 50 characters is refused", "Service id", service_id="a" * 50)
    refuse("a label value with a capital is refused", "Label value", labels={"model": "Org"})
    refuse("an own PORT is refused", "reserved env names", env=[run_v2.EnvVar(name="PORT", value="1")])
    refuse("too little memory for the GPU is refused", "memory",
           limits={"cpu": "8", "memory": "8Gi", "nvidia.com/gpu": "1"})
    refuse("CPU on demand with a GPU is refused", "CPU must always be allocated", cpu_idle=True)
    refuse("a startup probe over the limit is refused", "must not exceed 1800", failure_threshold=200)
    refuse("an unset maximum of instances exceeds the GPU quota", "Quota violated:",
           scaling=run_v2.RevisionScaling())
    refuse("an unknown accelerator is refused", "must be one of",
           node_selector=run_v2.NodeSelector(accelerator="nvidia-none"))
    status, body, _ = http("POST", f"{endpoints['google']}/v2/{PARENT}/services?serviceId=x", b'{"templat": {}}')
    check("an unknown field is refused", status == 400 and b'Unknown name \\"templat\\"' in body, body)
    status, body, _ = http("GET", f"{endpoints['google']}/v2/projects/{PROJECT}/locations/-/services")
    check("a list over all regions is refused", status == 400, body)


def embedder() -> run_v2.Service:
    name = f"{PARENT}/services/embedder-{RUN}"
    operation = create(f"embedder-{RUN}", service("embedder", "example/embedder", args=["--runner", "pooling"]))
    check("create_service answers with an operation on the service", operation.metadata.name == name)
    deployed = operation.result(timeout=60)
    check("the operation ends with the ready service",
          deployed.terminal_condition.state == run_v2.Condition.State.CONDITION_SUCCEEDED and not deployed.reconciling)
    got = services.get_service(name=name)
    check("get_service reads back what was created", got.template.containers[0].args[0] == "/models/embedder"
          and got.template.node_selector.accelerator == "nvidia-l4" and got.observed_generation == got.generation == 1)
    check("the list has it", name in [item.name for item in services.list_services(parent=PARENT)])
    listed = list(revisions.list_revisions(parent=name))
    check("its revision is listed", [item.name for item in listed] == [got.latest_ready_revision], listed)
    twice = refused(exceptions.Conflict, lambda: create(f"embedder-{RUN}", service("embedder", "m")))
    check("creating it twice is refused", twice)
    return got


def broken() -> None:
    operation = create(f"broken-{RUN}", service("nothing-here", "example/none"))
    error = refused(exceptions.GoogleAPICallError, lambda: operation.result(timeout=60))
    check("a service without its model fails", error is not None and "failed to start" in str(error), error)
    got = services.get_service(name=f"{PARENT}/services/broken-{RUN}")
    check("its condition says why", got.terminal_condition.state == run_v2.Condition.State.CONDITION_FAILED
          and got.terminal_condition.reason == run_v2.Condition.CommonReason.REVISION_FAILED and not got.uri)
    services.delete_service(name=got.name).result(timeout=60)


def access(deployed: run_v2.Service) -> None:
    check("a private service refuses a caller without a token", http("GET", deployed.uri + "/health")[0] == 401)
    policy = services.get_iam_policy(iam_policy_pb2.GetIamPolicyRequest(resource=deployed.name))
    policy.bindings.append(policy_pb2.Binding(role="roles/run.invoker", members=["allUsers"]))
    services.set_iam_policy(iam_policy_pb2.SetIamPolicyRequest(resource=deployed.name, policy=policy))
    status, _, headers = http("GET", deployed.uri + "/health")
    check("a public service answers, as a stand-in",
          status == 200 and headers.get("x-llm-manager-simulator") == "stand-in engine", headers)
    stale = refused(exceptions.Conflict, lambda: services.set_iam_policy(
        iam_policy_pb2.SetIamPolicyRequest(resource=deployed.name, policy=policy)))
    check("a stale policy etag is refused", stale)


def engines(deployed: run_v2.Service) -> None:
    client = openai.OpenAI(base_url=deployed.uri + "/v1", api_key="none")
    check("openai lists the served model", [model.id for model in client.models.list()] == ["example/embedder"])
    first = client.embeddings.create(model="example/embedder", input=["one", "two"]).data
    again = client.embeddings.create(model="example/embedder", input="one").data
    length = math.sqrt(sum(number * number for number in first[0].embedding))
    check("embeddings are unit vectors of 384 dimensions", len(first[0].embedding) == 384 and abs(length - 1) < 1e-5)
    check("the same text has the same embedding", first[0].embedding == again[0].embedding != first[1].embedding)
    check("the pooling runner has no chat", refused(openai.NotFoundError, lambda: client.chat.completions.create(
        model="example/embedder", messages=[{"role": "user", "content": "hello"}])))

    body = service("chat", "example/chat")
    body.invoker_iam_disabled = True
    chat = create(f"chat-{RUN}", body).result(timeout=60)
    client = openai.OpenAI(base_url=chat.uri + "/v1", api_key="none")
    messages = [{"role": "user", "content": "What is the capital of France?"}]
    whole = client.chat.completions.create(model="example/chat", messages=messages)
    check("chat answers as the stand-in", "stand-in engine" in whole.choices[0].message.content)
    chunks = list(client.chat.completions.create(
        model="example/chat", messages=messages, stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    check("a streamed chat is the same text", text == whole.choices[0].message.content, text)
    check("a stream ends with its usage", chunks[-1].usage is not None
          and chunks[-1].usage.completion_tokens == whole.usage.completion_tokens)
    check("a model that is not served is 404", refused(openai.NotFoundError, lambda: client.chat.completions.create(
        model="other", messages=messages)))
    services.delete_service(name=chat.name).result(timeout=60)


def changes(deployed: run_v2.Service) -> None:
    old = services.get_service(name=deployed.name)
    body = run_v2.Service(name=deployed.name, labels={"managed-by": "check", "step": "two"}, etag=old.etag)
    updated = services.update_service(run_v2.UpdateServiceRequest(service=body, update_mask={"paths": ["labels"]}))
    after = updated.result(timeout=60)
    check("an update by mask keeps the rest", after.labels["step"] == "two" and after.template == old.template
          and after.generation == 2 and after.latest_ready_revision == old.latest_ready_revision)
    error = refused(exceptions.Conflict, lambda: services.update_service(
        run_v2.UpdateServiceRequest(service=body, update_mask={"paths": ["labels"]})))
    check("an old etag is refused", error)
    traffic(deployed)
    gone = services.delete_service(name=deployed.name).result(timeout=60)
    check("delete_service ends with the deleted service", gone.name == deployed.name)
    check("a deleted service is not found",
          refused(exceptions.NotFound, lambda: services.get_service(name=deployed.name)))


LATEST = run_v2.TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST
BY_REVISION = run_v2.TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION


def short(name: str) -> str:
    return name.rsplit("/", 1)[1]


def change(name: str, paths: list[str], **fields) -> run_v2.Service:
    body = run_v2.Service(name=name, **fields)
    return services.update_service(
        run_v2.UpdateServiceRequest(service=body, update_mask={"paths": paths})).result(timeout=60)


def traffic(deployed: run_v2.Service) -> None:
    """Two revisions, traffic between them, a tag's address, and scaling by hand."""
    first = short(services.get_service(name=deployed.name).latest_ready_revision)
    body = services.get_service(name=deployed.name)
    body.template.containers[0].env.append(run_v2.EnvVar(name="STEP", value="two"))
    after = services.update_service(service=body).result(timeout=60)
    second = short(after.latest_ready_revision)
    listed = [short(item.name) for item in revisions.list_revisions(parent=deployed.name)]
    check("an update of the template makes a revision", second != first and listed == [second, first], listed)
    check("an update reads back as it was sent", after.template.containers[0].env == body.template.containers[0].env
          and after.template.containers[0].args == body.template.containers[0].args)

    divided = change(deployed.name, ["traffic"], traffic=[
        run_v2.TrafficTarget(type_=BY_REVISION, revision=first, percent=80),
        run_v2.TrafficTarget(type_=LATEST, percent=20, tag="canary")])
    statuses = {status.tag or status.revision: status for status in divided.traffic_statuses}
    check("traffic is divided between revisions", [target.percent for target in divided.traffic] == [80, 20]
          and statuses[first].percent == 80, divided.traffic_statuses)
    check("a tag has an address of its own", statuses["canary"].uri and statuses["canary"].uri != divided.uri)
    check("dividing traffic makes no revision", short(divided.latest_created_revision) == second)
    check("a tag's address answers", http("GET", statuses["canary"].uri + "/health")[0] == 200)

    def refuse(sentence: str, words: str, targets: list) -> None:
        error = refused(exceptions.BadRequest, lambda: change(deployed.name, ["traffic"], traffic=targets))
        check(sentence, error is not None and words in str(error), error)

    refuse("traffic that does not total 100 is refused", "must total 100",
           [run_v2.TrafficTarget(type_=LATEST, percent=99)])
    refuse("traffic to a revision that is not there is refused", "does not exist",
           [run_v2.TrafficTarget(type_=BY_REVISION, revision="nothing-00001-abc", percent=100)])
    # Over REST every refusal with status 400 is a BadRequest to Google's client.
    busy = refused(exceptions.BadRequest,
                   lambda: revisions.delete_revision(name=f"{deployed.name}/revisions/{first}"))
    check("a revision with traffic cannot be deleted", busy is not None and "has traffic" in str(busy), busy)
    back = change(deployed.name, ["traffic"], traffic=[run_v2.TrafficTarget(type_=LATEST, percent=100)])
    check("traffic goes back to the latest", [target.type_ for target in back.traffic] == [LATEST])
    revisions.delete_revision(name=f"{deployed.name}/revisions/{first}").result(timeout=60)
    left = [short(item.name) for item in revisions.list_revisions(parent=deployed.name)]
    check("a revision without traffic can be deleted", left == [second], left)

    stopped = change(deployed.name, ["scaling"], scaling=run_v2.ServiceScaling(
        scaling_mode=run_v2.ServiceScaling.ScalingMode.MANUAL, manual_instance_count=0))
    check("scaling by hand reads back", stopped.scaling.manual_instance_count == 0
          and stopped.scaling.scaling_mode == run_v2.ServiceScaling.ScalingMode.MANUAL)
    check("a service without instances does not answer", http("GET", stopped.uri + "/health")[0] == 503)
    started = change(deployed.name, ["scaling"], scaling=run_v2.ServiceScaling(
        scaling_mode=run_v2.ServiceScaling.ScalingMode.AUTOMATIC))
    check("scaling by itself answers again", http("GET", started.uri + "/health")[0] == 200)


fill_bucket()
refusals()
deployed = embedder()
broken()
access(deployed)
engines(deployed)
changes(deployed)
