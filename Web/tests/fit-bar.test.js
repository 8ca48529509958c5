import assert from "node:assert/strict";
import { test } from "node:test";

import { fitParts } from "../views/fit-bar.js";

const fit = { weightBytes: 10, overheadBytes: 10, cacheBytes: 20, availableBytes: 80 };

test("the bar is the memory there is, the parts follow each other", () => {
    const { placed, used, limit } = fitParts(fit);
    assert.equal(used, 40);
    assert.equal(limit, 100);
    assert.deepEqual(placed.map(({ x, width }) => [x, width]), [[0, 12.5], [12.5, 12.5], [25, 25]]);
});

test("what does not fit runs past a limit inside the bar", () => {
    const { placed, limit } = fitParts({ ...fit, availableBytes: 20 });
    assert.equal(limit, 50);
    assert.equal(Math.round(placed.at(-1).x + placed.at(-1).width), 100);
});

test("an empty machine divides nothing by zero", () => {
    const { placed } = fitParts({ ...fit, weightBytes: 0, overheadBytes: 0, cacheBytes: 0, availableBytes: 0 });
    assert.ok(placed.every(({ width }) => width === 0));
});
