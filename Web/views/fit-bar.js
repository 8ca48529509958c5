import { memory } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { lines } from "../lib/parts.js";

/**
 * How the memory is filled, in hundredths of the bar; pure arithmetic.
 * @param {Pick<API.FitView, "weightBytes" | "overheadBytes" | "cacheBytes" | "availableBytes">} fit
 */
export function fitParts(fit) {
    /** @type {[keyof typeof words, number][]} */
    const parts = [["weights", fit.weightBytes], ["overhead", fit.overheadBytes], ["cache", fit.cacheBytes]];
    const used = parts.reduce((sum, [, size]) => sum + size, 0);
    const scale = Math.max(used, fit.availableBytes, 1);
    let offset = 0;
    const placed = parts.map(([name, size]) => {
        const width = (size / scale) * 100;
        const part = { name, size, x: offset, width };
        offset += width;
        return part;
    });
    return { placed, used, limit: (fit.availableBytes / scale) * 100 };
}

const words = { weights: "Weights", overhead: "Engine overhead", cache: "Context (KV cache)" };

/**
 * Weights, overhead and context against the memory there is, with the arithmetic written out.
 * @param {API.FitView} fit
 */
export function FitBar(fit) {
    const { placed, used, limit } = fitParts(fit);
    const label = `${memory(used)} of ${memory(fit.availableBytes)}`;
    return html`<div class="fit"><div class="row"><h3>Memory</h3><span class="space"></span>
        <span class="status ${fit.fits ? "ok" : "error"}">${icon(fit.fits ? "check" : "error", 18)}
            <span>${fit.fits ? "Fits" : "Does not fit"}</span></span></div>
        <svg class="fit-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${label}">
            <rect class="free" x="0" y="0" width="100" height="10" />
            ${
        placed.map(({ name, x, width }) =>
            html`
                <rect class="${name}" x="${x.toFixed(2)}" y="0"
                    width="${width.toFixed(2)}" height="10" />
            `
        )
    }
            ${limit < 100 && html`<rect class="limit" x="${(limit - 0.5).toFixed(2)}" y="0" width="1" height="10" />`}
        </svg>
        <p class="number">${label} ${room(fit)}</p>
        <ul class="legend">${
        placed.map(({ name, size }) =>
            html`<li><span class="swatch ${name}"></span>
            ${words[name]} <span class="secondary number">${memory(size)}</span></li>`
        )
    }</ul>
        ${fit.lines.length > 0 && html`<details><summary>The arithmetic</summary>${lines(fit.lines)}</details>`}</div>`;
}

/**
 * What more would fit, in words.
 * @param {API.FitView} fit
 */
function room({ fits, contextLength, largestContext, largestConcurrency }) {
    if (!fits) return "";
    const most = largestContext && largestContext > contextLength
        ? `up to ${largestContext.toLocaleString("en-US")} tokens`
        : "";
    const count = largestConcurrency && largestConcurrency > 1
        ? `${largestConcurrency.toLocaleString("en-US")} × ${contextLength.toLocaleString("en-US")} tokens at a time`
        : "";
    const all = [most, count].filter(Boolean).join(", ");
    return all && html`
        <span class="secondary">· ${all}</span>
    `;
}
