import { api } from "../lib/api.js";
import { amountText, bestFit } from "../lib/checks.js";
import { memory } from "../lib/format.js";
import { html } from "../lib/html.js";
import { external, problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     table: API.QuotaTableView | null,
 *     problem: Problem | null,
 *     busy: boolean,
 *     all: boolean,
 * }} State
 */

/**
 * `<quota-card>`: GPUs by region: what is left of the quota, and how many instances fit.
 * @extends {View<State>}
 */
export class QuotaCard extends View {
    /** @type {State} */
    state = { table: null, problem: null, busy: false, all: false };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        retry: () => this.#load(),
        all: (input) => this.set({ all: input.checked }),
    };

    started() {
        this.on(session, "project", () => this.#load(true));
        this.on(document, "project-mended", (event) => /quotas|run/.test(event.detail) && this.#load());
        this.#load(true);
    }

    reconnected() {
        this.#load();
    }

    async #load(isNew = false) {
        const { project } = session;
        if (!project || project === "local") return this.set({ table: null, problem: null, busy: false });
        this.set({ busy: true, problem: null, ...(isNew && { table: null }) });
        try {
            const table = await api.quota(project);
            if (session.project === project) this.set({ table, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), table: null, busy: false });
        }
    }

    template() {
        if (session.project === "local") return null;
        const { busy } = this.state;
        return html`<section class="card span" aria-labelledby="quota-title">
            <div class="card-head"><h2 id="quota-title">GPUs by region</h2><span class="space"></span>
                ${external("https://g.co/cloudrun/gpu-quota", "Request more")}
                ${session.project && refreshButton(busy)}</div>
            ${this.#content()}</section>`;
    }

    #content() {
        const { table, problem, all } = this.state;
        if (!session.project) return html`<p class="secondary">Choose a project to see its quota.</p>`;
        if (problem) return problemBox(problem, { retry: "retry", tone: problem.status === 403 ? "warning" : "error" });
        if (!table) return skeleton(5);
        const rows = table.rows.filter((row) => all || row.offered);
        const [first] = table.problems;
        return html`
            <p class="secondary">Cloud Run counts the most instances that each service may have, one GPU each. “Fits”
                            is how many more instances of the recommended shape there is room for.</p>
                        ${first &&
                            problemBox({
                                ...first.problem,
                                title: `What is taken could not be counted in ${regionsText(table.problems)}`,
                            }, { tone: "warning" })}
                        <div class="table-wrap">
                <table class="dense">
                    <thead>
                        <tr>
                            <th scope="col">Region</th>
                            <th scope="col">GPU</th>
                            <th scope="col" class="number">Left</th>
                            <th scope="col" class="number">Left, zonal redundancy</th>
                            <th scope="col" class="number">vCPU left</th>
                            <th scope="col" class="number">Memory left</th>
                            <th scope="col" class="number">Fits</th>
                        </tr>
                    </thead>
                    <tbody>${rows.map(quotaRow)}</tbody>
                </table>
            </div>
                        <label class="check-line"><input type="checkbox" data-change="all" /> Also regions where the GPU is by
                            invitation</label>
        `;
    }
}

/** @param {API.RegionProblemView[]} problems */
const regionsText = (problems) =>
    problems.length > 3 ? `${problems.length} regions` : problems.map(({ region }) => region).join(", ");

/** @param {API.QuotaRowView} row */
function quotaRow(row) {
    const fit = bestFit(row);
    const none = fit?.count === 0;
    return html`
        <tr data-key="quota-${row.region}-${row.accelerator}">
            <th scope="row">${row.region}</th>
            <td data-label="GPU" class="nowrap">${row.accelerator}
                    ${!row.offered && html`<span class="secondary"> by invitation</span>`}</td>
            <td data-label="Left" class="number">${amountText(row.withoutZonalRedundancy)}</td>
            <td data-label="Zonal" class="number">${amountText(row.withZonalRedundancy)}</td>
            <td data-label="vCPU" class="number">${amountText(row.cpu)}</td>
            <td data-label="Memory" class="number">${amountText(row.memory, memory)}</td>
            <td data-label="Fits" class="number">${fit &&
                html`<span class="${none ? "secondary" : "strong"}">${fit.count ?? "?"}</span>
            <span class="secondary">× ${fit.cpu} vCPU, ${memory(fit.memory)}</span>
            ${
                    fit.boundBy && fit.boundBy !== "GPU" &&
                    html`<span class="secondary"> (${fit.boundBy} ends first)</span>`
                }`}</td>
        </tr>
    `;
}
