"""google-auth and llm-manager read the same credential files; what each sends is compared request by request.

usage: python check_google_auth_requests.py --binary LLM_MANAGER
Both are given one credential and one thing to do: get a token and read a project with it. Compared are method, path,
query, forms and JSON, client authentication, quota project, and the header and claims of every JWT. What google-auth
sends to fixed https hosts is caught in its transport. What goes to the Security Token Service and to IAM Credentials is
compared with their discovery documents as well, which google-auth does not read. Prints one `ok SENTENCE` per credential.
"""

import argparse
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import google.auth
import googleapiclient.discovery_cache
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import compute_engine, external_account
from recording_token_server import METADATA, Server, Transport, normal

CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"
POOL = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/providers/provider"
WORKFORCE = "//iam.googleapis.com/locations/global/workforcePools/people/providers/okta"
ACCOUNT = "runner@demo-project.iam.gserviceaccount.com"
JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt"


def private_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class Cases:
    """Every kind of credential file, by a sentence that says what it is."""

    def __init__(self, folder, base):
        self.folder, self.base = folder, base
        self.user = {
            "type": "authorized_user", "client_id": "client", "client_secret": "se/cret+", "refresh_token": "1//re fresh",
            "account": "dev@example.com", "quota_project_id": "quota-of-file",
        }
        self.key = {
            "type": "service_account", "project_id": "demo-project", "private_key_id": "key-1",
            "private_key": private_key(), "client_email": ACCOUNT, "client_id": "1", "token_uri": f"{base}/token",
        }
        self.impersonation = f"{base}/v1/projects/-/serviceAccounts/{ACCOUNT}:generateAccessToken"
        self.write("subject.txt", "subject-in-file")
        self.write("subject.json", json.dumps({"token": "subject-in-json", "other": 1}))
        program = {"version": 1, "success": True, "token_type": JWT_TYPE, "id_token": "subject-by-program"}
        self.write("program.json", json.dumps(program))
        self.write("cached.json", json.dumps({**program, "id_token": "cached", "expiration_time": 4102444800}))

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        return os.path.join(self.folder, name)

    def path(self, name):
        return os.path.join(self.folder, name)

    def external(self, source, **more):
        return {
            "type": "external_account", "audience": POOL, "subject_token_type": JWT_TYPE,
            "token_url": f"{self.base}/v1/token", "credential_source": source, **more,
        }

    def impersonated(self, source, **more):
        return {
            "type": "impersonated_service_account", "source_credentials": source,
            "service_account_impersonation_url": self.impersonation, "delegates": [], **more,
        }

    def all(self):
        account = {"service_account_impersonation_url": self.impersonation}
        text, by_json = {"file": self.path("subject.txt")}, {
            "file": self.path("subject.json"), "format": {"type": "json", "subject_token_field_name": "token"}}
        url = {"url": f"{self.base}/subject", "headers": {"X-Key": "k"},
               "format": {"type": "json", "subject_token_field_name": "value"}}
        program = {"executable": {"command": f"/bin/cat '{self.path('program.json')}'"}}
        cached = {"executable": {"command": "/bin/false", "output_file": self.path("cached.json")}}
        people = {"audience": WORKFORCE, "workforce_pool_user_project": "people-project"}
        client = {"client_id": "id", "client_secret": "secret"}
        workforce_user = {
            "type": "external_account_authorized_user", "audience": WORKFORCE, "refresh_token": "r",
            "token_url": f"{self.base}/v1/oauthtoken", "token_info_url": f"{self.base}/v1/introspect", **client,
        }
        chain = {"delegates": [f"projects/-/serviceAccounts/{name}@p.iam.gserviceaccount.com" for name in ["a", "b"]]}
        yield "a person's login", self.user
        yield "a person's login with a proof of presence", {**self.user, "rapt_token": "rapt"}
        yield "a service account's key", self.key
        yield "a service account's key of another universe", {**self.key, "universe_domain": "my.universe"}
        yield "a federated identity by a file", self.external(text)
        yield "a federated identity by a field of a JSON file", self.external(by_json, quota_project_id="q")
        yield "a federated identity by a URL", self.external(url)
        yield "a federated identity by a program", self.external(program)
        yield "a federated identity by a program's output file", self.external(cached)
        yield "a federated identity with a client", self.external(text, **client)
        yield "a person of a workforce pool by a file", self.external(text, **people)
        yield "a person of a workforce pool with a client", self.external(text, **people, **client)
        yield "a federated identity that is a service account", self.external(url, **account)
        yield "the same for half an hour, with a quota project", self.external(
            text, **account, service_account_impersonation={"token_lifetime_seconds": 1800}, quota_project_id="q")
        yield "a workforce login", {**workforce_user, "quota_project_id": "q"}
        yield "a service account that a person acts as", self.impersonated(self.user)
        yield "a service account through two delegates", self.impersonated(self.user, **chain, quota_project_id="q")
        yield "a service account that another acts as", self.impersonated(self.key)
        yield "a service account that a workforce login acts as", self.impersonated(workforce_user)


def theirs(path):
    """What google-auth sends for a token, and for reading a project with it."""
    transport = Transport()
    # Reading an external_account asks for its project at once: that is not compared, and leaves a token behind.
    credentials, _ = google.auth.load_credentials_from_file(path, scopes=scopes(path), request=Transport())
    if isinstance(credentials, external_account.Credentials):
        credentials = credentials.with_scopes([CLOUD_PLATFORM])
    return finished(credentials, transport)


def scopes(path):
    """A person's login has the scopes that were agreed to: asking for fewer would lose who it is."""
    with open(path, encoding="utf-8") as file:
        return None if json.load(file)["type"] == "authorized_user" else [CLOUD_PLATFORM]


def finished(credentials, transport):
    credentials.refresh(transport)
    headers = {}
    credentials.apply(headers)
    return transport.requests + [normal("GET", "/v3/projects/demo-project", headers, None)]


def ours(binary, server, folder, arguments, **environment):
    server.taken()
    done = subprocess.run(
        [binary, "projects", "show", "demo-project", "--simulator", folder, *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": folder, "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1", **environment},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"not ok projects show ended with {done.returncode}: {done.stderr}")
    return [request for request in server.taken() if request["path"] != "/"]


def schemas(name):
    folder = pathlib.Path(googleapiclient.discovery_cache.__file__).parent / "documents"
    return json.loads((folder / f"{name}.v1.json").read_text())["schemas"]


EXCHANGE = schemas("sts")["GoogleIdentityStsV1ExchangeTokenRequest"]["properties"]
OPTIONS = schemas("sts")["GoogleIdentityStsV1Options"]["properties"]
IMPERSONATE = schemas("iamcredentials")["GenerateAccessTokenRequest"]["properties"]


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def documented(what, requests):
    """Fields that the discovery documents do not have, and values that they do not name, in what was sent."""
    wrong, exchanges = [], 0
    for request in requests:
        if request["path"].endswith("/v1/token"):
            exchanges += 1
            form = request["form"]
            wrong += [f"no field {name}" for name in form if camel(name) not in EXCHANGE]
            for name in ("grant_type", "requested_token_type", "subject_token_type"):
                if f"`{form.get(name)}`" not in EXCHANGE[camel(name)]["description"]:
                    wrong.append(f"{name} {form.get(name)!r} is not among those of the document")
            wrong += [f"{name} is missing" for name in ("audience", "scope", "subject_token") if not form.get(name)]
            wrong += [f"no option {name}" for name in form.get("options", {}) if name not in OPTIONS]
            if not re.match(r"//iam\.googleapis\.com/(projects/\d+/)?locations/global/work", form.get("audience", "")):
                wrong.append(f"audience {form.get('audience')!r} is not of the form that the document gives")
        elif request["path"].endswith(":generateAccessToken"):
            exchanges += 1
            wrong += [f"no field {name}" for name in request["json"] if name not in IMPERSONATE]
            if not re.fullmatch(r"\d+s", request["json"].get("lifetime", "")):
                wrong.append(f"lifetime {request['json'].get('lifetime')!r} is no duration")
    if wrong:
        sys.exit(f"not ok {what}: {wrong}")
    return exchanges


def compare(what, expected, found):
    if expected != found:
        print(f"not ok {what}", file=sys.stderr)
        print("google-auth " + json.dumps(expected, indent=1, sort_keys=True), file=sys.stderr)
        print("llm-manager " + json.dumps(found, indent=1, sort_keys=True), file=sys.stderr)
        sys.exit(1)
    print(f"ok {what}: {len(found)} requests, the same as google-auth's", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    binary = os.path.abspath(parser.parse_args().binary)
    for name in ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_QUOTA_PROJECT"]:
        os.environ.pop(name, None)
    os.environ["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"] = "1"
    logging.getLogger("google").setLevel(logging.CRITICAL)
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        endpoints = {name: server.base for name in ["control", "google", "storage", "huggingface", "ollama", "cdn"]}
        os.environ["GCE_METADATA_HOST"] = os.environ["GCE_METADATA_IP"] = server.authority
        cases = Cases(folder, server.base)
        cases.write("endpoints.json", json.dumps({**endpoints, "metadata": server.authority, "services": server.base}))
        exchanges = 0
        for what, file in cases.all():
            path = cases.write("credentials.json", json.dumps(file))
            expected = theirs(path)
            found = ours(binary, server, folder, ["--credentials", path])
            compare(what, expected, found)
            exchanges += documented(what, found)
        print(f"ok {exchanges} token exchanges and impersonations have the fields of Google's discovery documents", flush=True)

        path = cases.write("credentials.json", json.dumps(cases.key))
        credentials, _ = google.auth.load_credentials_from_file(path, scopes=[CLOUD_PLATFORM])
        expected = finished(credentials.with_always_use_jwt_access(True), Transport())
        found = ours(binary, server, folder, ["--credentials", path], LLM_MANAGER_SELF_SIGNED_JWT="1")
        compare("a service account's key that signs its token itself", expected, found)

        path = cases.write("credentials.json", json.dumps(cases.user))
        credentials, _ = google.auth.load_credentials_from_file(path)
        expected = finished(credentials.with_quota_project("named"), Transport())
        found = ours(binary, server, folder, ["--credentials", path, "--quota-project", "named"])
        compare("a quota project that is named goes before the file's", expected, found)

        machine = compute_engine.Credentials(scopes=[CLOUD_PLATFORM])
        wanted = [METADATA + "instance/service-accounts/default/token", "/v3/projects/demo-project"]
        expected = [request for request in finished(machine, Transport()) if request["path"] in wanted]
        found = [request for request in ours(binary, server, folder, []) if request["path"] in wanted]
        compare("the metadata server's account", expected, found)
    server.stop()


if __name__ == "__main__":
    main()
