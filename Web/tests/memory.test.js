import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../lib/memory.js";

test("the last answer to a request is recalled with its time", () => {
    const memory = new Memory();
    memory.keep("GET /a", { number: 1 }, 1000);
    memory.keep("GET /a", { number: 2 }, 2000);
    assert.deepEqual(memory.recall("GET /a"), { value: { number: 2 }, at: 2000 });
    assert.equal(memory.recall("GET /b"), undefined);
});

test("it does not grow: the answer that was not renewed for longest is forgotten", () => {
    const memory = new Memory();
    memory.keep("first", 0);
    for (let number = 0; number < 200; number += 1) {
        memory.keep(`request ${number}`, number);
        memory.keep("first", number);
    }
    assert.ok(memory.recall("first"));
    assert.equal(memory.recall("request 0"), undefined);
    assert.ok(memory.recall("request 199"));
});
