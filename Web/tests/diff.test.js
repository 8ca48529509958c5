import assert from "node:assert/strict";
import { test } from "node:test";
import { changedFlags, differences, phaseSeconds } from "../lib/diff.js";

test("a difference names the field, and what is missing on a side is null", () => {
    assert.deepEqual(differences({ cpu: "4", image: "a" }, { cpu: "8", image: "a", gpus: "1" }), [
        { field: "cpu", old: "4", new: "8" },
        { field: "gpus", old: null, new: "1" },
    ]);
    assert.deepEqual(differences({ a: "1" }, { a: "1" }), []);
    assert.deepEqual(differences(undefined, { a: "1" }), [{ field: "a", old: null, new: "1" }]);
});

test("a phase lasts until the next event; phases that come twice add up", () => {
    const events = [
        { state: "creating", at: "2026-01-01T00:00:00Z" },
        { state: "starting", at: "2026-01-01T00:00:05Z" },
        { state: "starting", at: "2026-01-01T00:00:07Z" },
        { state: "ready", at: "2026-01-01T00:00:09Z" },
    ];
    assert.deepEqual(phaseSeconds(events), { creating: 5, starting: 4 });
    assert.deepEqual(phaseSeconds([]), {});
});

test("of two command lines only the flags that differ are told", () => {
    assert.deepEqual(changedFlags("/gcs/m --port 8000 --load eager", "gs://m --port 8000 --load-format x"), {
        old: "/gcs/m\n--load eager",
        new: "gs://m\n--load-format x",
    });
});
