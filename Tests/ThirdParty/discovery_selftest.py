"""Proves that the validator finds what it is there to find: requests that it must refuse, some that it must take."""

from discovery_validator import judge

SERVICES = "/v2/projects/demo-project/locations/us-central1/services"
CREATE = f"{SERVICES}?serviceId=a"
OBJECTS = "/upload/storage/v1/b/models/o"
NEW = {"template": {"containers": [{"image": "example/engine"}]}}


def _container(**fields):
    return {"template": {"containers": [{"image": "example/engine", **fields}]}}


# sentence, method, target, body, what the finding must name (nothing: the request is right)
CASES = [
    ("a right request", "POST", CREATE, NEW, None),
    ("an encoded path", "GET", "/storage/v1/b/models/o/a%2Fb%20c?alt=media&generation=5", None, None),
    ("an upload session", "PUT", f"{OBJECTS}?uploadType=resumable&name=a&upload_id=x", None, None),
    ("repeated names", "GET", "/v1/projects/p/services:batchGet?names=projects/p/services/a&names=b", None, None),
    ("a quota", "GET", "/v1/projects/p/locations/global/services/run.googleapis.com/quotaInfos?pageSize=9", None, None),
    ("an unknown path", "GET", f"{SERVICES}/a/secrets", None, "no document"),
    ("an unknown verb", "POST", f"{SERVICES}/a:restart", None, "no document"),
    ("another HTTP method", "PUT", f"{SERVICES}/a", NEW, "the path takes"),
    ("an unknown query parameter", "GET", f"{SERVICES}?pageSise=5", None, "query parameter pageSise"),
    ("a query parameter of another type", "GET", f"{SERVICES}?pageSize=many", None, "is not an integer"),
    ("a number out of its range", "GET", f"{SERVICES}?pageSize=3000000000", None, "outside"),
    ("a boolean that is none", "POST", f"{SERVICES}?serviceId=a&validateOnly=yes", NEW, "not true or false"),
    ("an enum of the query", "GET", "/storage/v1/b?project=p&projection=all", None, "none of"),
    ("a missing query parameter", "GET", "/storage/v1/b", None, "project is missing"),
    ("a repeated parameter", "GET", f"{SERVICES}?pageSize=5&pageSize=6", None, "there twice"),
    ("media of what has none", "GET", "/storage/v1/b/models?alt=media", None, "alt=media"),
    ("a generation that is no number", "GET", "/storage/v1/b/models/o/a?generation=x", None, "not an int64"),
    ("an unknown field", "POST", CREATE, {**NEW, "colour": "red"}, "body.colour is unknown"),
    ("an unknown field far down", "POST", CREATE, _container(gpu=1), "containers[0].gpu is unknown"),
    ("an output-only field", "POST", CREATE, {**NEW, "uri": "https://a"}, "uri is output only"),
    ("a bad enum", "POST", CREATE, {**NEW, "ingress": "INGRESS_SOME"}, "none of INGRESS"),
    ("a number as text", "POST", CREATE, _container(ports=[{"containerPort": "80"}]), "type integer"),
    ("text as a number", "POST", CREATE, {**NEW, "description": 5}, "not a string"),
    ("a list that is none", "POST", CREATE, {"template": {"containers": {}}}, "no list"),
    ("a duration that is none", "POST", CREATE, {"template": {**NEW["template"], "timeout": "5m"}}, "duration"),
    ("a map with values of another type", "POST", CREATE, {**NEW, "labels": {"a": 1}}, "not a string"),
    ("a missing field", "POST", CREATE, {"template": {"containers": [{}]}}, "image is missing"),
    ("a bad field mask", "PATCH", f"{SERVICES}/a?updateMask=a;b", NEW, "fieldmask"),
    ("a body where none belongs", "GET", f"{SERVICES}/a", NEW, "body on a method without one"),
    ("metadata of an upload", "POST", f"{OBJECTS}?uploadType=multipart&name=a", {"sha256": "x"}, "sha256 is unknown"),
    ("a path of another shape", "GET", "/v1/projects/a/b/serviceAccounts", None, "no document"),
    ("a quota's unknown parameter", "GET",
     "/v1/projects/p/locations/global/services/run.googleapis.com/quotaInfos?filter=a", None, "parameter filter"),
]


def run(ok):
    """One `ok` per case; exits with the first that is judged wrongly."""
    for sentence, method, target, body, named in CASES:
        verdict = judge({"method": method, "target": target, "body": body, "contentType": None})
        if named is None:
            if verdict.findings:
                raise SystemExit(f"FAILED: {sentence} is refused: {verdict.findings}")
            ok(f"the validator takes {sentence}")
        else:
            if not any(named in finding for finding in verdict.findings):
                raise SystemExit(f"FAILED: {sentence} is not found ({named}): {verdict.findings}")
            ok(f"the validator finds {sentence}")
    unread = {"method": "POST", "target": CREATE, "body": None, "contentType": "application/json"}
    if not judge(unread).findings:
        raise SystemExit("FAILED: a body that was not recorded passes")
    ok("the validator does not pass over a body that was not recorded")
