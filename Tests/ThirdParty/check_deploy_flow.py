"""The deploy of docs/examples/deploy.yml, step by step as its job would run it, against a token server that signs
OpenID Connect tokens and a token exchange that checks them: no key file, no gcloud.

usage: python check_deploy_flow.py --endpoints ENDPOINTS_JSON_FILE --binary PROGRAM

Then what docs/declarative.md promises: exit statuses, no change the second time, export and plan, a world that moved,
pruning, rolling back. Prints `ok SENTENCE` per check; exits non-zero with what differs.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from google.auth import jwt

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT, BUCKET, OWNER = "demo-project", "declared-models", "flow"
PROVIDER = "projects/100000000001/locations/global/workloadIdentityPools/ci/providers/github"
ACCOUNT = "simulator@demo-project.iam.gserviceaccount.com"
HEAD = f"apiVersion: llm-manager/v1\nowner: {OWNER}\n"
STORED = (
    f"buckets:\n  - {{name: {BUCKET}, location: us-central1}}\n"
    f"models:\n  - {{bucket: {BUCKET}, model: 'hf:sentence-transformers/all-MiniLM-L6-v2'}}\n"
)


class Failure(Exception):
    """A check that does not hold."""


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, found):
    if not condition:
        raise Failure(f"not as expected: {found}")


def service(name, most=1, extra=""):
    return (
        f"  - {{name: {name}, region: us-central1, bucket: {BUCKET}, "
        f"model: 'hf:sentence-transformers/all-MiniLM-L6-v2', maxInstances: {most}{extra}}}\n"
    )


def get(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"bearer {token}"} if token else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)


def steps(path):
    """The `run` blocks of the example and the job's own variables, read without a YAML library: both are plain."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found, name, block, variables, in_env = {}, None, None, {}, False
    for line in lines:
        text, indent = line.strip(), len(line) - len(line.lstrip())
        if block is not None and (not text or indent > block[0]):
            block[1].append(line[block[0] + 2:])
            continue
        block = None
        if indent == 0:
            in_env = text == "env:"
        elif in_env:
            key, _, value = text.partition(": ")
            variables[key] = value
        if text.startswith("- name: "):
            name = text.removeprefix("- name: ")
        if text == "run: |":
            block = (indent, [])
            found[name] = block[1]
    return {name: "\n".join(body) for name, body in found.items()}, variables


class Job:
    """A job of GitHub Actions: its variables, its outputs, and nothing else of this machine."""

    def __init__(self, folder, endpoints, binary):
        self.folder = pathlib.Path(folder)
        self.state = pathlib.Path(endpoints).parent
        self.outputs = {}
        os.symlink(binary, self.folder / "llm-manager")
        given = (self.state / "github-actions.env").read_text(encoding="utf-8")
        self.actions = dict(line.split("=", 1) for line in given.splitlines() if "=" in line)

    def environment(self, **more):
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LLM_MANAGER_SIMULATOR": str(self.state),
            "LLM_MANAGER_PROJECT": PROJECT, "GITHUB_ACTIONS": "true", **self.actions, **more,
        }

    def write(self, services, stored=STORED):
        text = HEAD + stored + ("services:\n" + services if services else "")
        (self.folder / "llm-manager.yaml").write_text(text, encoding="utf-8")

    def step(self, script, **more):
        """A `run` step as the runner starts it: bash -e, expressions replaced, outputs kept."""
        for key, value in self.outputs.items():
            script = script.replace("${{ steps.plan.outputs.%s }}" % key, value)
        output, summary = self.folder / "output", self.folder / "summary"
        output.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.folder, timeout=300,
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=self.environment(GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary), **more))
        for line in output.read_text().splitlines():
            key, _, value = line.partition("=")
            self.outputs[key] = value
        return done

    def run(self, *words, provider=PROVIDER, account=ACCOUNT):
        return subprocess.run(
            [str(self.folder / "llm-manager"), *words, "--workload-identity-provider", provider, "--service-account",
             account], cwd=self.folder, env=self.environment(), capture_output=True, text=True, timeout=300,
            stdin=subprocess.DEVNULL)

    def plan(self, *words, status):
        done = self.run("plan", "--json", *words)
        expect(done.returncode == status, f"plan ended with {done.returncode}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)

    def apply(self, *words, succeeds=True):
        done = self.run("apply", *words)
        expect((done.returncode == 0) == succeeds, f"apply ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr


def check_token(job):
    audience = f"https://iam.googleapis.com/{PROVIDER}"
    url = job.actions["ACTIONS_ID_TOKEN_REQUEST_URL"]
    token = get(url + ("&" if "?" in url else "?") + urllib.parse.urlencode({"audience": audience}),
                job.actions["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])["value"]
    header = jwt.decode_header(token)
    expect(header["alg"] == "RS256" and header["kid"], header)
    claims = jwt.decode(token, verify=False)
    expect(claims["aud"] == audience and claims["iss"] == "https://token.actions.githubusercontent.com", claims)
    ok(f"the job's token is RS256 and of {claims['sub']}")
    expect(not any(name.startswith("GOOGLE") or "CREDENTIALS" in name for name in job.environment()), "a key file")
    ok("the job has no credential file, only GitHub's two variables")


def check_workflow(job):
    blocks, variables = steps(ROOT / "docs/examples/deploy.yml")
    expect({"plan", "apply"} <= set(blocks) and {"PROVIDER", "ACCOUNT"} <= set(variables), blocks)
    job.write(service("embeddings"))
    here = {"PROVIDER": PROVIDER, "ACCOUNT": ACCOUNT}
    done = job.step(blocks["plan"], **here)
    expect(done.returncode == 0 and job.outputs.get("based-on"), done.stdout + done.stderr)
    planned = json.loads((job.folder / "plan.json").read_text())
    kinds = [change["kind"] for change in planned["changes"]]
    expect(kinds == ["create", "import", "create"], planned)
    ok("the example's step `plan` reports a bucket, an import and a service")
    done = job.step(blocks["apply"], **here)
    expect(done.returncode == 0, done.stdout + done.stderr)
    ok("the example's step `apply` makes the bucket, imports the model, deploys, and waits until it answers")
    job.plan(status=0)
    ok("planned again: no change, exit status 0")
    done = job.step(blocks["plan"], **here)
    expect(done.returncode == 0, done.stdout + done.stderr)
    ok("the example's step `plan` succeeds also when nothing would change")


def check_strangers(job):
    done = job.run("plan", account="deployer@demo-project.iam.gserviceaccount.com")
    expect(done.returncode == 1, done)
    ok("an account that the repository is not bound to is refused: exit status 1")
    done = job.run("plan", provider=PROVIDER.replace("/ci/", "/other/"))
    expect(done.returncode == 1, done)
    ok("a provider that does not trust the issuer is refused: exit status 1")
    url = job.actions["ACTIONS_ID_TOKEN_REQUEST_URL"]
    page, _, query = url.partition("?")
    job.actions["ACTIONS_ID_TOKEN_REQUEST_URL"] = f"{page}?repository=stranger/models&{query}"
    done = job.run("plan")
    job.actions["ACTIONS_ID_TOKEN_REQUEST_URL"] = url
    expect(done.returncode == 1 and "condition" in done.stderr, done)
    ok("a repository of another owner is refused by the pool's condition: exit status 1")


def check_file(job):
    (job.folder / "llm-manager.yaml").write_text(HEAD + "services:\n  - name: x\n    bukket: y\n")
    done = job.run("plan")
    expect(done.returncode == 1 and "llm-manager.yaml:5:5" in done.stderr, done)
    ok("a mistake in the file is told with line and column: exit status 1")
    exported = job.run("export")
    expect(exported.returncode == 0 and f"owner: {OWNER}" in exported.stdout, exported)
    (job.folder / "llm-manager.yaml").write_text(exported.stdout)
    plan = job.plan(status=0)
    expect(not plan["hasChanges"] and len(plan["changes"]) >= 3, plan)
    ok("what is exported and planned at once changes nothing")


def check_settings(job):
    job.write(service("embeddings", 1, ", env: {FIRST: '1', SECOND: '2'}, concurrency: 7"))
    expect(job.plan(status=2)["changes"][2]["kind"] == "update", "no update")
    job.apply()
    job.plan(status=0)
    exported = job.run("export").stdout
    expect("FIRST: " in exported and "concurrency: 7" in exported, exported)
    (job.folder / "llm-manager.yaml").write_text(exported)
    job.plan(status=0)
    ok("variables and settings of a service are exported, and planned as no change")
    job.write(service("embeddings", 1, ", env: {FIRST: '1'}, concurrency: 7"))
    change = job.plan(status=2)["changes"][2]
    expect(any("SECOND" in line for line in change["details"]), change)
    job.apply()
    job.plan(status=0)
    ok("a variable that the file names no longer is taken away")


def check_moved(job):
    job.write(service("embeddings") + service("second"))
    plan = job.plan(status=2)
    change = plan["changes"][3]
    expect(change["kind"] == "create" and change["costDelta"] and change["fit"] and change["quota"], change)
    ok("a plan tells fit, quota and by how much the costs change")
    expect(job.run("services", "stop", "us-central1/embeddings", "--project", PROJECT).returncode == 0, "stop")
    text = job.apply("--based-on", plan["basedOn"], succeeds=False)
    expect("moved" in text, text)
    expect(job.run("services", "start", "us-central1/embeddings", "--project", PROJECT).returncode == 0, "start")
    ok("a plan is not applied when a service was changed since")
    job.apply()


def check_rollback(job):
    before = json.loads(job.run("services", "show", "us-central1/embeddings", "--json").stdout)
    job.write(
        service("second", 2) + service("third") + service("embeddings", 1, ", env: {SIMULATOR_FAILURE: out-of-memory}"))
    text = job.apply("--rollback", succeeds=False)
    after = json.loads(job.run("services", "show", "us-central1/embeddings", "--json").stdout)
    expect(after["revision"] == before["revision"], (before["revision"], after, text))
    ok("--rollback: a service whose new revision breaks serves with the one before it")
    listed = json.loads(job.run("services", "list", "--json").stdout)
    names = sorted(each["name"] for each in listed.get("services", listed))
    expect(names == ["embeddings", "second"], names)
    ok("--rollback: a service that the run created is gone again")
    second = json.loads(job.run("services", "show", "us-central1/second", "--json").stdout)
    expect(second.get("latestRevision"), second)
    ok("--rollback: a service that the run had updated before serves with its earlier revision")
    job.write(service("embeddings") + service("second"))
    job.apply()
    job.plan(status=0)
    ok("the corrected file is applied, and then there is nothing to change")


def check_prune(job):
    done = job.run("services", "deploy", "hf:sentence-transformers/all-MiniLM-L6-v2", "--bucket", BUCKET, "--name",
                   "by-hand", "--region", "us-central1")
    expect(done.returncode == 0, done)
    job.write(service("embeddings"))
    job.plan(status=0)
    plan = job.plan("--prune", status=2)
    gone = [change["name"] for change in plan["changes"] if change["kind"] == "delete"]
    expect(gone == ["us-central1/second"], plan)
    job.apply("--prune", "--based-on", plan["basedOn"])
    listed = json.loads(job.run("services", "list", "--json").stdout)
    names = sorted(each["name"] for each in listed.get("services", listed))
    expect(names == ["by-hand", "embeddings"], names)
    ok("--prune deletes what the file made and no longer names, and nothing that was made by hand")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--endpoints", required=True)
    parser.add_argument("--binary", required=True)
    given = parser.parse_args()
    folder = tempfile.mkdtemp()
    try:
        job = Job(folder, given.endpoints, given.binary)
        check_token(job)
        for check in (check_workflow, check_strangers, check_file, check_settings, check_moved, check_rollback,
                      check_prune):
            check(job)
    except Failure as failure:
        print(f"not ok {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
