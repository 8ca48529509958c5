import assert from "node:assert/strict";
import { test } from "node:test";

import { deployRequest } from "../lib/deploy-request.js";
import {
    argumentsFrom,
    bucketNameProblem,
    environmentFrom,
    gibibytes,
    matches,
    reference,
    wholeNumber,
} from "../lib/form.js";

const references = [
    ["huggingface", " org/name ", "hf:org/name"],
    ["huggingface", "hf:org/name@main", "hf:org/name@main"],
    ["huggingface", "https://huggingface.co/org/name/", "hf:org/name"],
    ["ollama", "gemma2:9b", "ollama:gemma2:9b"],
    ["ollama", "https://ollama.com/library/gemma2:9b", "ollama:gemma2:9b"],
    ["ollama", "  ", ""],
    ["gs", "gs://ours/bots/v3#bot", "gs://ours/bots/v3#bot"],
    ["gs", "ours/bots/v3/", "gs://ours/bots/v3"],
    ["gs", "https://console.cloud.google.com/storage/browser/ours/bots", "gs://ours/bots"],
    ["gs", " ", ""],
    ["dir", "/srv/models/bot", "dir:/srv/models/bot"],
    ["dir", "dir:/srv/m#bot", "dir:/srv/m#bot"],
    ["dir", "", ""],
];
for (const [source, typed, expected] of references) {
    test(`${source}: “${typed}” is ${expected || "nothing yet"}`, () =>
        assert.equal(reference(source, typed), expected));
}

test("a bucket's name is checked by Cloud Storage's rules", () => {
    for (const good of ["abc", "demo-models", "a.b_c-1"]) assert.equal(bucketNameProblem(good), null);
    for (const bad of ["ab", "Upper", "-a-", "googl", "a".repeat(64)]) assert.notEqual(bucketNameProblem(bad), null);
});

test("numbers are whole and memory is in GiB", () => {
    assert.equal(wholeNumber("8"), 8);
    assert.equal(wholeNumber(""), undefined);
    assert.equal(wholeNumber("1.5"), undefined);
    assert.equal(gibibytes("32"), 34359738368);
    assert.equal(gibibytes("-1"), undefined);
});

test("rows without a name or text are left out", () => {
    assert.deepEqual(environmentFrom([{ key: " A ", value: "1" }, { key: "", value: "2" }]), { A: "1" });
    assert.equal(environmentFrom([]), undefined);
    assert.deepEqual(argumentsFrom(["--a", " "]), ["--a"]);
});

test("a filter finds every word anywhere", () => {
    assert.ok(matches("llama hugg", ["meta-llama/Llama", "huggingface"]));
    assert.ok(!matches("llama ollama", ["meta-llama/Llama", "huggingface"]));
    assert.ok(matches("", ["x"]));
});

test("an untouched form asks the plan for everything", () => {
    const model = { bucket: "b", source: "ollama", id: "gemma2:9b", pin: "p" };
    assert.deepEqual(deployRequest(model, { environment: [], arguments: [] }), model);
});

test("what was typed goes along, what was emptied does not", () => {
    const form = { name: " tiny ", region: "", cpu: "4", memory: "16", minInstances: "0", zonalRedundancy: true };
    assert.deepEqual(deployRequest({ id: "x" }, form), {
        id: "x",
        name: "tiny",
        cpu: 4,
        memory: 17179869184,
        minInstances: 0,
        zonalRedundancy: true,
    });
});
