import assert from "node:assert/strict";
import { test } from "node:test";
import { Blocks } from "../lib/blocks.js";

function blocks(count) {
    const made = new Blocks(25);
    made.hold(count);
    return made;
}

test("what was not measured is guessed from what was", () => {
    const list = blocks(1000);
    assert.equal(list.length, 40);
    assert.equal(list.span(0, 40), 40_000);
    list.learn(0, 25 * 60);
    assert.equal(list.rowHeight, 60);
    assert.equal(list.span(0, 40), 60_000);
});

test("the last block holds what is left", () => {
    const list = blocks(110);
    list.learn(0, 500);
    assert.equal(list.length, 5);
    assert.equal(list.span(4, 5), 10 * 20);
});

test("the blocks between two places are those that can be seen", () => {
    const list = blocks(1000);
    list.learn(0, 1000);
    assert.deepEqual(list.between(0, 900), [0, 1]);
    assert.deepEqual(list.between(500, 1500), [0, 2]);
    assert.deepEqual(list.between(10_000, 10_900), [10, 11]);
});

test("beyond the ends there is the first or the last block", () => {
    const list = blocks(1000);
    assert.deepEqual(list.between(-5000, -4000), [0, 1]);
    assert.deepEqual(list.between(1e9, 2e9), [39, 40]);
    assert.deepEqual(blocks(0).between(0, 100), [0, 1]);
});

test("a list that grows keeps what is known of it, a shorter one is another", () => {
    const list = blocks(110);
    list.learn(0, 500);
    list.learn(4, 200);
    list.hold(130);
    assert.equal(list.span(0, 1), 500);
    assert.equal(list.span(4, 5), 500);
    list.hold(30);
    assert.equal(list.rowHeight, 40);
});
