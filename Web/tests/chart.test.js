import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, figure, moments, nearest, readSeries, rows, runs, ticks } from "../lib/chart.js";

test("the axis has round numbers from zero up to the largest value", () => {
    assert.deepEqual(ticks(1), [0, 0.25, 0.5, 0.75, 1]);
    assert.deepEqual(ticks(0.0333), [0, 0.01, 0.02, 0.03, 0.04]);
    assert.deepEqual(ticks(97), [0, 25, 50, 75, 100]);
    assert.deepEqual(ticks(0), [0, 1]);
    for (const largest of [0.7, 3, 12.5, 999, 12345]) {
        const marks = ticks(largest);
        assert.ok(marks.at(-1) >= largest && marks.length >= 3 && marks.length <= 6, `${largest}: ${marks}`);
    }
});

test("a time without a point breaks the line: it was not measured", () => {
    const points = [0, 60, 120, 300, 360].map((seconds) => ({ at: seconds * 1000, value: 1 }));
    assert.deepEqual(runs(points, 60_000).map((run) => run.length), [3, 2]);
    assert.deepEqual(runs([], 60_000), []);
});

test("rows hold a value per line, null where one has none", () => {
    const series = [{ name: "a", points: [{ at: 2, value: 5 }] }, {
        name: "b",
        points: [{ at: 1, value: 0 }, { at: 2, value: 7 }],
    }];
    assert.deepEqual(rows(series), [{ at: 1, values: [null, 0] }, { at: 2, values: [5, 7] }]);
    assert.equal(nearest(rows(series), 1.4), 0);
    assert.equal(nearest([], 1), -1);
});

test("figures carry their unit; what is not known is no zero", () => {
    assert.equal(figure(0.256, "share"), "25.6 %");
    assert.equal(figure(1234.5, "ms"), "1.23 s");
    assert.equal(figure(12.345, "ms"), "12.3 ms");
    assert.equal(figure(0.5, "1/s"), "0.5/s");
    assert.equal(figure(12345, "1"), "12,345");
    assert.equal(figure(null, "1"), "—");
    assert.equal(figure(undefined, "ms"), "—");
});

test("times are shown by the length of the range", () => {
    const at = Date.parse("2026-11-02T14:05:00Z");
    assert.equal(clock(at, 3_600_000), "14:05");
    assert.equal(clock(at, 604_800_000), "2 Nov 14:05");
    assert.deepEqual(moments(0, 100), [0, 25, 50, 75, 100]);
});

test("the API's times become numbers; broken ones are left out", () => {
    const chart = {
        series: [{ name: "a", points: [{ at: "2026-11-02T14:05:00Z", value: 1 }, { at: "?", value: 2 }] }],
    };
    assert.deepEqual(readSeries(chart), [{
        name: "a",
        points: [{ at: Date.parse("2026-11-02T14:05:00Z"), value: 1 }],
    }]);
});
