import { api } from "../lib/api.js";
import { flag, html } from "../lib/html.js";
import { options, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { region } from "../lib/region.js";
import { regions } from "../lib/regions.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

const names = { google: "Google's own path", subnet: "Subnetwork", connector: "Connector" };
/** @param {{kind: string, name: string}} option */
const keyOf = ({ kind, name }) => `${kind}/${name}`;

/**
 * @typedef {{
 *     view: API.NetworkView | null,
 *     problem: Problem | null,
 *     wanted: string | null,
 *     busy: boolean,
 * }} State
 */

/**
 * `<network-card>`: the ways that services of a region can take to their model, the recommended one first, and which one
 * later deployments take.
 * @extends {View<State>}
 */
export class NetworkCard extends View {
    /** @type {State} */
    state = { view: null, problem: null, wanted: null, busy: false };
    /** @type {Actions} */
    actions = {
        region: (select) => region.choose(select.value),
        want: (input) => this.set({ wanted: input.value }),
        save: () => this.#save(),
        retry: () => this.#load(),
    };

    started() {
        this.on(session, "project", () => this.#load());
        this.on(session, "identity", () => this.update());
        this.on(region, "change", () => this.#load());
        this.on(document, "project-mended", () => this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        const { project } = session;
        if (!project || project === "local") return this.set({ view: null, problem: null });
        try {
            const view = await api.network(project, region.value);
            if (session.project === project) this.set({ view, problem: null, wanted: null });
        } catch (error) {
            this.set({ view: null, problem: asProblem(error) });
        }
    }

    async #save() {
        const { view, wanted } = this.state;
        const { project } = session;
        const option = view?.options.find((one) => keyOf(one) === wanted);
        if (!option || !view || !project || this.state.busy) return;
        this.set({ busy: true, problem: null });
        try {
            const body = { kind: option.kind, ...(option.name && { name: option.name }) };
            const saved = await api.chooseNetwork(project, view.region, body);
            this.set({ view: saved, wanted: null });
            toast(`Later deployments in ${saved.region} take ${option.name || "Google's own path"}.`);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    template() {
        if (session.project === "local") return null;
        return html`<section class="card" aria-labelledby="network-title">
            <div class="card-head"><h2 id="network-title">Network of later services</h2><span class="space"></span>
                ${this.#regions()}</div>
            ${this.#content()}</section>`;
    }

    #regions() {
        const now = this.state.view?.region ?? region.value;
        if (!session.project) return null;
        const all = now && !regions.includes(now) ? [now, ...regions] : regions;
        return html`<select aria-label="Region" class="compact" data-change="region">
            ${options(all.map((name) => [name, name]), now)}</select>`;
    }

    #content() {
        const { view, problem, wanted, busy } = this.state;
        if (!session.project) return html`<p class="secondary">Choose a project to see its networks.</p>`;
        if (!view) return problem ? problemBox(problem, { retry: "retry" }) : skeleton(4);
        const chosen = wanted ?? keyOf(view.options.find((option) => option.chosen) ?? { kind: "", name: "" });
        return html`<form data-submit="save">
            <fieldset class="choices whole"><legend class="visually-hidden">Network of later services in ${view.region}</legend>
                ${
            view.options.map((option) => optionLine(option, keyOf(option) === chosen, session.canWork))
        }</fieldset>
            ${
            view.problems.map((one) =>
                html`<p class="secondary anywhere">Could not be looked at:
                ${one.detail}</p>`
            )
        }
            ${problemBox(problem)}
            <div class="row"><span class="secondary">${
            view.bucket ? `Remembered in ${view.bucket}.` : "Remembered in a managed bucket of the project."
        }</span><span class="space"></span>
                ${
            session.canWork && html`
                <button type="submit" class="outlined"
                    ${flag("disabled", busy || wanted === null)}>${busy ? "Saving…" : "Use by default"}</button>
            `
        }
            </div></form>`;
    }
}

/**
 * @param {API.NetworkOptionView} option
 * @param {boolean} isChosen
 * @param {boolean} canWork
 */
function optionLine(option, isChosen, canWork) {
    const { kind, name, network, range, usable, recommended, reason, notes } = option;
    return html`<label class="choice" data-key="network-${kind}-${name}"><input type="radio" name="network"
        value="${keyOf(option)}" data-change="want" ${flag("checked", isChosen)} ${
        flag("disabled", !usable || !canWork)
    } />
        <span class="choice-text"><span>${name ? `${names[kind]} ${name}` : names[kind]}
            ${recommended && html`<span class="chip ok">Recommended</span>`}
            ${!usable && html`<span class="chip warning">Not ready</span>`}</span>
            ${
        (network || range) && html`<span class="secondary mono">${[network, range].filter(Boolean).join(" · ")}</span>`
    }
            <span class="secondary">${[reason, ...notes].join(" ")}</span></span></label>`;
}
