import { DeployForm } from "./deploy-form.js";
import { PlanPanel } from "./plan-panel.js";
import { api } from "../lib/api.js";
import { debounced } from "../lib/debounce.js";
import { deployments } from "../lib/deployments.js";
import { deployRequest } from "../lib/deploy-request.js";
import { html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { empty, noProject, pageBar, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** A model becomes a service: every field is prefilled by the plan, and every change asks for a new one. */
export class DeployView extends View {
    state = { plan: null, problem: null, deployProblem: null, isPlanning: false, isDeploying: false };
    #form = { environment: [], arguments: [] };
    #replan = debounced(400, (signal) => this.#plan(signal));
    actions = {
        field: (input) => this.#changed({ [input.name]: input.type === "checkbox" ? input.checked : input.value }),
        addRow: (button) => this.#addRow(button.dataset.list),
        removeRow: (button) => this.#removeRow(button.dataset.list, Number(button.dataset.index)),
        row: (input) => this.#rowChanged(input.dataset.list, Number(input.dataset.index), input.name, input.value),
        retry: () => this.#plan(),
        deploy: () => this.#deploy(),
    };

    // Lifecycle

    started() {
        this.cleanup(() => this.#replan.cancel());
        if (session.project && this.route.query.id) this.#plan();
    }

    get #request() {
        const { bucket, source, id, pin } = this.route.query;
        return deployRequest({ bucket, source, id, pin }, this.#form);
    }

    async #plan(signal) {
        this.set({ isPlanning: true });
        try {
            const plan = await api.plan(this.#request, signal);
            this.set({ plan, problem: null, isPlanning: false });
        } catch (error) {
            if (error.name !== "AbortError") this.set({ problem: asProblem(error), isPlanning: false });
        }
    }

    // Actions

    #changed(changes) {
        Object.assign(this.#form, changes);
        this.set({ isPlanning: true, deployProblem: null });
        this.#replan();
    }

    #addRow(list) {
        this.#form[list].push(list === "environment" ? { key: "", value: "" } : "");
        this.render();
        [...this.querySelectorAll(`input[data-list="${list}"]`)].at(list === "environment" ? -2 : -1)?.focus();
    }

    #removeRow(list, index) {
        this.#form[list].splice(index, 1);
        this.#changed({});
    }

    #rowChanged(list, index, name, value) {
        if (list === "environment") this.#form[list][index][name] = value;
        else this.#form[list][index] = value;
        this.#changed({});
    }

    async #deploy() {
        const { plan, isDeploying, isPlanning } = this.state;
        if (!plan?.canApply || isDeploying || isPlanning) return;
        this.set({ isDeploying: true, deployProblem: null });
        const { region, name, basedOn } = plan;
        try {
            await deployments.start({ ...this.#request, region, name, ...(basedOn && { basedOn }) }, { region, name });
            navigation.go(paths.service({ region, name }));
        } catch (error) {
            this.set({ deployProblem: asProblem(error), isDeploying: false });
            this.#plan();
        }
    }

    // Markup

    template() {
        const { id } = this.route.query;
        const bar = pageBar(id ? `Deploy ${id}` : "Deploy", null, html`<a class="back" href="/models">Models</a>`);
        if (!session.project) return html`${bar}${noProject()}`;
        if (!id) {
            return html`${bar}${empty("rocket", "Which model?", "Choose Deploy beside a model of yours.",
                html`<a class="button filled" href="/models">Go to Models</a>`)}`;
        }
        const { plan, problem } = this.state;
        const box = problemBox(problem, { retry: "retry" });
        if (!plan) return html`${bar}${box ?? skeleton(8)}`;
        return html`${bar}${box}<div class="deploy">
            <div class="deploy-form">${DeployForm(plan, this.#form)}</div>
            ${PlanPanel(plan, { ...this.state, canWork: session.canWork })}</div>`;
    }
}
