import assert from "node:assert/strict";
import { test } from "node:test";
import { PlaceChoice, placeRequest } from "../views/import-place.js";

const state = { executor: "auto", keepToken: false };

test("where there are no jobs, nothing is asked", () => {
    assert.equal(PlaceChoice({ executors: ["process"], executor: "process", tasks: 1 }, state, true), null);
});

test("where there are jobs, the choice says what happens by itself", () => {
    const text = String(PlaceChoice({ executors: ["process", "job"], executor: "job", tasks: 3 }, state, false));
    assert.match(text, /Automatic: a Cloud Run job of 3 tasks/);
    assert.doesNotMatch(text, /Keep the token/);
});

test("the request says only what differs from the default", () => {
    assert.deepEqual(placeRequest(state), {});
    assert.deepEqual(placeRequest({ executor: "job", keepToken: true }), { executor: "job", keepToken: true });
});
