import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = (folder) =>
    readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
    });
const shipped = files(root).filter((path) =>
    /\.(html|js|css|svg)$/.test(path) && !relative(root, path).startsWith("tests")
);
const sources = shipped.map((path) => [relative(root, path), readFileSync(path, "utf8")]);

test("no file is longer than 400 lines", () => {
    for (const [name, text] of sources) assert.ok(text.split("\n").length <= 400, name);
});

test("nothing that a strict content policy refuses: inline style, inline script, event attributes, eval", () => {
    for (const [name, text] of sources) {
        assert.doesNotMatch(text, /\sstyle="|\son[a-z]+="|<style|javascript:[^/]|\beval\(|new Function/, name);
        if (name.endsWith(".html")) assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)/, name);
    }
});

test("no file escapes the type checker", () => {
    for (const [name, text] of sources.filter(([name]) => name.endsWith(".js"))) {
        assert.doesNotMatch(text, /@ts-(nocheck|ignore|expect-error)/, name);
    }
    const escapes = sources.map(([, text]) => text.match(/[{:=]\s*any\b/g)?.length ?? 0).reduce(
        (sum, one) => sum + one,
        0,
    );
    assert.ok(escapes <= 5, `${escapes} values are "any"`);
});

test("nothing is fetched from elsewhere", () => {
    for (const [name, text] of sources) {
        assert.doesNotMatch(text, /(src|href)="https?:|url\(\s*["']?https?:|from "https?:|import\("https?:/, name);
    }
});

test("markup is set in one place only", () => {
    const setting = sources.filter(([, text]) => /innerHTML|insertAdjacentHTML|outerHTML/.test(text)).map(([name]) =>
        name
    );
    assert.deepEqual(setting, ["lib/morph.js"]);
});

test("the browser's storage is touched in one place only", () => {
    const storing = sources.filter(([, text]) => /localStorage|sessionStorage|indexedDB/.test(text)).map(([name]) =>
        name
    );
    assert.deepEqual(storing, ["lib/session.js"]);
});

test("every import leads to a file", () => {
    for (const [name, text] of sources.filter(([name]) => name.endsWith(".js"))) {
        for (const [, target] of text.matchAll(/from "(\.[^"]+)"/g)) {
            assert.ok(statSync(join(root, name, "..", target)).isFile(), `${name}: ${target}`);
        }
    }
});

test("comments that the build leaves out stand outside of templates, and end where a line ends", () => {
    for (const [name, text] of sources.filter(([name]) => /\.(js|css)$/.test(name))) {
        let before = "";
        let isInside = false;
        for (const line of text.split("\n")) {
            const words = line.trimStart();
            const starts = !isInside && (/^\/\//.test(words) || /^\/\*(?!.*\*\/\s*\S)/.test(words));
            if (starts) assert.equal((before.match(/(?<!\\)`/g)?.length ?? 0) % 2, 0, `${name}: ${line}`);
            if (starts && words.startsWith("//")) continue;
            if (isInside || starts) {
                assert.doesNotMatch(line, /\*\/\s*\S/, `${name}: ${line}`);
                isInside = !line.endsWith("*/");
            } else before += line;
        }
        assert.ok(!isInside, name);
    }
});

test("no template minds the indentation that the build leaves out", () => {
    for (const [name, text] of sources.filter(([name]) => name.endsWith(".js"))) {
        for (const [, inside] of text.matchAll(/<(?:pre|textarea)\b[^>]*>([^]*?)<\/(?:pre|textarea)>/g)) {
            assert.doesNotMatch(inside.replace(/\$\{[^]*\}/, ""), /\n/, `${name}: ${inside}`);
        }
    }
});
