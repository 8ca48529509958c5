import assert from "node:assert/strict";
import test from "node:test";

import { amountText, bestFit, disabledAPIs, grouped, mayFix, merged, regionsOf, summary } from "../lib/checks.js";

const line = (id, group, state, more = {}) => ({ id, group, state, title: id, detail: "", why: "", ...more });

test("a line that comes again takes the place of the old one", () => {
    const before = [line("a", "apis", "missing"), line("b", "apis", "ok")];
    const after = merged(before, line("a", "apis", "ok"));
    assert.deepEqual(after.map((check) => check.state), ["ok", "ok"]);
    assert.equal(merged(after, line("c", "apis", "ok")).length, 3);
});

test("what is missing stands before what is unknown, and both before what is only advice", () => {
    const [group] = grouped([
        line("w", "apis", "warning"),
        line("o", "apis", "ok"),
        line("u", "apis", "unknown"),
        line("m", "apis", "missing"),
    ]);
    assert.deepEqual(group.open.map((check) => check.id), ["m", "u", "w"]);
    assert.deepEqual(group.fine.map((check) => check.id), ["o"]);
});

test("a state that this console does not know wants attention", () => {
    const [group] = grouped([line("x", "apis", "degraded")]);
    assert.equal(group.open.length, 1);
});

test("a group that this console does not know is shown last", () => {
    const keys = grouped([line("z", "zones", "ok"), line("b", "billing", "ok")]).map((group) => group.key);
    assert.deepEqual(keys, ["billing", "zones"]);
});

test("the summary names everything that is not in order", () => {
    const checks = [
        line("a", "x", "ok"),
        line("b", "x", "unknown"),
        line("c", "x", "missing"),
        line("d", "x", "warning"),
    ];
    assert.equal(summary(checks), "1 of 4 in order, 1 missing, 1 to look at, 1 unknown");
    assert.equal(summary([line("a", "x", "ok")]), "1 of 1 in order");
});

test("only APIs that can be enabled are enabled at once", () => {
    const fix = { check: "api.run", label: "Enable API", effect: "", role: "operator" };
    const checks = [
        line("api.run", "apis", "missing", { fix }),
        line("api.iam", "apis", "unknown"),
        line("billing", "billing", "missing", { fix }),
    ];
    assert.deepEqual(disabledAPIs(checks).map((check) => check.id), ["api.run"]);
});

test("a fix is offered to whom its role belongs", () => {
    const fix = { role: "admin" };
    assert.equal(mayFix(fix, "admin"), true);
    assert.equal(mayFix(fix, "operator"), false);
    assert.equal(mayFix(undefined, "admin"), false);
});

test("what is not known of a quota is never zero", () => {
    assert.equal(amountText({ unlimited: false, limit: 3, used: 1, left: 2 }), "2 of 3");
    assert.equal(amountText({ unlimited: false, limit: 3 }), "? of 3");
    assert.equal(amountText({ unlimited: false, left: 1 }), "1 of ?");
    assert.equal(amountText({ unlimited: false, limit: 0, left: 0 }), "none");
    assert.equal(amountText({ unlimited: true }), "unlimited");
    assert.equal(amountText(undefined), "—");
    assert.deepEqual(bestFit({ fits: [{ cpu: 4, memory: 1 }, { cpu: 8, memory: 2 }] }), {
        count: null,
        cpu: 8,
        memory: 2,
        boundBy: null,
    });
});

test("regions keep the order of the API", () => {
    const rows = [{ region: "b", accelerator: "x" }, { region: "a", accelerator: "x" }, {
        region: "b",
        accelerator: "y",
    }];
    assert.deepEqual(regionsOf(rows).map(({ region, rows: some }) => [region, some.length]), [["b", 2], ["a", 1]]);
});
