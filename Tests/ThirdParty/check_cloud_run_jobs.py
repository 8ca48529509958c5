#!/usr/bin/env python3
"""Drives the simulator's Cloud Run jobs and Secret Manager's rules with google-cloud-run; tasks run a shell.

    check_cloud_run_jobs.py --endpoints ENDPOINTS_JSON_FILE

Prints one line per check, exits non-zero with the reason at the first one that fails.
"""

import argparse
import json
import pathlib
import sys
import time
import urllib.parse
import uuid

from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2
from google.cloud.run_v2.services.executions.transports import ExecutionsRestTransport
from google.cloud.run_v2.services.jobs.transports import JobsRestTransport
from google.cloud.run_v2.services.tasks.transports import TasksRestTransport

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
endpoints = json.loads(parser.parse_args().endpoints.read_text())

PARENT = "projects/demo-project/locations/us-central1"
JOB = f"check-{uuid.uuid4().hex[:6]}"
host = urllib.parse.urlsplit(endpoints["google"]).netloc


def transport(kind):
    return kind(host=host, credentials=AnonymousCredentials(), url_scheme="http")


jobs = run_v2.JobsClient(transport=transport(JobsRestTransport))
executions = run_v2.ExecutionsClient(transport=transport(ExecutionsRestTransport))
tasks = run_v2.TasksClient(transport=transport(TasksRestTransport))


def check(sentence: str, condition: object, found: object = None) -> None:
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def refused(error: type, call) -> Exception | None:
    try:
        call()
    except error as raised:
        return raised
    return None


def job(script: str, count: int = 2, retries: int = 0, **more) -> run_v2.Job:
    container = run_v2.Container(image=more.pop("image", "busybox"), command=["/bin/sh"], args=["-c", script],
                                 env=more.pop("env", []))
    template = run_v2.TaskTemplate(containers=[container], max_retries=retries, timeout="60s")
    return run_v2.Job(labels={"managed-by": "check"},
                      template=run_v2.ExecutionTemplate(task_count=count, parallelism=count, template=template), **more)


def ended(name: str) -> run_v2.Execution:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        execution = executions.get_execution(name=name)
        if execution.completion_time:
            return execution
        time.sleep(0.1)
    sys.exit(f"FAILED: {name} does not end")


def main() -> None:
    missing = refused(exceptions.GoogleAPICallError,
                      lambda: jobs.create_job(parent=PARENT, job=job("true", image="x/does-not-exist"), job_id=JOB))
    check("an image that is not there is refused", missing is not None and "not found" in str(missing), missing)
    secret = run_v2.EnvVar(name="TOKEN", value_source=run_v2.EnvVarSource(
        secret_key_ref=run_v2.SecretKeySelector(secret="nobodys", version="1")))
    denied = refused(exceptions.GoogleAPICallError,
                     lambda: jobs.create_job(parent=PARENT, job=job("true", env=[secret]), job_id=JOB))
    check("a secret that the account may not read is refused", denied is not None and "secret" in str(denied), denied)

    made = jobs.create_job(parent=PARENT, job=job('test "$WORD" = override'), job_id=JOB).result(timeout=60)
    check("create_job answers with the job", made.name == f"{PARENT}/jobs/{JOB}" and made.template.task_count == 2, made)
    check("the list has it", made.name in [one.name for one in jobs.list_jobs(parent=PARENT)])
    overrides = run_v2.RunJobRequest.Overrides(task_count=3, container_overrides=[
        run_v2.RunJobRequest.Overrides.ContainerOverride(env=[run_v2.EnvVar(name="WORD", value="override")])])
    operation = jobs.run_job(run_v2.RunJobRequest(name=made.name, overrides=overrides))
    check("run_job names the execution at once", operation.metadata.name.startswith(f"{made.name}/executions/"))
    done = operation.result(timeout=60)
    check("the operation ends with the execution, overrides applied", done.succeeded_count == 3 and done.task_count == 3,
          done)
    listed = list(tasks.list_tasks(parent=done.name))
    check("its tasks are listed", [task.index for task in listed] == [0, 1, 2], listed)
    check("and so is the execution", [one.name for one in executions.list_executions(parent=made.name)] == [done.name])

    made = jobs.get_job(name=made.name)
    made.template = job("exit 7", count=1, retries=1).template
    changed = jobs.update_job(job=made).result(timeout=60)
    check("update_job replaces the template", changed.template.task_count == 1 and changed.generation == 2, changed)
    stale = refused(exceptions.Conflict, lambda: jobs.update_job(job=made))
    check("a stale etag is refused", stale)
    operation = jobs.run_job(name=made.name)
    failed = ended(operation.metadata.name)
    check("a task that fails fails the execution, after its retries", failed.failed_count == 1
          and failed.retried_count == 1, failed)
    [task] = tasks.list_tasks(parent=failed.name)
    check("its exit code is told", task.last_attempt_result.exit_code == 7 and task.retried == 1, task)

    made = jobs.get_job(name=made.name)
    made.template = job("exec sleep 600", count=1).template
    jobs.update_job(job=made).result(timeout=60)
    running = jobs.run_job(name=made.name).metadata.name
    executions.cancel_execution(name=running)
    cancelled = ended(running)
    check("a cancelled execution ends", cancelled.cancelled_count == 1, cancelled)
    jobs.delete_job(name=made.name).result(timeout=60)
    check("a deleted job is gone", refused(exceptions.NotFound, lambda: jobs.get_job(name=made.name)))


main()
