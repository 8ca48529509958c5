import assert from "node:assert/strict";
import { test } from "node:test";

import { address, match, paths } from "../lib/router.js";

const routes = [
    ["/", "general", {}],
    ["/general/", "general", {}],
    ["/models", "models", {}],
    ["/models/import", "import-new", {}],
    ["/imports/imp-1", "import-progress", { id: "imp-1" }],
    ["/services/deploy?id=a", "deploy", {}],
    ["/services/us-central1/tiny", "service", { region: "us-central1", name: "tiny" }],
    ["/services/us-central1", "missing", {}],
    ["/imports/%E0%A4", "missing", {}],
    ["/nothing", "missing", {}],
];
for (const [given, view, params] of routes) {
    test(`${given} leads to ${view}`, () => {
        const route = match(given);
        assert.equal(route.view, view);
        assert.deepEqual(route.params, params);
    });
}

test("a model's address carries its whole identity and comes back from it", () => {
    const model = { bucket: "b", source: "huggingface", id: "org/name & co", pin: "sha256:1" };
    assert.deepEqual(match(paths.model(model)).query, model);
});

test("what is not known is left out of an address", () => {
    assert.equal(address("/x", { a: undefined, b: null, c: "", d: 0 }), "/x?d=0");
});

test("each page belongs to its tab", () => {
    assert.equal(match("/imports/a").tab, "models");
    assert.equal(match("/services/deploy").tab, "services");
});
