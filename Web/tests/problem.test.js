import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, asProblem, problemFrom, unreachable } from "../lib/problem.js";

test("a problem of the API is told in its own words", () => {
    const text = JSON.stringify({
        code: "model-gated",
        title: "Gated",
        detail: "d",
        fix: "f",
        status: 403,
        retryable: false,
    });
    const problem = problemFrom(403, "application/problem+json", text);
    assert.equal(problem.code, "model-gated");
    assert.equal(problem.fix, "f");
    assert.equal(problem.raw, text);
});

test("an answer that is no problem document is shown as received, cut short", () => {
    const problem = problemFrom(502, "text/html", "<h1>Bad gateway</h1>".repeat(100));
    assert.equal(problem.code, "unexpected-answer");
    assert.equal(problem.detail.length, 300);
    assert.ok(problem.retryable);
    assert.equal(problemFrom(500, "application/json", "{broken").code, "unexpected-answer");
});

test("any thrown value becomes a problem", () => {
    assert.equal(asProblem(new ApiError(unreachable())).code, "connection-lost");
    assert.equal(asProblem(new TypeError("x is undefined")).detail, "x is undefined");
});
