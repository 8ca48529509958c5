import assert from "node:assert/strict";
import { test } from "node:test";

import { absolute, bytes, count, duration, memory, money, percent, rate, relative, short } from "../lib/format.js";

const table = (sentence, subject, rows) => {
    for (const [input, expected] of rows) {
        test(`${sentence}: ${JSON.stringify(input)} is ${expected}`, () => assert.equal(subject(input), expected));
    }
};

table("sizes are decimal with one decimal", bytes, [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [90868376, "90.9 MB"],
    [999_949_999, "999.9 MB"],
    [999_950_000, "1.0 GB"],
    [4_294_967_296, "4.3 GB"],
    [null, "unknown"],
    [undefined, "unknown"],
]);
table("memory is in GiB", memory, [[34359738368, "32 GiB"], [1610612736, "1.5 GiB"], [undefined, "unknown"]]);
table("durations are short", duration, [
    [0, "0 s"],
    [59.4, "59 s"],
    [60, "1 min"],
    [75, "1 min 15 s"],
    [7260, "2 h 1 min"],
    [Infinity, "unknown"],
    [-3, "0 s"],
]);
table("counts are short", count, [[1200, "1,200"], [22_713_728, "22.7 M"], [8_030_261_248, "8.0 B"]]);
table("a rate is a size per second", rate, [[0, "0 B/s"], [undefined, "0 B/s"], [12_500_000, "12.5 MB/s"]]);
table("pins are twelve digits", short, [["sha256:0123456789abcdef", "0123456789ab"], [
    "c9745ed1d9f207416b",
    "c9745ed1d9f2",
], [undefined, ""]]);

const now = Date.parse("2026-11-20T12:00:00Z");
table("times are relative", (iso) => relative(iso, now), [
    ["2026-11-20T11:59:40Z", "just now"],
    ["2026-11-20T11:55:00Z", "5 min ago"],
    ["2026-11-20T09:00:00Z", "3 h ago"],
    ["2026-11-19T11:00:00Z", "1 day ago"],
    ["2026-09-01T00:00:00Z", "2026-09-01"],
    ["2026-11-20T12:50:00Z", "in 50 min"],
    ["rubbish", "never"],
]);

test("the absolute time is in UTC to the second", () => {
    assert.equal(absolute("2026-11-02T14:03:09.123Z"), "2026-11-02 14:03:09 UTC");
    assert.equal(absolute(undefined), "");
});

test("a share is never above 100 and never rounds up to done", () => {
    assert.equal(percent(999, 1000), 99);
    assert.equal(percent(5, 0), 0);
    assert.equal(percent(2000, 1000), 100);
});

test("money names its period", () => {
    assert.equal(money({ text: "$0.67" }, "hour"), "$0.67 per hour");
    assert.equal(money(null, "hour"), "unknown");
});
