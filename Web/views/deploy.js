import { Alternatives } from "./alternatives.js";
import { LocalDeployForm } from "./deploy-form-local.js";
import { DeployForm } from "./deploy-form.js";
import { FormView } from "./form-view.js";
import { PlanPanel } from "./plan-panel.js";
import { api } from "../lib/api.js";
import { debounced } from "../lib/debounce.js";
import { deployments } from "../lib/deployments.js";
import { comparisonKey, deployRequest } from "../lib/deploy-request.js";
import { html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { empty, noProject, pageBar, problemBox, skeleton } from "../lib/parts.js";
import { asProblem, isAbort } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";

/** @typedef {import("./deploy-fields.js").Form} Form */

/**
 * @typedef {{
 *     plan: API.PlanView | null,
 *     problem: Problem | null,
 *     deployProblem: Problem | null,
 *     isPlanning: boolean,
 *     isDeploying: boolean,
 *     alternatives: API.AlternativeView[] | null,
 *     alternativesProblem: Problem | null,
 *     showsAll: boolean,
 *     devices?: API.DeviceView[],
 * }} State
 */

/**
 * A model becomes a service: every field is prefilled by the plan, and every change asks for a new one.
 * @extends {FormView<State>}
 */
export class DeployView extends FormView {
    /** @type {State} */
    state = {
        plan: null,
        problem: null,
        deployProblem: null,
        isPlanning: false,
        isDeploying: false,
        alternatives: null,
        alternativesProblem: null,
        showsAll: false,
    };
    /** @type {string | null} */
    #compared = null;
    #recompare = debounced(1200, (/** @type {AbortSignal} */ signal) => this.#compare(signal));
    /** @type {Actions} */
    actions = {
        ...this.formActions,
        retry: () => this.plan(),
        compare: () => this.#compare(),
        showAlternatives: () => this.#showAlternatives(),
        showAll: () => this.set({ showsAll: true }),
        choose: ({ dataset }) => this.#choose(dataset),
        deploy: () => this.#deploy(),
    };

    // Lifecycle

    started() {
        super.started();
        this.cleanup(() => this.#recompare.cancel());
        if (session.project && this.route.query.id) this.plan().then(() => this.#compare());
        if (session.project === "local") this.#lookAtDevices();
    }

    async #lookAtDevices() {
        try {
            this.set({ devices: (await api.machine()).devices.devices });
        } catch {
            // The plan says itself what does not work; the choice has the planned device only.
        }
    }

    get #request() {
        const { bucket, source, id, pin } = this.route.query;
        return deployRequest({ bucket, source, id, pin }, this.form);
    }

    /** @param {AbortSignal} [signal] */
    async plan(signal) {
        this.set({ isPlanning: true });
        try {
            const plan = await api.plan(this.#request, signal);
            this.set({ plan, problem: null, isPlanning: false });
        } catch (error) {
            if (!isAbort(error)) this.set({ problem: asProblem(error), isPlanning: false });
        }
    }

    /** @param {AbortSignal} [signal] */
    async #compare(signal) {
        // This machine has its devices to choose from, and no regions or prices to compare.
        if (session.project === "local") return;
        this.#compared = comparisonKey(this.form);
        try {
            const { alternatives } = await api.alternatives(this.#request, signal);
            this.set({ alternatives, alternativesProblem: null });
        } catch (error) {
            if (!isAbort(error)) this.set({ alternatives: null, alternativesProblem: asProblem(error) });
        }
    }

    // Actions

    /** @param {Partial<Form>} changes */
    changed(changes) {
        super.changed(changes);
        this.set({ isPlanning: true, deployProblem: null });
        this.#mark();
        if (comparisonKey(this.form) !== this.#compared) this.#recompare();
    }

    /** The table follows what was chosen without being asked for again. */
    #mark() {
        const { plan, alternatives } = this.state;
        if (!plan || !alternatives) return;
        const form = this.form;
        const wanted = [
            form.region ?? plan.region,
            form.accelerator ?? plan.accelerator,
            form.loader ?? plan.loader,
        ];
        for (const way of alternatives) {
            way.isChosen = [way.region, way.accelerator, way.loader].every((value, index) => value === wanted[index]);
        }
    }

    #showAlternatives() {
        const title = this.find("h2", "#alternatives-title");
        title.scrollIntoView({ block: "start" });
        title.focus();
    }

    /**
     * CPU and memory go with the accelerator: the plan chooses them anew.
     * @param {Dataset} data
     */
    #choose({ region, accelerator, loader }) {
        this.changed({ region, accelerator, loader, cpu: undefined, memory: undefined });
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
            this.plan();
        }
    }

    // Markup

    template() {
        const { id } = this.route.query;
        const bar = pageBar(id ? `Deploy ${id}` : "Deploy", null, html`<a class="back" href="/models">Models</a>`);
        if (!session.project) return html`${bar}${noProject()}`;
        if (!id) {
            return html`${bar}${
                empty(
                    "rocket",
                    "Which model?",
                    "Choose Deploy beside a model of yours.",
                    html`<a class="button filled" href="/models">Go to Models</a>`,
                )
            }`;
        }
        const { plan, problem } = this.state;
        const box = problemBox(problem, { retry: "retry" });
        if (!plan) return html`${bar}${box ?? skeleton(8)}`;
        return html`${bar}${box}<div class="deploy">
            <div class="deploy-form">${
            session.project === "local"
                ? LocalDeployForm(plan, this.form, this.state.devices)
                : DeployForm(plan, this.form)
        }</div>
            ${PlanPanel(plan, { ...this.state, canWork: session.canWork })}</div>
            ${Alternatives(this.state)}`;
    }
}
