import { api } from "../lib/api.js";
import { matches } from "../lib/form.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { empty, pageBar, problemBox, refreshButton, skeleton, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** @type {Record<string, string>} */
const places = {
    process: "Kept in this manager's memory since it started; give --data DIR to keep it in a file.",
    file: "Kept in audit.jsonl of the manager's data directory.",
    logging: "Kept by Cloud Logging; the last thirty days.",
};

/**
 * @typedef {{
 *     lines: API.AuditView[] | null,
 *     keptIn: string | null,
 *     next: string | null,
 *     problem: Problem | null,
 *     filter: string,
 *     busy: boolean,
 * }} State
 */

/**
 * Who changed what, the newest first; for admins.
 * @extends {View<State>}
 */
export class AuditView extends View {
    /** @type {State} */
    state = { lines: null, keptIn: null, next: null, problem: null, filter: "", busy: false };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        more: () => this.#load(this.state.next),
        filter: (input) => this.set({ filter: input.value }),
    };

    started() {
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    /** @param {Maybe<string>} [token] */
    async #load(token) {
        this.set({ busy: true });
        try {
            const page = await api.audit(token);
            const lines = token ? [...this.state.lines ?? [], ...page.lines] : page.lines;
            this.set({ lines, keptIn: page.keptIn, next: page.nextPageToken ?? null, problem: null, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    template() {
        return html`${pageBar("Audit log", refreshButton(this.state.busy))}
            ${problemBox(this.state.problem, { retry: "refresh" })}${this.#content()}`;
    }

    #content() {
        const { lines, keptIn, filter, next, busy, problem } = this.state;
        if (!lines) return problem ? null : skeleton(5);
        if (lines.length === 0 && !next) {
            return empty("check", "Nothing was changed yet", "Every import, deploy and deletion leaves a line here.");
        }
        const shown = lines.filter((line) =>
            matches(filter, [line.actor, line.action, line.subject, line.target, line.outcome])
        );
        return html`
            <div class="filter">${icon("search", 18)}<input type="search" data-input="filter" value="${filter}"
                            placeholder="Filter by who, what or outcome" aria-label="Filter the audit log" autocomplete="off" />
                            <span class="secondary" role="status">${shown.length} of ${lines.length}</span></div>
            <section class="card flush" aria-label="Changes">
                        <div class="table-wrap"><table>
                            <thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">Action</th>
                                <th scope="col">On</th><th scope="col">Outcome</th><th scope="col">Request</th></tr></thead>
                            <tbody>${shown.map(row)}</tbody></table></div>
                        ${shown.length === 0 &&
                            html`<p class="secondary pad">${
                                lines.length === 0
                                    ? "None of these lines is a change; there may be older ones."
                                    : "No line of those shown matches."
                            }</p>`}
                        <div class="row pad">${next && html`
                            <button type="button" class="outlined" data-click="more"
                                aria-busy="${String(busy)}">Older lines</button>
                        `}<span class="secondary">${places[keptIn ?? ""]}</span></div>
                    </section>
        `;
    }
}

/** @param {API.AuditView} line */
function row(line) {
    const tone = line.outcome === "ok" || line.outcome === "ready" ? "ok" : "error";
    return html`
        <tr data-key="${line.requestId}-${line.action}-${line.at}">
            <td data-label="When" class="nowrap">${time(line.at)}</td>
            <td data-label="Who" class="nowrap">
                <div>${line.actor}<br /><span class="secondary">${line.role}</span></div>
            </td>
            <td data-label="Action"><code>${line.action}</code></td>
            <td data-label="On">
                <div>${line.subject}<br /><span class="secondary">${line.target}</span>${digests(line)}</div>
            </td>
            <td data-label="Outcome"><span class="status ${tone}">${icon(
                tone === "ok" ? "check" : "error",
                18,
            )}<span>${line.outcome}</span></span></td>
            <td data-label="Request"><code>${line.requestId}</code></td>
        </tr>
    `;
}

/**
 * What was there before and after, as fingerprints: equal ones mean that nothing changed.
 * @param {API.AuditView} line
 */
function digests({ before, after }) {
    if (!before && !after) return null;
    return html`<details><summary>${before === after ? "Unchanged" : "Digests"}</summary>
        ${before && digest("before", before)}${after && digest("after", after)}</details>`;
}

/**
 * @param {string} when
 * @param {string} text
 */
function digest(when, text) {
    const short = text.length > 24 ? `${text.slice(0, 23)}…` : text;
    return html`<div><span class="secondary">${when}</span> <code title="${text}">${short}</code>
        <copy-button text="${text}" label="Copy the digest ${when}"></copy-button></div>`;
}
