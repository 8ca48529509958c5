import { phaseSeconds } from "../lib/diff.js";
import { duration } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { progress, time } from "../lib/parts.js";
import { deploySteps, describe } from "../lib/states.js";

/** @type {Record<string, string>} */
const steps = {
    creating: "Create the service",
    pulling: "Pull the image",
    starting: "Start the engine",
    loading: "Load the model",
    ready: "Prove that it answers",
};

/** @typedef {"done" | "current" | "failed" | "waiting"} Mark */

const marks = { done: "check", current: "sync", failed: "error", waiting: "clock" };

/**
 * A deploy's phases in order, with what was said in each and how long it took. A reload knows the state alone, and
 * shows that. `actions`: what to do about a failure.
 * @param {string} state
 * @param {API.DeployEventView[]} events
 * @param {unknown} [actions]
 */
export function DeployTimeline(state, events, actions) {
    const reached = furthest(state, events);
    const seconds = phaseSeconds(events);
    const total = Object.values(seconds).reduce((sum, value) => sum + value, 0);
    const failed = events.at(-1)?.problem;
    const lines = events.at(-1)?.lines ?? [];
    return html`<section class="card" aria-labelledby="timeline-title">
        <div class="card-head"><h2 id="timeline-title">Deploy</h2>
            <span class="secondary" role="status">${describe("service", state).word}${
        total >= 1 &&
        ` · ${duration(total)}`
    }</span></div>
        <ol class="timeline">${
        deploySteps.map((step, index) => {
            const mark = state === "ready" ? "done" : markOf(index, reached, state);
            return html`<li class="${mark}" data-key="step-${step}">
                ${icon(marks[mark])}
                <div class="phase"><span class="row"><span class="strong">${steps[step]}</span>
                <span class="visually-hidden">${mark}</span><span class="space"></span>
                ${took(step, mark, seconds)}</span>
                ${share(step, seconds, total)}
                ${
                events.filter((event) => event.state === step).map((event) =>
                    html`<p class="secondary">
                    ${event.message} · ${time(event.at)}</p>`
                )
            }</div></li>`;
        })
    }</ol>
        ${
        failed && html`
            <div class="failure" role="alert">
                <p class="strong">${failed.title}</p>
                <p>${failed.detail}</p>
                <p class="fix"><span class="label">What to do:</span> ${failed.fix}</p>
            </div>
        `
    }
        ${FailureLines(lines, "The engine's lines that show why")}
        ${failed && actions && html`<div class="row">${actions}</div>`}</section>`;
}

/**
 * @param {string} step
 * @param {Mark} mark
 * @param {Record<string, number>} seconds
 */
function took(step, mark, seconds) {
    if (seconds[step] !== undefined) return html`<span class="secondary nowrap">${duration(seconds[step])}</span>`;
    return mark === "done" && step !== "ready" ? html`<span class="secondary nowrap">skipped</span>` : null;
}

/**
 * A phase's share of the whole, as a bar; nothing while there is nothing to compare.
 * @param {string} step
 * @param {Record<string, number>} seconds
 * @param {number} total
 */
function share(step, seconds, total) {
    if (!(total >= 1) || seconds[step] === undefined) return null;
    return progress(`Share of ${steps[step]}`, seconds[step], total);
}

/**
 * @param {string} state
 * @param {API.DeployEventView[]} events
 */
function furthest(state, events) {
    const ranks = [state, ...events.map((event) => event.state)].map((name) => deploySteps.indexOf(name));
    return Math.max(0, ...ranks);
}

/**
 * @param {number} index
 * @param {number} reached
 * @param {string} state
 * @returns {Mark}
 */
function markOf(index, reached, state) {
    if (index < reached) return "done";
    if (index > reached) return "waiting";
    if (state === "failed") return "failed";
    return ["unproven", "degraded", "stopped"].includes(state) ? "waiting" : "current";
}

/**
 * @param {string[]} lines
 * @param {string} title
 */
export function FailureLines(lines, title) {
    return lines.length > 0 && html`
        <figure class="fail-lines">
            <figcaption class="secondary">${title}</figcaption>
            <pre tabindex="0" aria-label="Log lines of the failure">${lines.join("\n")}</pre>
        </figure>
    `;
}
