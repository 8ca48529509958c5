import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { time } from "../lib/parts.js";
import { deploySteps, describe } from "../lib/states.js";

const steps = {
    creating: "Create the service",
    pulling: "Pull the image",
    starting: "Start the engine",
    loading: "Load the model",
    ready: "Prove that it answers",
};

/** A deploy's phases in order, with what was said in each. A reload knows the state alone, and shows that. */
export function DeployTimeline(state, events) {
    const reached = furthest(state, events);
    return html`<section class="card" aria-labelledby="timeline-title">
        <div class="card-head"><h2 id="timeline-title">Deploy</h2>
            <span class="secondary" role="status">${describe("service", state).word}</span></div>
        <ol class="timeline">${deploySteps.map((step, index) => {
            const mark = state === "ready" ? "done" : markOf(index, reached, state);
            return html`<li class="${mark}" data-key="step-${step}">
                ${icon({ done: "check", current: "sync", failed: "error", waiting: "clock" }[mark])}
                <div><span class="strong">${steps[step]}</span>
                <span class="visually-hidden">${mark}</span>
                ${events.filter((event) => event.state === step).map((event) => html`<p class="secondary">
                    ${event.message} · ${time(event.at)}</p>`)}</div></li>`;
        })}</ol></section>`;
}

function furthest(state, events) {
    const ranks = [state, ...events.map((event) => event.state)].map((name) => deploySteps.indexOf(name));
    return Math.max(0, ...ranks);
}

function markOf(index, reached, state) {
    if (index < reached) return "done";
    if (index > reached) return "waiting";
    if (state === "failed") return "failed";
    return ["unproven", "degraded", "stopped"].includes(state) ? "waiting" : "current";
}
