#!/usr/bin/env python3
"""Drives what the simulator says of projects with Google's own clients: google-cloud-resource-manager, google-cloud-storage
and google-api-python-client, which builds its calls from Google's discovery documents.

    check_projects.py --endpoints ENDPOINTS_JSON_FILE

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
from google.api_core.client_options import ClientOptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import resourcemanager_v3, storage
from google.cloud.resourcemanager_v3.services.projects.transports import ProjectsRestTransport
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from httplib2 import Http

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
endpoints = json.loads(parser.parse_args().endpoints.read_text())
host = urllib.parse.urlsplit(endpoints["google"]).netloc
RUN = uuid.uuid4().hex[:6]
REGION = "us-central1"

projects = resourcemanager_v3.ProjectsClient(
    transport=ProjectsRestTransport(host=host, credentials=AnonymousCredentials(), url_scheme="http")
)


def check(sentence, condition, found=None):
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def service(name, version):
    """A client whose calls are made from the discovery document; the simulator stands at its root."""
    client = build(name, version, http=Http(timeout=60), static_discovery=True, cache_discovery=False)
    # The document names Google's host; paths stay as they are.
    path = urllib.parse.urlsplit(client._baseUrl).path
    client._baseUrl = endpoints["google"] + path
    return client


def refused(call, status, reason=None):
    """Whether a call is refused as Google refuses it."""
    try:
        call.execute(num_retries=0)
    except HttpError as error:
        details = error.error_details if isinstance(error.error_details, list) else []
        reasons = [detail.get("reason") for detail in details if isinstance(detail, dict)]
        return error.resp.status == status and (reason is None or reason in reasons), (error.resp.status, reasons, str(error))
    return False, "it was answered"


def resource_manager():
    found = [project.project_id for project in projects.search_projects(
        request={"query": "id:demo* name:bare*", "page_size": 1})]
    check("projects are searched page by page, fields of a query OR-ed", set(found) == {"demo-project", "bare-project"}, found)
    project = projects.get_project(name="projects/demo-project")
    check("a project is read by its id", project.name == "projects/100000000001", project)
    asked = ["run.services.create", "storage.buckets.create", "run.services.list"]
    granted = projects.test_iam_permissions(resource="projects/restricted-project", permissions=asked).permissions
    check("only permissions that are held come back", list(granted) == ["run.services.list"], granted)
    for wrong in (["run.services.list", "run.services.fly"], ["x"] * 101):
        try:
            projects.test_iam_permissions(resource="projects/demo-project", permissions=wrong)
            check("a permission that does not exist, or too many of them, refuse the call", False)
        except exceptions.BadRequest:
            pass
    print("ok a permission that does not exist, or too many of them, refuse the call", flush=True)
    policy = projects.get_iam_policy(resource="projects/demo-project")
    check("a project's policy is read", policy.etag and policy.bindings[0].role == "roles/owner", policy)


def service_usage():
    usage = service("serviceusage", "v1").services()
    parent = "projects/lean-project"
    names = [f"{parent}/services/{name}.googleapis.com" for name in ("run", "monitoring")]
    states = {one["config"]["name"]: one["state"] for one in usage.batchGet(parent=parent, names=names).execute()["services"]}
    check("states of several APIs are read at once", states == {
        "run.googleapis.com": "ENABLED", "monitoring.googleapis.com": "DISABLED"}, states)
    # The library would send so long an address as a POST.
    short = usage.batchGet(parent=parent, names=[f"{parent}/services/run.googleapis.com"])
    short.uri = short.uri.partition("?")[0] + "?" + "&".join(["names=x"] * 31)
    ok, found = refused(short, 400)
    check("more than 30 names are refused", ok, found)
    ok, found = refused(usage.batchGet(parent=parent, names=["projects/other/services/run.googleapis.com"]), 400)
    check("a name of another parent is refused", ok, found)
    operation = usage.batchEnable(parent=parent, body={"serviceIds": ["monitoring.googleapis.com"]}).execute()
    operations = service("serviceusage", "v1").operations()
    for _ in range(100):
        if operation.get("done"):
            break
        time.sleep(0.1)
        operation = operations.get(name=operation["name"]).execute()
    check("enabling is an operation that ends", operation.get("done") and "error" not in operation, operation)
    again = usage.batchEnable(parent=parent, body={"serviceIds": ["monitoring.googleapis.com"]}).execute()
    check("enabling what is enabled is done at once", again["name"] == "operations/noop.DONE_OPERATION" and again["done"], again)
    ok, found = refused(usage.batchEnable(parent=parent, body={"serviceIds": ["run.googleapis.com"] * 21}), 400)
    check("more than 20 APIs at once are refused", ok, found)
    ok, found = refused(
        usage.batchEnable(parent="projects/bare-project", body={"serviceIds": ["run.googleapis.com"]}), 400,
        "UREQ_PROJECT_BILLING_NOT_FOUND")
    check("what costs money is not enabled without billing", ok, found)


def billing():
    client = service("cloudbilling", "v1").projects()
    paid = client.getBillingInfo(name="projects/demo-project").execute()
    check("a billing account is linked", paid["billingEnabled"] and paid["billingAccountName"].startswith("billingAccounts/"), paid)
    unpaid = client.getBillingInfo(name="projects/bare-project").execute()
    check("a false flag is left out", "billingEnabled" not in unpaid, unpaid)
    budgets = service("billingbudgets", "v1").billingAccounts().budgets()
    account = paid["billingAccountName"]
    found = budgets.list(parent=account).execute()["budgets"]
    check("the account's budgets are listed", found[0]["amount"]["specifiedAmount"]["units"] == "200", found)
    body = {"displayName": "Lean", "amount": {"specifiedAmount": {"currencyCode": "USD", "units": "50"}},
            "budgetFilter": {"projects": ["projects/100000000004"]}, "thresholdRules": [{"thresholdPercent": 0.9}]}
    made = budgets.create(parent=account, body=body).execute()
    own = budgets.list(parent=account, scope="projects/lean-project").execute()["budgets"]
    check("a project's own budgets are listed by its scope", [one["name"] for one in own] == [made["name"]], own)
    budgets.delete(name=made["name"]).execute()
    check("a deleted budget is gone", "budgets" not in budgets.list(parent=account, scope="projects/lean-project").execute())
    ok, refusal = refused(budgets.create(parent=account, body={"displayName": "x"}), 400)
    check("a budget without an amount is refused", ok, refusal)
    ok, refusal = refused(budgets.list(parent="billingAccounts/000000-000000-000000"), 403)
    check("another account's budgets are not shown", ok, refusal)


def networks():
    compute = service("compute", "v1")
    page = compute.subnetworks().aggregatedList(project="demo-project").execute()
    here = {one["name"]: one for one in page["items"][f"regions/{REGION}"]["subnetworks"]}
    check("subnetworks of all regions come in one list", {"default", "models", "tiny"} <= here.keys(), list(here))
    check("Private Google Access that is off is left out", "privateIpGoogleAccess" not in here["default"]
          and here["models"]["privateIpGoogleAccess"], here["default"])
    lean = compute.subnetworks().aggregatedList(project="lean-project").execute()["items"]
    check("a region without subnetworks says so in a warning",
          lean[f"regions/{REGION}"]["warning"]["code"] == "NO_RESULTS_ON_PAGE", lean[f"regions/{REGION}"])
    change = dict(project="demo-project", region=REGION, subnetwork="tiny", requestId=str(uuid.uuid4()),
                  body={"privateIpGoogleAccess": True})
    operation = compute.subnetworks().setPrivateIpGoogleAccess(**change).execute()
    again = compute.subnetworks().setPrivateIpGoogleAccess(**change).execute()
    check("the same requestId is the same operation", operation["name"] == again["name"], again["name"])
    done = compute.regionOperations().wait(project="demo-project", region=REGION, operation=operation["name"]).execute()
    subnetwork = compute.subnetworks().get(project="demo-project", region=REGION, subnetwork="tiny").execute()
    check("a change is an operation that is waited for", done["status"] == "DONE" and "error" not in done
          and subnetwork["privateIpGoogleAccess"], done)
    change |= dict(region="europe-west1", subnetwork="locked", requestId=str(uuid.uuid4()))
    operation = compute.subnetworks().setPrivateIpGoogleAccess(**change).execute()
    failed = compute.regionOperations().wait(
        project="demo-project", region="europe-west1", operation=operation["name"]).execute()
    check("an operation that fails is an answer of 200", failed["error"]["errors"][0]["code"] == "RESOURCE_NOT_READY", failed)
    change |= dict(requestId="not-a-uuid")
    ok, found = refused(compute.subnetworks().setPrivateIpGoogleAccess(**change), 400)
    check("a requestId that is no UUID is refused", ok, found)
    ok, found = refused(compute.subnetworks().list(project="bare-project", region=REGION), 403)
    check("an API that is off refuses", ok, found)
    gateways = [gateway for router in compute.routers().list(project="demo-project", region=REGION).execute()["items"]
                for gateway in router["nats"]]
    check("routers are listed with their NAT gateways", [one["name"] for one in gateways if one["type"] == "PUBLIC"] ==
          ["ml-nat"] and gateways[0]["subnetworks"][0]["name"].endswith("/subnetworks/models"), gateways)
    check("a project that is attached to no host says nothing", compute.projects().getXpnHost(
        project="demo-project").execute() == {})
    host = compute.projects().getXpnHost(project="lean-project").execute()
    check("a service project names its Shared VPC host", host["name"] == "shared-host", host)
    usable = compute.subnetworks().listUsable(project="shared-host", serviceProject="lean-project").execute()["items"]
    check("and sees what it may use there", {one["subnetwork"].rpartition("/")[2] for one in usable} == {"team-a"}
          and "privateIpGoogleAccess" not in usable[0], usable)
    ok, found = refused(compute.subnetworks().listUsable(project="shared-host", serviceProject="bare-project"), 400)
    check("a project that is not attached sees none", ok, found)
    names = [one["name"] for one in compute.networks().list(project="demo-project").execute()["items"]]
    check("networks are listed", names == ["default", "ml-network"], names)
    connectors = service("vpcaccess", "v1").projects().locations().connectors()
    found = connectors.list(parent=f"projects/demo-project/locations/{REGION}").execute()["connectors"]
    check("VPC connectors are listed", found[0]["state"] == "READY", found)


def accounts():
    client = service("iam", "v1").projects().serviceAccounts()
    parent, name = "projects/demo-project", f"check-{RUN}"
    made = client.create(name=parent, body={"accountId": name, "serviceAccount": {"displayName": "Check"}}).execute()
    check("a service account is made", made["email"] == f"{name}@demo-project.iam.gserviceaccount.com", made)
    ok, found = refused(client.create(name=parent, body={"accountId": name, "serviceAccount": {}}), 409)
    check("the same account again is a conflict", ok, found)
    ok, found = refused(client.create(name=parent, body={"accountId": "short", "serviceAccount": {}}), 400)
    check("a name of fewer than six characters is refused", ok, found)
    for _ in range(100):
        try:
            client.get(name=made["name"]).execute()
            break
        except HttpError as error:
            if error.resp.status != 404:
                raise
            time.sleep(0.1)
    else:
        check("a new account is known in the end", False)
    resource = f"projects/-/serviceAccounts/{made['email']}"
    granted = client.testIamPermissions(resource=resource, body={"permissions": ["iam.serviceAccounts.actAs"]}).execute()
    check("whether one may act as it is asked of the account", granted["permissions"] == ["iam.serviceAccounts.actAs"], granted)
    ok, found = refused(client.testIamPermissions(resource=resource, body={"permissions": ["run.services.list"]}), 400)
    check("a permission of another kind of resource is refused", ok, found)
    return made["email"]


def bucket_policies(email):
    client = storage.Client(
        project="demo-project", credentials=AnonymousCredentials(),
        client_options=ClientOptions(api_endpoint=endpoints["storage"]),
    )
    bucket = client.create_bucket(f"check-projects-{RUN}", location=REGION)
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.version = 3
    condition = {"title": "until June", "expression": 'request.time < timestamp("2027-06-01T00:00:00Z")'}
    role = "roles/storage.objectViewer"
    policy.bindings.append({"role": role, "members": {f"serviceAccount:{email}"}, "condition": condition})
    bucket.set_iam_policy(policy)
    seen = bucket.get_iam_policy(requested_policy_version=3)
    check("a condition comes back to whoever asks for version 3",
          any(one.get("condition") == condition for one in seen.bindings), seen.bindings)
    old = bucket.get_iam_policy(requested_policy_version=1)
    check("whoever does not sees that there is one, and not which",
          any("_withcond_" in one["role"] and "condition" not in one for one in old.bindings), old.bindings)
    old.version = 1
    try:
        bucket.set_iam_policy(old)
        check("a policy with conditions is not written back without version 3", False)
    except exceptions.BadRequest:
        print("ok a policy with conditions is not written back without version 3", flush=True)
    try:
        bucket.set_iam_policy(policy)
        check("a policy under an old etag is refused", False)
    except exceptions.PreconditionFailed:
        print("ok a policy under an old etag is refused", flush=True)
    seen.bindings.append({"role": role, "members": {f"serviceAccount:nobody-{RUN}@demo-project.iam.gserviceaccount.com"}})
    try:
        bucket.set_iam_policy(seen)
        check("an account that does not exist is no member", False)
    except exceptions.BadRequest:
        print("ok an account that does not exist is no member", flush=True)
    bucket.delete()


resource_manager()
service_usage()
billing()
networks()
bucket_policies(accounts())
