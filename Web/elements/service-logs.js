import { api } from "../lib/api.js";
import { absolute } from "../lib/format.js";
import { html } from "../lib/html.js";
import { problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** `<service-logs region="…" name="…">`: the newest lines, read again every five seconds while the page is seen. */
export class ServiceLogs extends View {
    state = { lines: null, problem: null, busy: false };
    actions = { refresh: () => this.#load() };

    started() {
        this.every(5000, () => !document.hidden && !this.state.problem && this.#load());
        this.#load();
    }

    async #load() {
        if (this.state.busy) return;
        this.set({ busy: true });
        try {
            const { lines } = await api.logs(this.getAttribute("region"), this.getAttribute("name"));
            this.set({ lines: lines.slice(-500), problem: null, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    template() {
        return html`<section class="card flush" aria-labelledby="logs-title"><div class="card-head">
            <h2 id="logs-title">Logs</h2><span class="space"></span>${refreshButton(false)}</div>
            ${this.#content()}</section>`;
    }

    #content() {
        const { lines, problem } = this.state;
        if (problem) return html`<div class="pad">${problemBox(problem, { retry: "refresh" })}</div>`;
        if (!lines) return html`<div class="pad">${skeleton(3)}</div>`;
        if (lines.length === 0) return html`<p class="secondary pad">No lines yet.</p>`;
        return html`<ol class="logs" tabindex="0" aria-label="Log lines">${lines.map(({ at, severity, text, id }) =>
            html`<li data-key="log-${id}" class="${(severity ?? "default").toLowerCase()}">
                <time title="${absolute(at)}">${absolute(at).slice(11, 19)}</time>
                <span class="severity">${severity ?? "DEFAULT"}</span><span class="log-text">${text}</span></li>`)}</ol>`;
    }
}
