import assert from "node:assert/strict";
import { test } from "node:test";

import { sizeHint } from "../lib/size-hint.js";

test("a model without a known number of parameters gets no hint", () => {
    assert.equal(sizeHint(null), null);
    assert.equal(sizeHint(0), null);
});

test("the smallest GPU that should do is named, and none for what is too large", () => {
    assert.deepEqual(sizeHint(8e9), { size: 16e9, gpu: "L4" });
    assert.equal(sizeHint(14e9).gpu, "RTX PRO 6000");
    assert.equal(sizeHint(70e9).gpu, null);
});
