import { api } from "../lib/api.js";
import { money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { notice, problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/**
 * @typedef {object} State
 * @property {string} to
 * @property {API.PlanView | null} plan
 * @property {Problem | null} problem
 * @property {boolean} busy
 */

/**
 * `<service-move region="…" name="…">`: the same service on the other target, as a plan. Nothing changes by it; the way on
 * is the deploy form there.
 * @extends {View<State>}
 */
export class ServiceMove extends View {
    /** @type {State} */
    state = {
        to: session.project === "local" ? session.lastProject ?? "" : "local",
        plan: null,
        problem: null,
        busy: false,
    };
    /** @type {Actions} */
    actions = {
        to: (input) => this.set({ to: input.value.trim(), plan: null, problem: null }),
        plan: () => this.#plan(),
        open: () => this.#open(),
    };

    started() {
        // Which targets there are is known once the identity is.
        this.on(session, "identity", () => this.update());
    }

    async #plan() {
        this.set({ busy: true, problem: null, plan: null });
        try {
            const plan = await api.moveService(this.given("region"), this.given("name"), this.state.to);
            this.set({ plan, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    /** The form there, with the model filled in. */
    #open() {
        const { plan, to } = this.state;
        if (!plan?.bucket || !plan.source || !plan.modelId) return;
        navigation.enter(
            to,
            paths.deploy({ bucket: plan.bucket, source: plan.source, id: plan.modelId, pin: plan.pin }),
        );
    }

    template() {
        const targets = session.identity?.targets ?? [];
        const isHere = session.project === "local";
        if (!targets.includes("local") || !targets.includes("project")) return null;
        const { to, busy, problem, plan } = this.state;
        return html`<section class="card" aria-labelledby="move-title"><div class="card-head">
            <h2 id="move-title">Move</h2><span class="secondary">${
            isHere ? "from this machine to Google Cloud" : "from Google Cloud to this machine"
        }</span></div>
            <p class="secondary">The same service on the other side, as a plan: nothing changes until you deploy there, and
            this service stays until you delete it.</p>
            <div class="row">${
            isHere &&
            html`<div class="field"><label for="move-to">Project</label><input id="move-to" name="to" value="${to}"
                data-input="to" placeholder="my-project" autocomplete="off" spellcheck="false"></div>`
        }<button type="button" class="outlined" data-click="plan" ${flag("disabled", busy || to === "")}>${
            busy ? "Planning…" : "Plan the move"
        }</button></div>
            ${problemBox(problem, { retry: "plan" })}${plan && this.#planned(plan)}</section>`;
    }

    /** @param {API.PlanView} plan */
    #planned(plan) {
        return html`<div class="move-plan" role="status">${plan.problems.map(finding)}
            <p>${plan.region}/${plan.name} by ${plan.engine} on ${plan.accelerator}${
            plan.cost && html`, ${money(plan.cost.perHourBusy, "hour")} while it answers`
        }.</p>
            <ul class="changes">${plan.changes.map((change) => html`<li>${change}</li>`)}</ul>
            <button type="button" class="filled" data-click="open">Open the deploy form there</button></div>`;
    }
}

/** @param {API.PlanViewFinding} problem */
function finding({ severity, detail, fix }) {
    return notice(severity, html`<p><strong>${detail}</strong></p>${fix && html`<p class="fix">${fix}</p>`}`);
}
