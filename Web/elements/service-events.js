import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { notice, problemBox, refreshButton, skeleton, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** @type {Record<string, string>} */
const kinds = {
    created: "Service",
    changed: "Service",
    revision: "Revision",
    condition: "Condition",
    proof: "Proof",
    start: "Start",
    system: "System",
    audit: "Audit",
};
/** @param {string} severity */
const tone = (
    severity,
) => (["ERROR", "CRITICAL", "ALERT", "EMERGENCY"].includes(severity)
    ? "error"
    : severity === "WARNING"
    ? "warning"
    : severity === "NOTICE"
    ? "busy"
    : "ok");
/** @type {Record<string, string>} */
const drawings = { error: "error", warning: "warning", busy: "clock", ok: "check" };

/** @typedef {{ found: API.ServiceEvents | null, problem: Problem | null, busy: boolean }} State */

/**
 * `<service-events region="…" name="…">`: what happened to a service, from what its platform keeps.
 * @extends {View<State>}
 */
export class ServiceEvents extends View {
    /** @type {State} */
    state = { found: null, problem: null, busy: false };
    /** @type {Actions} */
    actions = { refresh: () => this.#load() };

    started() {
        this.every(20_000, () => !document.hidden && !this.state.problem && this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        this.set({ busy: true });
        try {
            const found = await api.serviceEvents(this.given("region"), this.given("name"));
            this.set({ found, problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    template() {
        const { found, problem, busy } = this.state;
        return html`<section class="card flush" aria-labelledby="events-title"><div class="card-head">
            <h2 id="events-title">Events</h2><span class="space"></span>${refreshButton(busy)}</div>
            ${problem && html`<div class="pad">${problemBox(problem, { retry: "refresh" })}</div>`}
            ${
            found?.problem &&
            html`<div class="pad">${notice("warning", `Not all could be read: ${found.problem}`)}</div>`
        }
            ${found ? table(found.events) : !problem && html`<div class="pad">${skeleton(5)}</div>`}</section>`;
    }
}

/** @param {API.ServiceEvent[]} events */
function table(events) {
    if (events.length === 0) return html`<p class="secondary pad">Nothing is known to have happened.</p>`;
    return html`
        <div class="table-wrap">
            <table>
                <thead>
                    <tr>
                        <th scope="col">When</th>
                        <th scope="col">What</th>
                        <th scope="col">Kind</th>
                        <th scope="col">Revision</th>
                        <th scope="col">Detail</th>
                    </tr>
                </thead>
                <tbody>${events.map(({ at, title, kind, severity, revision, detail }, index) =>
                    html`
                        <tr data-key="event-${at}-${index}">
                            <td data-label="When" class="nowrap">${time(at)}</td>
                            <th scope="row"><span class="status ${tone(severity)}">${icon(
                                drawings[tone(severity)],
                                18,
                            )}<span>${title}</span></span></th>
                            <td data-label="Kind">${kinds[kind] ?? kind}</td>
                            <td data-label="Revision">${revision
                                ? html`<code class="wrap">${revision}</code>`
                                : "—"}</td>
                            <td data-label="Detail" class="wrap">${detail ?? "—"}</td>
                        </tr>
                    `
                )}</tbody>
            </table>
        </div>
    `;
}
