import assert from "node:assert/strict";
import { test } from "node:test";

import { flagsFrom, isEmptyChange, rowsOf, updateRequest } from "../lib/update-request.js";

const now = {
    plan: {
        image: "vllm/vllm-openai:v1",
        accelerator: "nvidia-l4",
        cpu: 8,
        memory: 32 * 2 ** 30,
        minInstances: 0,
        maxInstances: 1,
        concurrency: 16,
        contextLength: 2048,
        loader: "mount",
        access: "private",
        arguments: ["/gcs/b/m", "--port", "8000", "--enable-prefix-caching", "--max_model_len=2048"],
        network: { kind: "subnet", network: "default", subnetwork: "default", allTraffic: true },
    },
    variables: [
        { name: "HF_HUB_OFFLINE", value: "1" },
        { name: "TOKEN", secret: "projects/1/secrets/key/2" },
        { name: "API_KEY", value: "••••" },
    ],
};

const form = () => ({ ...rowsOf(now) });

test("a form that nobody touched changes nothing", () => {
    assert.equal(isEmptyChange(updateRequest(now, form(), "abc")), true);
});

test("a value that is typed back to what it was changes nothing", () => {
    const back = { ...form(), maxInstances: "1", memory: "32", image: "vllm/vllm-openai:v1", pin: "abc" };
    assert.equal(isEmptyChange(updateRequest(now, back, "abc")), true);
});

test("only what is different is sent", () => {
    const change = updateRequest(now, { ...form(), maxInstances: "3", memory: "16", pin: "def" }, "abc");
    assert.deepEqual(change, { maxInstances: 3, memory: 16 * 2 ** 30, pin: "def" });
});

test("flags are shown one a row, with their value, and compared whichever way they are written", () => {
    assert.deepEqual(form().arguments, ["--port=8000", "--enable-prefix-caching", "--max_model_len=2048"]);
    const same = { ...form(), arguments: ["--port", "8000", "--max-model-len=2048", "--enable-prefix-caching"] };
    assert.equal(isEmptyChange(updateRequest(now, same)), true);
    assert.deepEqual(flagsFrom(["--a=b=c", "-x", "-1"]), [{ name: "--a", values: ["b=c"] }, {
        name: "-x",
        values: ["-1"],
    }]);
});

test("a flag that is gone is taken out, one that is other replaces it", () => {
    const change = updateRequest(now, { ...form(), arguments: ["--port=9000", "--max-model-len=2048"] });
    assert.deepEqual(change, { arguments: ["--port", "9000"], removeArguments: ["--enable-prefix-caching"] });
});

test("variables are compared by name, and a masked value that was not touched is not sent", () => {
    const environment = [{ key: "HF_HUB_OFFLINE", value: "0" }, { key: "API_KEY", value: "••••" }, {
        key: " ",
        value: "x",
    }];
    assert.deepEqual(updateRequest(now, { ...form(), environment }), { environment: { HF_HUB_OFFLINE: "0" } });
    assert.deepEqual(updateRequest(now, { ...form(), environment: [] }).removeVariables, [
        "HF_HUB_OFFLINE",
        "API_KEY",
    ]);
});

test("a secret is known by name and version, and may take the place of a value", () => {
    assert.deepEqual(form().secrets, [{ key: "TOKEN", name: "projects/1/secrets/key", version: "2" }]);
    const secrets = [{ key: "TOKEN", name: "projects/1/secrets/key", version: "3" }];
    assert.deepEqual(updateRequest(now, { ...form(), secrets }).secrets, {
        TOKEN: { name: "projects/1/secrets/key", version: "3" },
    });
    const moved = { ...form(), secrets: [{ key: "TOKEN", name: "key", version: "" }] };
    assert.deepEqual(updateRequest(now, moved), { secrets: { TOKEN: { name: "key", version: "latest" } } });
});

test("the part of a network that is not typed stays", () => {
    assert.deepEqual(updateRequest(now, { ...form(), allTraffic: false }).network, {
        kind: "subnet",
        network: "default",
        subnetwork: "default",
        allTraffic: false,
    });
});

test("a network is taken away, or becomes another kind of way", () => {
    assert.deepEqual(updateRequest(now, { ...form(), networkKind: "google" }), { network: { kind: "google" } });
    assert.deepEqual(updateRequest(now, { ...form(), networkKind: "connector", connector: "c" }), {
        network: { kind: "connector", connector: "c", allTraffic: false },
    });
    assert.equal(isEmptyChange(updateRequest(now, { ...form(), networkKind: "connector" })), true);
    assert.equal(isEmptyChange(updateRequest(now, { ...form(), networkKind: "subnet" })), true);
    const bare = { ...now, plan: { ...now.plan, network: undefined } };
    assert.equal(isEmptyChange(updateRequest(bare, { ...form(), networkKind: "google" })), true);
    assert.deepEqual(updateRequest(bare, { ...form(), networkKind: "subnet", network: "n", subnetwork: "s" }).network, {
        kind: "subnet",
        network: "n",
        subnetwork: "s",
        allTraffic: true,
    });
});

test("an account that is wiped out is the default one again", () => {
    const named = { ...now, plan: { ...now.plan, serviceAccount: "a@p.iam.gserviceaccount.com" } };
    assert.deepEqual(updateRequest(named, { ...form(), serviceAccount: " " }), { serviceAccount: "default" });
    assert.equal(isEmptyChange(updateRequest(named, form())), true);
});
