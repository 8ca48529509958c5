import assert from "node:assert/strict";
import { test } from "node:test";

import { findingState, findingWord, garbageWord, sumOf } from "../lib/storage.js";

test("a finding says what is to be done, or what has come of it", () => {
    assert.equal(findingState({ repair: "lists it" }), "repairable");
    assert.equal(findingState({ repair: null }), "manual");
    assert.equal(findingState({ repair: "lists it", outcome: "repaired" }), "repaired");
    assert.equal(findingState({ repair: "lists it", outcome: "left", note: "busy" }), "left");
});

test("a kind that is not known yet is shown as it is", () => {
    assert.equal(findingWord("catalog-lost"), "Lost catalog");
    assert.equal(findingWord("of-the-future"), "of-the-future");
    assert.equal(garbageWord("unreferenced-blobs"), "Unreferenced blobs");
});

test("the sum counts sizes, and costs where they are known", () => {
    const cost = (amount) => ({ amount, currency: "USD", text: `${amount} USD` });
    assert.deepEqual(sumOf([]), { size: 0, cost: null });
    assert.deepEqual(sumOf([{ size: 4 }]), { size: 4, cost: null });
    assert.deepEqual(sumOf([{ size: 4, monthlyCost: cost(0.25) }, { size: 6, monthlyCost: cost(1) }, { size: 1 }]), {
        size: 11,
        cost: "1.25 USD",
    });
});
