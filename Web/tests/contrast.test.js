import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");
const declared = Object.fromEntries(
    [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
);

/** The hex colour of a token in a theme, through both layers. */
function colour(name, theme) {
    const value = declared[name];
    const pair = value.match(/^light-dark\(var\(--([\w-]+)\), var\(--([\w-]+)\)\)$/);
    if (pair) return colour(pair[theme === "light" ? 1 : 2], theme);
    const single = value.match(/^var\(--([\w-]+)\)$/);
    return single ? colour(single[1], theme) : value;
}

/** WCAG 2.2 relative luminance. */
function luminance(hex) {
    const [red, green, blue] = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first, second) {
    const [dark, light] = [luminance(first), luminance(second)].sort((left, right) => left - right);
    return (light + 0.05) / (dark + 0.05);
}

const pairs = [
    ["text", "page", 4.5],
    ["text", "surface", 4.5],
    ["text", "tint", 4.5],
    ["text-secondary", "page", 4.5],
    ["text-secondary", "surface", 4.5],
    ["primary", "page", 4.5],
    ["primary", "surface", 4.5],
    ["on-primary", "primary", 4.5],
    ["on-primary", "primary-hover", 4.5],
    ["on-tint", "tint", 4.5],
    ["ok", "ok-surface", 4.5],
    ["ok", "page", 4.5],
    ["warning", "warning-surface", 4.5],
    ["warning", "page", 4.5],
    ["error", "error-surface", 4.5],
    ["error", "page", 4.5],
    ["text", "error-surface", 4.5],
    ["text", "warning-surface", 4.5],
    ["text", "ok-surface", 4.5],
    ["control-border", "page", 3],
    ["primary", "page", 3],
];
for (const theme of ["light", "dark"]) {
    for (const [front, back, least] of pairs) {
        test(`${theme}: ${front} on ${back} is at least ${least}:1`, () => {
            const found = contrast(colour(front, theme), colour(back, theme));
            assert.ok(found >= least, `${found.toFixed(2)}:1`);
        });
    }
}
