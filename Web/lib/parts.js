import { absolute, relative } from "./format.js";
import { flag, html, safeLink } from "./html.js";
import { icon } from "./icons.js";
import { describe } from "./states.js";

/**
 * State is always icon + word + colour.
 * @param {string} kind
 * @param {Maybe<string>} state
 * @param {Maybe<string>} [detail]
 */
export function status(kind, state, detail) {
    const { icon: name, word, tone } = describe(kind, state);
    return html`<span class="status ${tone}" title="${detail ?? ""}">${icon(name, 18)}<span>${word}</span></span>`;
}

/**
 * What happened, to what, why, and what to do; the raw answer one click away. `retry` names an action.
 * @param {Maybe<Problem>} problem
 * @param {{retry?: string, tone?: string, actions?: unknown}} [how]
 */
export function problemBox(problem, { retry, tone = "error", actions } = {}) {
    if (!problem) return null;
    return html`<div class="notice ${tone}" role="alert">
        ${icon(tone, 20)}
        <div class="notice-text">
            <strong>${problem.title ?? problem.code}</strong>
            <p>${problem.detail}</p>
            ${problem.fix && html`<p class="fix"><span class="label">What to do:</span> ${problem.fix}</p>`}
            <details>
                <summary>Details</summary>
                <pre>${rawProblem(problem)}</pre>
                <copy-button text="${rawProblem(problem)}" label="Copy details"></copy-button>
            </details>
            ${
        (retry || actions) && html`<div class="row">
                ${retry && html`<button type="button" class="outlined small" data-click="${retry}">Try again</button>`}
                ${actions}</div>`
    }
        </div>
    </div>`;
}

/** @param {Problem} problem */
function rawProblem({ raw: _raw, ...problem }) {
    return JSON.stringify(problem, null, 2);
}

/**
 * @param {string} tone
 * @param {unknown} content
 */
export function notice(tone, content) {
    /** @type {Record<string, string>} */
    const icons = { info: "help", ok: "check" };
    const name = icons[tone] ?? tone;
    return html`<div class="notice ${tone}">${icon(name, 20)}<div class="notice-text">${content}</div></div>`;
}

/**
 * A bar with its value for assistive technology; `total` unknown makes it indeterminate.
 * @param {string} label
 * @param {number} done
 * @param {Maybe<number>} total
 */
export function progress(label, done, total, tone = "busy") {
    if (!total || total < 0) return html`<progress class="${tone}" aria-label="${label}"></progress>`;
    const value = Math.min(done, total);
    return html`<progress class="${tone}" aria-label="${label}" max="${total}" value="${value}"></progress>`;
}

/** @param {Maybe<string>} iso */
export function time(iso) {
    return iso ? html`<time datetime="${iso}" title="${absolute(iso)}">${relative(iso)}</time>` : "—";
}

export function skeleton(lines = 3) {
    const bars = Array.from({ length: lines }, (_, index) => html`<span class="bar bar-${index % 3}"></span>`);
    return html`<div class="skeleton" role="status" aria-label="Loading">${bars}</div>`;
}

/**
 * @param {string} name
 * @param {string} title
 * @param {unknown} text
 * @param {unknown} [action]
 */
export function empty(name, title, text, action) {
    return html`<section class="empty">
        <span class="empty-icon">${icon(name, 40)}</span><h2>${title}</h2><p>${text}</p>${action}</section>`;
}

export function noProject() {
    const action = html`<button type="button" class="filled" data-choose-project>Choose a project</button>`;
    return empty("project", "No project chosen", "Everything here belongs to one Google Cloud project.", action);
}

/**
 * The view's title with its actions.
 * @param {unknown} title
 * @param {unknown} [actions]
 * @param {unknown} [above]
 */
export function pageBar(title, actions, above) {
    return html`
        <div class="page-bar">
            <div class="page-title">${above}<h1 tabindex="-1">${title}</h1></div>
            <div class="row">${actions}</div>
        </div>
    `;
}

/** @param {unknown} [isBusy] */
export function refreshButton(isBusy) {
    return html`
        <button type="button" class="icon-button" data-click="refresh" aria-label="Refresh" title="Refresh"
            ${flag("disabled", isBusy)}>${icon("refresh")}</button>
    `;
}

/**
 * @param {Maybe<string>} address
 * @param {unknown} word
 */
export function external(address, word) {
    return html`<a class="external" href="${safeLink(address)}" target="_blank" rel="noreferrer">${word}${
        icon("open", 16)
    }</a>`;
}

/**
 * Label above, help below. `control` must carry the id.
 * @param {string} id
 * @param {unknown} label
 * @param {unknown} control
 * @param {unknown} [help]
 */
export function field(id, label, control, help) {
    return html`<div class="field"><label for="${id}">${label}</label>${control}
        ${help && html`<p class="help" id="${id}-help">${help}</p>`}</div>`;
}

/**
 * @param {string[][]} choices value and word
 * @param {Maybe<string>} chosen
 */
export function options(choices, chosen) {
    return choices.map(([value, word]) =>
        html`<option value="${value}" ${flag("selected", value === chosen)}>${word}</option>`
    );
}

/**
 * Pairs of a name and what it is; pairs without a value are left out.
 * @param {unknown[][]} pairs
 */
export function facts(pairs) {
    const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
    return html`<dl class="facts">${
        rows.map(([name, value]) =>
            html`
                <div>
                    <dt>${name}</dt>
                    <dd>${value}</dd>
                </div>
            `
        )
    }</dl>`;
}

/**
 * Arithmetic line by line: what, how much, and how it comes about.
 * @param {{label: string, value: unknown, formula?: unknown}[]} rows
 */
export function lines(rows) {
    return html`<dl class="lines">${
        rows.map(({ label, value, formula }) =>
            html`
                <div>
                    <dt>${label}</dt>
                    <dd><span class="number">${value}</span>${formula &&
                        html`<span class="formula">${formula}</span>`}</dd>
                </div>
            `
        )
    }</dl>`;
}

/** @type {Record<string, string>} */
const sourceNames = { huggingface: "Hugging Face", ollama: "Ollama", gs: "Another bucket", dir: "Directory" };
/** @param {Maybe<string>} source */
export const sourceName = (source) => sourceNames[source ?? ""] ?? source ?? "—";
/** @type {Record<string, string>} */
const engineNames = { vllm: "vLLM", ollama: "Ollama", llamacpp: "llama.cpp" };
/** @param {Maybe<string>} engine */
export const engineName = (engine) => engineNames[engine ?? ""] ?? engine ?? "—";
