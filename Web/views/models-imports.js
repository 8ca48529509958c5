import { bytes, duration, percent, rate } from "../lib/format.js";
import { html } from "../lib/html.js";
import { progress, status } from "../lib/parts.js";
import { paths } from "../lib/router.js";
import { isSettledImport } from "../lib/states.js";

/**
 * The imports that are not done: one line each, with its bar, leading to its page.
 * @param {API.ImportView[]} imports
 */
export function ImportRows(imports) {
    if (imports.length === 0) return null;
    return html`
        <section class="card" aria-labelledby="imports-title" data-key="imports">
            <div class="card-head">
                <h2 id="imports-title">Imports</h2>
            </div>
            <ul class="import-rows">${imports.map(row)}</ul>
        </section>
    `;
}

/** @param {API.ImportView} view */
function row(view) {
    const done = percent(view.doneBytes, view.totalBytes);
    return html`<li data-key="import-${view.id}">
        <div class="row"><a href="${paths.import(view.id, view.bucket)}">${view.modelId}</a>
            ${status("import", view.state)}<span class="space"></span>
            <span class="secondary number">${bytes(view.doneBytes)} of ${bytes(view.totalBytes)}
            ${
        !isSettledImport(view.state) && html`
            · ${rate(view.bytesPerSecond)}
                        ${view.secondsLeft !== null && view.secondsLeft !== undefined && html`
                            · ${duration(view.secondsLeft)} left
                        `}
        `
    }
            </span></div>
        ${progress(`${view.modelId}: ${done} %`, view.doneBytes, view.totalBytes, tone(view.state))}</li>`;
}

/** @param {string} state */
const tone = (state) => (state === "failed" ? "error" : state === "interrupted" ? "warning" : "busy");
