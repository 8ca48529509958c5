import assert from "node:assert/strict";
import { test } from "node:test";

import { escape, flag, html, safeLink, trusted } from "../lib/html.js";

test("every value is escaped, in text and in attributes", () => {
    const name = `"><script>alert('x')</script>`;
    const text = html`<p title="${name}">${name}</p>`.toString();
    assert.ok(!text.includes("<script"));
    assert.ok(text.includes("&lt;script&gt;alert(&#39;x&#39;)"));
    assert.equal((text.match(/"/g) ?? []).length, 2);
});

test("nested templates stay as they are, arrays are joined, what is absent vanishes", () => {
    const items = ["a", "<b>"].map((item) => html`<li>${item}</li>`);
    assert.equal(
        html`<ul>${items}${null}${undefined}${false}</ul>`.toString(),
        "<ul><li>a</li><li>&lt;b&gt;</li></ul>",
    );
    assert.equal(html`${0}`.toString(), "0");
});

test("an object that looks like markup does not pass as markup", () => {
    const forged = { text: "<script>", toString: () => "<script>" };
    assert.equal(html`${forged}`.toString(), "&lt;script&gt;");
});

test("a flag is there or not, and can only be a plain attribute's name", () => {
    assert.equal(html`<button ${flag("disabled", true)}>`.toString(), "<button disabled>");
    assert.equal(html`<button ${flag("disabled", false)}>`.toString(), "<button >");
    assert.equal(html`<button ${flag('x onclick="y"', true)}>`.toString(), "<button >");
});

test("only web addresses and paths of the console become links", () => {
    assert.equal(safeLink("https://console.cloud.google.com/run"), "https://console.cloud.google.com/run");
    assert.equal(safeLink("/models"), "/models");
    for (const bad of ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", undefined, ""]) {
        assert.equal(safeLink(bad), "#");
    }
});

test("escape covers all characters that end a text or an attribute", () => {
    assert.equal(escape("&<>\"'`"), "&amp;&lt;&gt;&quot;&#39;&#96;");
});

test("line breaks around a template are not part of the page, those of a value are", () => {
    assert.equal(
        String(html`
            <b>${"a"}</b>
        `),
        "<b>a</b>",
    );
    assert.equal(String(html`${"\n a\n"}`), "\n a\n");
});

test("only what the template made becomes markup", () => {
    assert.equal(trusted(html`<b>${"<i>"}</b>`), "<b>&lt;i&gt;</b>");
    assert.equal(trusted(null), "");
    assert.throws(() => trusted("<b>typed by somebody</b>"), TypeError);
    assert.throws(() => trusted({ toString: () => "<b>" }), TypeError);
});
