import { api } from "../lib/api.js";
import { memory, money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { engineName, facts, notice, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { address, paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** @typedef {{ plan: API.PlanView | null, problem: Problem | null, busy: boolean }} State */

/**
 * `<service-move region="…" name="…" model="…" source="…">`: what the same service would be on the other target, this
 * machine or Google Cloud. Changes nothing: it leads to the deploy view there.
 * @extends {View<State>}
 */
export class ServiceMove extends View {
    /** @type {State} */
    state = { plan: null, problem: null, busy: false };
    /** @type {Actions} */
    actions = {
        plan: () => this.#plan(),
        open: () => this.#go(address("/models", { filter: this.given("model") })),
        importThere: () => this.#go(paths.importNew()),
        close: () => this.set({ plan: null, problem: null }),
    };

    /** Where it would go; nothing where there is no other place. */
    get #target() {
        const targets = session.identity?.targets ?? [];
        if (!targets.includes("local") || !targets.includes("project")) return null;
        return session.project === "local" ? session.lastProject : "local";
    }

    get #word() {
        return this.#target === "local" ? "this machine" : `Google Cloud (${this.#target})`;
    }

    async #plan() {
        if (!this.#target) return;
        this.set({ busy: true, problem: null, plan: null });
        try {
            this.set({ plan: await api.planMove(this.given("region"), this.given("name"), this.#target) });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    /**
     * A page of the other target.
     * @param {string} page
     */
    #go(page) {
        const target = this.#target;
        if (!target) return;
        session.choose(target);
        navigation.go(page);
    }

    template() {
        if (!this.#target) return html``;
        const { plan, problem, busy } = this.state;
        return html`<section class="card" aria-labelledby="move-title"><div class="card-head">
            <h2 id="move-title">Move</h2><span class="space"></span>
            <button type="button" class="outlined small" data-click="plan" ${flag("disabled", busy)}>
                ${busy ? "Planning…" : `Plan it on ${this.#word}`}</button></div>
            ${
            !plan && !problem && !busy &&
            html`<p class="secondary">The same model served on ${this.#word}: see first what
                it would be there. Nothing changes here.</p>`
        }
            ${busy && skeleton(3)}${problemBox(problem, { retry: "plan", actions: this.#remedy() })}${
            plan && this.#shown(plan)
        }</section>`;
    }

    /** A model that is not there has to be imported there. */
    #remedy() {
        return this.state.problem?.code === "model-not-found" && session.canWork && html`
            <button type="button"
                class="outlined small" data-click="importThere">Import it on ${this.#word}</button>
        `;
    }

    /** @param {API.PlanView} plan */
    #shown(plan) {
        const { fit, cost, problems } = plan;
        return html`${
            problems.map(({ severity, detail, fix }) =>
                notice(severity, html`<p><strong>${detail}</strong></p>${fix && html`<p class="fix">${fix}</p>`}`)
            )
        }${
            facts([
                ["There", `${plan.name} in ${plan.region}`],
                ["Engine", `${engineName(plan.engine)}, ${plan.image || "the program that is installed"}`],
                ["Runs on", plan.accelerator ?? "the processor"],
                [
                    "Memory",
                    `${memory(fit.weightBytes + fit.cacheBytes + fit.overheadBytes)} of ${memory(fit.availableBytes)}`,
                ],
                ["Price", cost && `${money(cost.perHourBusy, "hour")} while it answers`],
            ])
        }<ul class="changes">${plan.changes.map((change) => html`<li>${change}</li>`)}</ul>
            <div class="row"><button type="button" class="filled small" data-click="open">Go to the model there</button>
            <button type="button" class="text small" data-click="close">Close</button></div>
            <p class="secondary small-text">Deploy it there, try it, then delete the service here.</p>`;
    }
}
