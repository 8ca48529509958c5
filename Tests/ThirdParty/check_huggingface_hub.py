#!/usr/bin/env python3
"""Drives the simulator's Hugging Face hub with huggingface_hub, its own client.

    check_huggingface_hub.py --endpoints ENDPOINTS_JSON_FILE --models DIRECTORY

DIRECTORY is what scripts/make_sample_models.py laid out and the simulator serves. Prints one line per check, exits
non-zero with the reason at the first one that fails.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("--endpoints", required=True, type=pathlib.Path)
parser.add_argument("--models", required=True, type=pathlib.Path)
arguments = parser.parse_args()
endpoints = json.loads(arguments.endpoints.read_text())
scratch = pathlib.Path(tempfile.mkdtemp(prefix="hub-check-"))

# huggingface_hub reads these once, at import.
os.environ["HF_ENDPOINT"] = endpoints["huggingface"]
os.environ["HF_HOME"] = str(scratch / "home")
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["HF_HUB_DISABLE_XET"] = "1"
for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
    os.environ.pop(name, None)

from huggingface_hub import HfApi, hf_hub_download, snapshot_download  # noqa: E402
from huggingface_hub.errors import (  # noqa: E402
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

TINY = "example-org/tiny-llama"
GATED = "example-org/gated-model"
PRIVATE = "example-org/private-model"
REAL = "sentence-transformers/all-MiniLM-L6-v2"
VALID, NO_ACCESS = "hf_demo_valid", "hf_demo_noaccess"

served = arguments.models / "huggingface"
has_real = (served / REAL).is_dir()
api = HfApi()


def check(sentence: str, condition: object, found: object = None) -> None:
    if not condition:
        sys.exit(f"FAILED: {sentence}" + ("" if found is None else f" (found: {found!r})"))
    print(f"ok {sentence}", flush=True)


def raises(error: type, call) -> Exception | None:
    try:
        call()
    except error as raised:
        return raised
    except Exception as other:  # the sentence that fails names it
        print(f"other error: {type(other).__name__}: {other}", file=sys.stderr)
    return None


def files_below(directory: pathlib.Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).digest()
        for file in directory.rglob("*")
        if file.is_file() and ".cache" not in file.parts
    }


def git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def models_and_trees() -> None:
    info = api.model_info(TINY, files_metadata=True)
    check("model_info pins a commit of 40 hex digits", len(info.sha) == 40 and int(info.sha, 16) >= 0, info.sha)
    siblings = {sibling.rfilename: sibling for sibling in info.siblings}
    check("model_info lists the files of the directory", set(siblings) == set(files_below(served / TINY)))
    config = (served / TINY / "config.json").read_bytes()
    check("a small file's blob id is git's own", siblings["config.json"].blob_id == git_blob(config))
    weights = "model-00001-of-00002.safetensors"
    content = (served / TINY / weights).read_bytes()
    lfs = siblings[weights].lfs
    check("a large file's SHA-256 and size are right",
          lfs is not None and lfs.sha256 == hashlib.sha256(content).hexdigest() and lfs.size == len(content))
    check("model_info by commit is the same", api.model_info(TINY, revision=info.sha).sha == info.sha)
    expanded = api.model_info(TINY, expand=["safetensors", "gated"])
    check("expand gives what was named", expanded.safetensors is not None and expanded.gated is False)
    tree = list(api.list_repo_tree(TINY, recursive=True))
    check("the recursive tree has the same files", {item.path for item in tree} == set(siblings))
    name = REAL if has_real else TINY
    top = {item.path: type(item).__name__ for item in api.list_repo_tree(name)}
    check("the top of a tree has files and folders",
          top["config.json"] == "RepoFile" and (not has_real or top["1_Pooling"] == "RepoFolder"), top)
    infos = api.get_paths_info(TINY, ["config.json", weights, "missing.txt"])
    check("paths-info answers for the paths that there are", {item.path for item in infos} == {"config.json", weights})
    detailed = {item.path: item for item in api.list_repo_tree(TINY, expand=True)}
    check("an expanded tree tells the last commit", detailed["config.json"].last_commit is not None)


def search() -> None:
    every = [model.id for model in api.list_models()]
    check("list_models lists the public models", {TINY, GATED} <= set(every) and PRIVATE not in every, every)
    check("list_models pages through the same models", [model.id for model in page_by_one()] == every)
    check("a search finds by name", [model.id for model in api.list_models(search="tiny-llama")] == [TINY])
    check("an author's models are the author's",
          all(model.id.startswith("example-org/") for model in api.list_models(author="example-org")))
    downloads = [model.downloads for model in api.list_models(sort="downloads", expand=["downloads"])]
    check("sorting is descending", downloads == sorted(downloads, reverse=True), downloads)
    check("a token sees private models", PRIVATE in [model.id for model in api.list_models(token=VALID)])
    check("a filter by task leaves the others out",
          REAL not in [model.id for model in api.list_models(pipeline_tag="text-generation")])


def page_by_one():
    """Follows the Link header with pages of one model, as the client does with its own page size."""
    from huggingface_hub.utils import paginate
    from huggingface_hub.hf_api import ModelInfo

    for item in paginate(endpoints["huggingface"] + "/api/models", params={"limit": 1}, headers={}):
        yield ModelInfo(**item)


def downloads() -> None:
    name = REAL if has_real else TINY
    target = pathlib.Path(snapshot_download(name, local_dir=scratch / "snapshot"))
    check("snapshot_download gives identical bytes", files_below(target) == files_below(served / name))
    cached = hf_hub_download(TINY, "config.json")
    check("a download into the cache gives identical bytes",
          pathlib.Path(cached).read_bytes() == (served / TINY / "config.json").read_bytes())
    snapshot_download(TINY)
    program = shutil.which("hf", path=os.path.dirname(sys.executable)) or shutil.which("hf")
    if program:
        verified = subprocess.run([program, "cache", "verify", TINY], capture_output=True, text=True)
        check("hf cache verify accepts every checksum", verified.returncode == 0, verified.stdout + verified.stderr)
    weights = "model-00001-of-00002.safetensors"
    head = api.get_hf_file_metadata(url=f"{endpoints['huggingface']}/{TINY}/resolve/main/{weights}")
    digest = hashlib.sha256((served / TINY / weights).read_bytes()).hexdigest()
    check("a large file's metadata come from the linked headers",
          head.etag == digest and head.location.startswith(endpoints["cdn"]), head)
    if has_real:
        check("an earlier name leads to the new one",
              api.model_info("sentence-transformers/all-minilm-l6-v2-old-name").id == REAL)


def errors() -> None:
    check("a missing model is RepositoryNotFoundError",
          raises(RepositoryNotFoundError, lambda: api.model_info("example-org/nothing")))
    with_token = raises(RepositoryNotFoundError, lambda: api.model_info("example-org/nothing", token=VALID))
    check("with a token it is a 404", with_token is not None and with_token.response.status_code == 404)
    check("a missing revision is RevisionNotFoundError",
          raises(RevisionNotFoundError, lambda: api.model_info(TINY, revision="refs/pr/7")))
    check("a missing file is EntryNotFoundError",
          raises(EntryNotFoundError, lambda: hf_hub_download(TINY, "missing.txt")))
    gated = raises(GatedRepoError, lambda: hf_hub_download(GATED, "config.json"))
    check("a gated model without a token is GatedRepoError, 401", gated is not None and gated.response.status_code == 401)
    gated = raises(GatedRepoError, lambda: hf_hub_download(GATED, "config.json", token=NO_ACCESS))
    check("a gated model without accepted terms is 403", gated is not None and gated.response.status_code == 403)
    accepted = hf_hub_download(GATED, "config.json", token=VALID)
    check("a gated model comes with accepted terms",
          pathlib.Path(accepted).read_bytes() == (served / GATED / "config.json").read_bytes())
    check("a private model is not found without its token",
          raises(RepositoryNotFoundError, lambda: api.model_info(PRIVATE)) and api.model_info(PRIVATE, token=VALID))
    bad = raises(HfHubHTTPError, lambda: api.model_info(TINY, token="hf_wrong"))
    check("a wrong token is told from a missing model", bad is not None and bad.response.status_code == 401
          and not isinstance(bad, RepositoryNotFoundError) and "Invalid credentials" in str(bad), bad)
    check("whoami knows the token's owner", api.whoami(token=VALID)["name"] == "demo")
    check("whoami refuses a wrong token", raises(HfHubHTTPError, lambda: api.whoami(token="hf_wrong")))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def status(url: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect())
    try:
        with opener.open(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, dict(answer.headers), answer.read()


def content_delivery() -> None:
    path = "model-00001-of-00002.safetensors"
    content = (served / TINY / path).read_bytes()
    code, headers, _ = status(f"{endpoints['huggingface']}/{TINY}/resolve/main/{path}", {})
    link = headers.get("location") or headers.get("Location")
    check("a large file is a redirect to another origin", code == 302 and link.startswith(endpoints["cdn"]), link)
    code, headers, body = status(link, {"Range": "bytes=100-199"})
    check("a range of it is 206 with those bytes", code == 206 and body == content[100:200])
    code, _, body = status(link, {"Range": f"bytes={len(content) - 5}-{len(content) + 99}"})
    check("a range over the end is cut", code == 206 and body == content[-5:])
    check("a range beyond the end is 416", status(link, {"Range": f"bytes={len(content)}-"})[0] == 416)
    check("credentials on the signed link are refused", status(link, {"Authorization": "Bearer x"})[0] == 400)
    check("a changed link is refused", status(link[:-1] + ("0" if link[-1] != "0" else "1"), {})[0] == 403)
    code, headers, body = status(f"{endpoints['huggingface']}/{TINY}/resolve/main/config.json", {"Range": "bytes=0-9"})
    check("a small file honours a range", code == 206 and body == (served / TINY / "config.json").read_bytes()[:10])


try:
    models_and_trees()
    search()
    downloads()
    errors()
    content_delivery()
finally:
    shutil.rmtree(scratch, ignore_errors=True)
