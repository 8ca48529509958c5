import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { facts, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** @typedef {{ found: API.ServiceResource | null, problem: Problem | null }} State */

/**
 * `<service-resource region="…" name="…">`: command, variables, mounts and probes, and the resource as its platform has it.
 * @extends {View<State>}
 */
export class ServiceResource extends View {
    /** @type {State} */
    state = { found: null, problem: null };
    /** @type {Actions} */
    actions = { refresh: () => this.#load() };

    started() {
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        try {
            this.set({
                found: await api.resource(this.given("region"), this.given("name")),
                problem: null,
            });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    template() {
        const { found, problem } = this.state;
        return html`<section class="card" aria-labelledby="resource-title"><div class="card-head">
            <h2 id="resource-title">Container</h2></div>${problemBox(problem, { retry: "refresh" })}
            ${found ? content(found) : !problem && skeleton(4)}</section>`;
    }
}

/** @param {API.ServiceResource} found */
function content({ command, environment, mounts, probe, network, account, kind, resource }) {
    return html`
        ${facts([
            ["Command", html`<code class="wrap">${command.join(" ")}</code>`],
            ["Mounts", mounts.join(", ") || "none"],
            ["Startup probe", probe],
            ["Network", network],
            ["Runs as", account],
        ])}<h3>Variables</h3>${environment.length === 0 ? html`<p class="secondary">None.</p>` : html`
            <div class="table-wrap">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Name</th>
                            <th scope="col">Value</th>
                        </tr>
                    </thead>
                    <tbody>${environment.map(({ name, value, secret }) =>
                        html`
                            <tr>
                                <th scope="row"><code>${name}</code></th>
                                <td data-label="Value">${secret
                                    ? html`<span class="chip">secret</span> <code class="wrap">${secret}</code>`
                                    : html`<code class="wrap">${value}</code>`}</td>
                            </tr>
                        `
                    )}
                    </tbody>
                </table>
            </div>
        `}<details>
            <summary>${kind} as JSON</summary>
            <pre>${resource}</pre>
            <copy-button text="${resource}" label="Copy JSON"></copy-button>
        </details>
    `;
}
