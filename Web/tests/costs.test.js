import assert from "node:assert/strict";
import test from "node:test";

import { costCells, costText, idleText, tokensText, totalText } from "../lib/costs.js";

const usd = (text) => ({ currency: "USD", amount: 1, text });

test("what is unknown is never shown as nothing", () => {
    assert.equal(totalText({ services: [{}, {}], unknown: 2 }), "unknown");
    assert.equal(costText({ basis: "unknown" }), "unknown");
    assert.equal(costText(undefined), "unknown");
    assert.equal(idleText({}), "unknown");
    assert.equal(idleText({ unusedDays: null }), "unknown");
});

test("a sum says what it leaves out", () => {
    const report = { services: [{}, {}, {}], unknown: 1, monthToDate: usd("3.00 USD"), perHourNow: usd("0.50 USD") };
    assert.equal(totalText(report), "3.00 USD this month, 0.50 USD an hour now; 1 of 3 unknown");
});

test("an estimate is a lower bound and says so", () => {
    assert.equal(costText({ basis: "estimated", monthToDate: usd("3.00 USD") }), "at least 3.00 USD this month");
    assert.equal(costText({ basis: "measured", monthToDate: usd("0.00 USD") }), "0.00 USD this month");
});

test("idle days are told as far as they are known", () => {
    assert.equal(idleText({ unusedDays: 0, lastRequestDay: "d" }), "within a day");
    assert.equal(idleText({ unusedDays: 0 }), "not yet");
    assert.equal(idleText({ unusedDays: 3, lastRequestDay: "d" }), "3 days ago");
    assert.equal(idleText({ unusedDays: 7 }), "not for 7 days or more");
});

test("a column tells the month, the rate, and what is not known", () => {
    const now = (amount) => ({ currency: "USD", amount, text: `${amount}.00 USD` });
    assert.deepEqual(costCells(undefined), { month: "unknown", rate: "" });
    assert.deepEqual(costCells({ basis: "measured", monthToDate: now(3), perHourNow: now(1) }), {
        month: "3.00 USD",
        rate: "1.00 USD/h now",
    });
    assert.deepEqual(costCells({ basis: "measured", monthToDate: now(3), perHourNow: now(0) }), {
        month: "3.00 USD",
        rate: "nothing runs",
    });
    assert.deepEqual(costCells({ basis: "estimated", monthToDate: now(3) }), {
        month: "≥ 3.00 USD",
        rate: "rate unknown",
    });
});

test("the price of tokens names the measured rate, and is unknown without one", () => {
    const perMillionTokens = { currency: "USD", amount: 14.4, text: "14.40 USD" };
    assert.equal(
        tokensText({ perMillionTokens, tokensPerSecond: 27.44 }),
        "14.40 USD at most (measured: 27.4 a second, one request at a time)",
    );
    assert.equal(tokensText({ perMillionTokens }), "unknown: no rate was measured");
});
