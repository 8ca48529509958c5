"""Lists the same as bench_control.py with Google's Python clients, one request after the other; prints JSON.

    bench_control_peer.py BASE_URL

google-cloud-storage looks for the catalog in each bucket and reads it where there is one; google-cloud-run lists each
region; projects are searched over REST, a page.
"""

import json
import sys
import time
import urllib.parse

import requests
from google.auth.credentials import AnonymousCredentials
from google.cloud import run_v2, storage
from google.cloud.run_v2.services.services.transports import ServicesRestTransport

BASE = sys.argv[1]
MARKER = "llm-manager-metadata.json"


def projects():
    session = requests.Session()
    answer = session.get(f"{BASE}/v3/projects:search", params={"query": "bench", "pageSize": 100}, timeout=60)
    answer.raise_for_status()
    return len(answer.json()["projects"])


def models():
    client = storage.Client(
        project="bench-project", credentials=AnonymousCredentials(), client_options={"api_endpoint": BASE})
    found = 0
    for bucket in client.list_buckets():
        blob = bucket.get_blob(MARKER)
        if blob is None:
            continue
        json.loads(blob.download_as_bytes())
        found += 1
    return found


def services():
    transport = ServicesRestTransport(
        host=urllib.parse.urlsplit(BASE).netloc, credentials=AnonymousCredentials(), url_scheme="http")
    client = run_v2.ServicesClient(transport=transport)
    answer = requests.get(f"{BASE}/v1/projects/bench-project/locations", timeout=60)
    regions = [place["locationId"] for place in answer.json()["locations"]]
    return sum(
        len(list(client.list_services(parent=f"projects/bench-project/locations/{region}"))) for region in regions)


told = {}
for name, work in [("projects", projects), ("models", models), ("services", services)]:
    began = time.monotonic()
    items = work()
    told[name] = {"items": items, "seconds": time.monotonic() - began}
print(json.dumps(told))
