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
