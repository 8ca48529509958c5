import { connection } from "../lib/connection.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** @typedef {{ heard: "nothing" | "ok" | "gaps" | "problem", detail: string }} State */

/** @type {Record<string, [icon: string, word: string, tone: string]>} */
const words = {
    away: ["error", "No connection", "error"],
    nothing: ["clock", "Looking…", "idle"],
    ok: ["check", "Healthy", "ok"],
    gaps: ["warning", "Partly out of reach", "warning"],
    problem: ["error", "Out of reach", "error"],
};

/**
 * `<target-health>`: whether the manager reaches what was chosen, as the page's one stream of events tells it. Leads to
 * General, where each check says why.
 * @extends {View<State>}
 */
export class TargetHealth extends View {
    /** @type {State} */
    state = { heard: "nothing", detail: "" };

    started() {
        this.on(session, "project", () => this.set({ heard: "nothing", detail: "" }));
        this.on(connection, "change", () => this.update());
        this.on(live, "services", ({ detail }) => this.#listed(detail));
        this.on(live, "problem", ({ detail }) => this.set({ heard: "problem", detail: detail.title }));
    }

    /** @param {API.ServiceList} list */
    #listed({ problems }) {
        const gaps = (problems ?? []).map(({ region, problem }) => `${region}: ${problem.title}`);
        this.set({ heard: gaps.length > 0 ? "gaps" : "ok", detail: gaps.join("; ") });
    }

    template() {
        if (!session.project) return html``;
        const [name, word, tone] = words[connection.isOnline ? this.state.heard : "away"];
        const title = [session.projectName, word, this.state.detail].filter(Boolean).join(" · ");
        return html`<a class="target-health status ${tone}" href="/general" title="${title}">${icon(name, 18)}<span
            class="target-word">${word}</span></a>`;
    }
}
