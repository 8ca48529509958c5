import assert from "node:assert/strict";
import { test } from "node:test";

import { comparisonKey, deployRequest } from "../lib/deploy-request.js";
import { secretsFrom, textFrom, wordsFrom } from "../lib/form.js";

test("what is empty is left to the plan", () => {
    assert.deepEqual(deployRequest({ bucket: "b", id: "m" }, { name: " ", cpu: "", arguments: [], environment: [] }), {
        bucket: "b",
        id: "m",
    });
});

test("half a network is none, a whole one takes all traffic unless told otherwise", () => {
    const network = (form) => deployRequest({}, form).network;
    assert.equal(network({ networkKind: "subnet", network: "default" }), undefined);
    assert.deepEqual(network({ networkKind: "subnet", network: "default", subnetwork: "s" }), {
        kind: "subnet",
        network: "default",
        subnetwork: "s",
        allTraffic: true,
    });
    assert.equal(
        network({ networkKind: "subnet", network: "a", subnetwork: "b", allTraffic: false }).allTraffic,
        false,
    );
});

test("a connector takes private addresses only, and the settings of the project can be left out", () => {
    const network = (form) => deployRequest({}, form).network;
    assert.deepEqual(network({ networkKind: "connector", connector: "c" }), {
        kind: "connector",
        connector: "c",
        allTraffic: false,
    });
    assert.deepEqual(network({ networkKind: "google", network: "left over" }), { kind: "google" });
    assert.equal(network({ networkKind: "", network: "n", subnetwork: "s" }), undefined);
});

test("secrets go by reference, the version left out is the latest", () => {
    assert.deepEqual(secretsFrom([{ key: "K", name: "key", version: "" }, { key: "", name: "x", version: "" }]), {
        K: { name: "key", version: "latest" },
    });
    assert.equal(secretsFrom([{ key: "K", name: "", version: "" }]), undefined);
});

test("arguments as text: bare flags, quotes, escapes, comments", () => {
    assert.deepEqual(wordsFrom("--enforce-eager --max-num-seqs 8\n# not this\n--x='a b'"), [
        "--enforce-eager",
        "--max-num-seqs",
        "8",
        "--x=a b",
    ]);
    assert.deepEqual(wordsFrom(`--json '{"a": 1}' "it's" a\\ b`), ["--json", '{"a": 1}', "it's", "a b"]);
    assert.deepEqual(wordsFrom("  \n "), []);
    assert.deepEqual(wordsFrom('"never closed'), ["never closed"]);
});

test("words become a text that reads back the same", () => {
    const words = ["--enforce-eager", "--model-loader-extra-config", '{"concurrency": 16}', "it's", "", "--x=1"];
    assert.deepEqual(wordsFrom(textFrom(words)), words);
    assert.ok(textFrom(words).includes("\n--x=1"));
});

test("only what changes the table asks for another one", () => {
    const form = { concurrency: "8", arguments: [] };
    assert.equal(comparisonKey(form), comparisonKey({ ...form, name: "other", region: "r" }));
    assert.notEqual(comparisonKey(form), comparisonKey({ ...form, concurrency: "4" }));
});
