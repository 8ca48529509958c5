import assert from "node:assert/strict";
import { test } from "node:test";
import { sorted, sortHead, toggled } from "../lib/sorting.js";

const rows = [{ name: "b", size: 2 }, { name: "A", size: 10 }, { name: "c" }, { name: "a10", size: 1 }, {
    name: "a9",
    size: 3,
}];
const keys = { name: (row) => row.name, size: (row) => row.size };
const names = (order) => sorted(rows, order, keys).map((row) => row.name);

test("names sort as a person counts, whatever their case", () => {
    assert.deepEqual(names({ column: "name", isDescending: false }), ["A", "a9", "a10", "b", "c"]);
});

test("numbers sort by value, and rows without one come last both ways", () => {
    assert.deepEqual(names({ column: "size", isDescending: false }), ["a10", "b", "a9", "A", "c"]);
    assert.deepEqual(names({ column: "size", isDescending: true }), ["A", "a9", "b", "a10", "c"]);
});

test("an unknown column leaves the order as it is, and never changes the rows given", () => {
    assert.deepEqual(names({ column: "none", isDescending: true }), ["b", "A", "c", "a10", "a9"]);
    assert.equal(rows[0].name, "b");
});

test("a second click on the same head turns the order round, another head starts ascending", () => {
    const first = toggled({ column: "name", isDescending: false }, "size");
    assert.deepEqual(first, { column: "size", isDescending: false });
    assert.deepEqual(toggled(first, "size"), { column: "size", isDescending: true });
    assert.deepEqual(toggled(toggled(first, "size"), "size"), { column: "size", isDescending: false });
});

test("the head says its order to assistive technology", () => {
    assert.match(String(sortHead("size", "Size", { column: "size", isDescending: true })), /aria-sort="descending"/);
    assert.match(String(sortHead("name", "Name", { column: "size", isDescending: true })), /aria-sort="none"/);
});
