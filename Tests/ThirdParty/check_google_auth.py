"""google-auth against the simulator's metadata server, token endpoints and project APIs.

usage: python check_google_auth.py --endpoints ENDPOINTS_JSON_FILE
The credential files are expected beside the endpoints file, where the simulator writes them.
Needs google-auth, requests and pyjwt. Prints one `ok SENTENCE` per check; exits non-zero with the reason of the first failure.
"""

import argparse
import json
import os
import sys

CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform"


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, reason):
    if not condition:
        print(f"not ok {reason}", file=sys.stderr)
        sys.exit(1)


def check_refusals(state, endpoints):
    """What a token service must not take: Google's own library gets the refusal, in Google's words."""
    import requests
    from google.auth import exceptions, identity_pool, impersonated_credentials, jwt
    from google.auth.transport.requests import Request
    from google.oauth2 import credentials as user_credentials
    from google.oauth2 import service_account

    google_url, search = endpoints["google"], f"{endpoints['google']}/v3/projects:search"

    def job(repository, **more):
        with open(os.path.join(state, "github-actions.env"), encoding="utf-8") as file:
            variables = dict(line.rstrip("\n").split("=", 1) for line in file)
        url = variables["ACTIONS_ID_TOKEN_REQUEST_URL"].split("?")[0]
        provider = "projects/100000000001/locations/global/workloadIdentityPools/ci/providers/github"
        asked = {"repository": repository, "audience": f"https://iam.googleapis.com/{provider}", **more}
        headers = {"Authorization": f"bearer {variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}"}
        return requests.get(url, params=asked, headers=headers, timeout=10).json()["value"]

    def federated(name, token):
        with open(os.path.join(state, name), encoding="utf-8") as file:
            info = json.load(file)
        info["credential_source"] = {"file": os.path.join(state, "other-subject.jwt")}
        with open(os.path.join(state, "other-subject.jwt"), "w", encoding="utf-8") as file:
            file.write(token)
        return identity_pool.Credentials.from_info(info, scopes=[CLOUD_PLATFORM])

    def refused(what, credentials, reason):
        try:
            credentials.refresh(Request())
            expect(False, f"{what} was taken")
        except exceptions.GoogleAuthError as error:
            expect(reason in str(error), f"{what}: {error}")
        ok(f"{what} is refused: {reason}")

    direct = "external-account-direct.json"
    refused("a stranger's repository", federated(direct, job("stranger/models")), "attribute condition")
    wrong = federated(direct, job("example/models", audience="https://elsewhere.example"))
    refused("a subject token for another audience", wrong, "audience")
    refused("a subject token that nobody signed", federated(direct, "e30.e30.AAAA"), "invalid_grant")
    federated(direct, job("example/other")).refresh(Request())
    refused("a repository without the binding", federated("external-account.json", job("example/other")), "403")

    with open(os.path.join(state, "authorized-user.json"), encoding="utf-8") as file:
        info = json.load(file)
    user = user_credentials.Credentials(
        None, refresh_token=info["refresh_token"], client_id=info["client_id"],
        client_secret=info["client_secret"], token_uri=f"{google_url}/token")

    def impersonated(email, delegates):
        url = f"{google_url}/v1/projects/-/serviceAccounts/{email}:generateAccessToken"
        return impersonated_credentials.Credentials(
            user, email, [CLOUD_PLATFORM], delegates=delegates, iam_endpoint_override=url)

    simulator, deployer = [f"{name}@demo-project.iam.gserviceaccount.com" for name in ["simulator", "deployer"]]
    impersonated(simulator, []).refresh(Request())
    impersonated(deployer, [f"projects/-/serviceAccounts/{simulator}"]).refresh(Request())
    ok("a person acts as an account, and through it as another")
    refused("a person who may not act as the account", impersonated(deployer, []), "getAccessToken")

    key_file = os.path.join(state, "service-account.json")
    narrow = service_account.Credentials.from_service_account_file(
        key_file, scopes=["https://www.googleapis.com/auth/devstorage.read_only"])
    narrow.refresh(Request())
    answer = requests.get(search, headers={"Authorization": f"Bearer {narrow.token}"}, timeout=10)
    reason = answer.json()["error"]["details"][0]["reason"]
    expect((answer.status_code, reason) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), answer.text)
    buckets = requests.get(
        f"{endpoints['storage']}/storage/v1/b", params={"project": "demo-project"},
        headers={"Authorization": f"Bearer {narrow.token}"}, timeout=10)
    expect(buckets.status_code == 200, buckets.text)
    ok("a token opens the API that its scope is for, and no other")

    signed = jwt.Credentials.from_service_account_file(key_file, audience="https://run.googleapis.com/")
    signed.refresh(Request())
    token = signed.token.decode() if isinstance(signed.token, bytes) else signed.token
    elsewhere = requests.get(search, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    services = requests.get(
        f"{google_url}/v2/projects/demo-project/locations/us-central1/services",
        headers={"Authorization": f"Bearer {token}"}, timeout=10)
    expect((elsewhere.status_code, services.status_code) == (401, 200), f"{elsewhere.text} {services.text}")
    ok("a self-signed JWT opens the API that it names, and no other")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--endpoints", required=True)
    path = arguments.parse_args().endpoints
    with open(path, encoding="utf-8") as file:
        endpoints = json.load(file)
    state = os.path.dirname(os.path.abspath(path))
    for name in ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "NO_GCE_CHECK"]:
        os.environ.pop(name, None)
    os.environ["CLOUDSDK_CONFIG"] = os.path.join(state, "no-gcloud-here")
    os.environ["GCE_METADATA_HOST"] = endpoints["metadata"]
    os.environ["GCE_METADATA_IP"] = endpoints["metadata"]

    import google.auth
    import google.oauth2.credentials
    import requests
    from google.auth import compute_engine, exceptions, identity_pool, jwt
    from google.auth.transport.requests import AuthorizedSession, Request
    from google.oauth2 import id_token, service_account

    request = Request()
    search = f"{endpoints['google']}/v3/projects:search"

    def works(credentials, who):
        answer = AuthorizedSession(credentials).get(search)
        expect(answer.status_code == 200, f"{who}: {answer.status_code} {answer.text}")
        ids = {project["projectId"] for project in answer.json()["projects"]}
        expect("demo-project" in ids, f"{who} sees {ids}")

    credentials, project = google.auth.default(scopes=[CLOUD_PLATFORM])
    expect(isinstance(credentials, compute_engine.Credentials), f"ADC found {type(credentials)}")
    expect(project == "demo-project", f"project {project}")
    works(credentials, "the metadata server's account")
    expect(credentials.service_account_email.startswith("simulator@demo-project"), "another account")
    ok("application default credentials come from the metadata server, with the project")

    key_file = os.path.join(state, "service-account.json")
    account = service_account.Credentials.from_service_account_file(key_file, scopes=[CLOUD_PLATFORM])
    works(account, "the service account's token")
    ok("a service account key file is exchanged for a token at its token_uri")

    signed = service_account.Credentials.from_service_account_file(key_file, scopes=[CLOUD_PLATFORM])
    signed = signed.with_always_use_jwt_access(True)
    signed._create_self_signed_jwt(None)
    works(signed, "a self-signed JWT")
    ok("a self-signed JWT works as an access token")

    audience = "https://service-abc.a.run.app"
    from_key = service_account.IDTokenCredentials.from_service_account_file(key_file, target_audience=audience)
    from_key.refresh(request)
    certificates = requests.get(f"{endpoints['google']}/oauth2/v3/certs", timeout=10).json()
    expect(certificates["keys"][0]["kty"] == "RSA", "no RSA key in the key set")
    claims = id_token.verify_token(
        from_key.token, request, audience=audience, certs_url=f"{endpoints['google']}/oauth2/v3/certs"
    )
    expect(claims["iss"] == "https://accounts.google.com" and claims["aud"] == audience, f"claims {claims}")
    ok("an ID token by key file verifies under the published keys")

    fetched = id_token.fetch_id_token(request, audience)
    claims = id_token.verify_token(
        fetched, request, audience=audience, certs_url=f"{endpoints['google']}/oauth2/v3/certs"
    )
    expect(claims["email"].startswith("simulator@"), f"claims {claims}")
    ok("an ID token by the metadata server verifies and names the account")

    external = identity_pool.Credentials.from_file(
        os.path.join(state, "external-account.json"), scopes=[CLOUD_PLATFORM]
    )
    works(external, "the federated identity")
    ok("an external_account file goes through STS and impersonation")

    os.environ["GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES"] = "1"
    from google.auth import external_account_authorized_user, pluggable

    # Each by its own class: the general loader asks Google itself for the project's name.
    for name, maker, kind in [
        ("external-account-url.json", identity_pool, "a URL"),
        ("external-account-executable.json", pluggable, "a program"),
        ("external-account-direct.json", identity_pool, "a file, without a service account"),
        ("external-account-user.json", external_account_authorized_user, "a workforce login"),
    ]:
        more = {} if maker is external_account_authorized_user else {"scopes": [CLOUD_PLATFORM]}
        federated = maker.Credentials.from_file(os.path.join(state, name), **more)
        works(federated, kind)
        ok(f"a federated identity by {kind} opens the APIs")

    check_refusals(state, endpoints)

    with open(os.path.join(state, "authorized-user.json"), encoding="utf-8") as file:
        info = json.load(file)
    user = google.oauth2.credentials.Credentials(
        None,
        refresh_token=info["refresh_token"],
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        token_uri=f"{endpoints['google']}/token",
    )
    works(user, "the user")
    ok("a refresh token is exchanged for an access token")

    revoked = google.oauth2.credentials.Credentials(
        None,
        refresh_token="1//revoked",
        client_id=info["client_id"],
        client_secret=info["client_secret"],
        token_uri=f"{endpoints['google']}/token",
    )
    try:
        revoked.refresh(request)
        expect(False, "a revoked refresh token was taken")
    except exceptions.RefreshError as error:
        expect("invalid_grant" in str(error), f"revoked: {error}")
    ok("a revoked refresh token is invalid_grant")

    bad = requests.get(search, headers={"Authorization": "Bearer ya29.made-up"}, timeout=10)
    expect(bad.status_code == 401, f"a made-up token: {bad.status_code}")
    expect(bad.json()["error"]["status"] == "UNAUTHENTICATED", f"body {bad.text}")
    unsigned = jwt.decode(fetched, verify=False)
    expect(unsigned["aud"] == audience, "the ID token's audience")
    wrong = requests.get(search, headers={"Authorization": f"Bearer {fetched}"}, timeout=10)
    expect(wrong.status_code == 401, f"an ID token as an access token: {wrong.status_code}")
    ok("a token that nobody issued, and an ID token, are 401")

    session = AuthorizedSession(account)
    google_url = endpoints["google"]
    billing = session.get(f"{google_url}/v1/projects/bare-project/billingInfo").json()
    expect("billingEnabled" not in billing, f"billing of the bare project {billing}")
    names = [f"projects/demo-project/services/{s}.googleapis.com" for s in ["run", "storage"]]
    states = session.get(f"{google_url}/v1/projects/demo-project/services:batchGet", params={"names": names}).json()
    expect([s["state"] for s in states["services"]] == ["ENABLED", "ENABLED"], f"services {states}")
    off = session.get(f"{google_url}/compute/v1/projects/bare-project/global/networks")
    reason = off.json()["error"]["details"][0]["reason"]
    expect(off.status_code == 403 and reason == "SERVICE_DISABLED", f"a disabled API: {off.text}")
    missing = session.get(f"{google_url}/v3/projects/no-such-project-at-all")
    expect(missing.status_code == 403, f"an unknown project: {missing.status_code}")
    odd = session.get(search, params={"pagesize": 5})
    expect(odd.status_code == 400 and "pagesize" in odd.text, f"an unknown parameter: {odd.text}")
    quota = session.get(
        f"{google_url}/v1/projects/demo-project/locations/global/services/run.googleapis.com/quotaInfos/"
        "NvidiaL4GpuAllocNoZonalRedundancyPerProjectRegion"
    ).json()
    expect(quota["dimensionsInfos"][-1]["details"]["value"] == "3", f"quota {quota}")
    permissions = ["run.services.create", "storage.buckets.create"]
    tested = session.post(
        f"{google_url}/v3/projects/restricted-project:testIamPermissions", json={"permissions": permissions}
    ).json()
    expect("permissions" not in tested, f"restricted {tested}")
    ok("projects, billing, services, quotas and permissions answer as Google's do")


if __name__ == "__main__":
    main()
