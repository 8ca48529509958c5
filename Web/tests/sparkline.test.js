import assert from "node:assert/strict";
import { test } from "node:test";
import { appended, corners, rateLine } from "../lib/sparkline.js";

test("only the last readings are kept, and one of the same moment replaces the one before", () => {
    let points = [];
    for (let at = 0; at < 5; at += 1) points = appended(points, { at, value: at }, 3);
    assert.deepEqual(points.map((point) => point.at), [2, 3, 4]);
    assert.deepEqual(appended(points, { at: 4, value: 9 }, 3).at(-1), { at: 4, value: 9 });
});

test("the highest value touches the top, zero the bottom, and the line spans the box", () => {
    assert.deepEqual(corners([{ value: 0 }, { value: 10 }, { value: 5 }]), [[0, 31], [80, 1], [160, 16]]);
});

test("nothing moved: a flat line at the bottom, no division by zero", () => {
    assert.deepEqual(corners([{ value: 0 }, { value: 0 }]), [[0, 31], [160, 31]]);
});

test("one reading is no line; two are, with words beside it", () => {
    assert.equal(rateLine([{ at: 1, value: 5 }]), null);
    const markup = String(rateLine([{ at: 1, value: 2_000_000 }, { at: 2, value: 1_000_000 }]));
    assert.match(markup, /now 1\.0 MB\/s, at most 2\.0 MB\/s/);
});
