import { card, check, select } from "./deploy-fields.js";
import { LocalDeployForm } from "./deploy-form-local.js";
import { DeployForm } from "./deploy-form.js";
import { FormView } from "./form-view.js";
import { PlanPanel } from "./plan-panel.js";
import { api } from "../lib/api.js";
import { deployments } from "../lib/deployments.js";
import { absolute, short } from "../lib/format.js";
import { html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { facts, noProject, pageBar, problemBox, skeleton } from "../lib/parts.js";
import { asProblem, isAbort } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { isEmptyChange, rowsOf, updateRequest } from "../lib/update-request.js";

/** @typedef {import("./deploy-fields.js").Form} Form */
/** @typedef {import("../lib/update-request.js").Deployed} Deployed */

/**
 * @typedef {{
 *     service: API.ServiceView | null,
 *     now: Deployed | null,
 *     pins: API.ModelView[],
 *     plan: API.PlanView | null,
 *     problem: Problem | null,
 *     deployProblem: Problem | null,
 *     isPlanning: boolean,
 *     isDeploying: boolean,
 * }} State
 */

/**
 * A service that exists, changed: the deploy form filled with what is deployed. Only what differs is sent, and it is
 * shown field by field before.
 * @extends {FormView<State>}
 */
export class UpdateView extends FormView {
    /** @type {State} */
    state = {
        service: null,
        now: null,
        pins: [],
        plan: null,
        problem: null,
        deployProblem: null,
        isPlanning: false,
        isDeploying: false,
    };
    /** @type {Actions} */
    actions = {
        ...this.formActions,
        retry: () => (this.state.now ? this.plan() : this.#load()),
        deploy: () => this.#deploy(),
    };

    // Lifecycle

    started() {
        super.started();
        if (session.project) this.#load();
    }

    /** @returns {ServiceName} */
    get #name() {
        const { region, name } = this.route.params;
        return { region, name };
    }

    /** The plan of a change that changes nothing says what is deployed. */
    async #load() {
        const { region, name } = this.#name;
        this.set({ problem: null });
        try {
            const service = await api.service(region, name);
            const [plan, resource] = await Promise.all([
                api.planUpdate(region, name, { minInstances: service.minInstances }),
                api.resource(region, name),
            ]);
            const now = { plan: { ...plan, problems: [], canApply: false }, variables: resource.environment };
            Object.assign(this.form, rowsOf(now), { rollbackOnFailure: true });
            this.set({ service, now, plan: now.plan });
            this.#lookForRevisions(service);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    /**
     * The other revisions of the model that the bucket holds.
     * @param {API.ServiceView} service
     */
    async #lookForRevisions({ bucket, source, modelId }) {
        if (!bucket || !modelId) return;
        try {
            const { models } = await api.models(bucket);
            this.set({
                pins: models.filter((model) => model.id === modelId && model.source === source && model.deployable),
            });
        } catch {
            // The one that is served remains the only choice; the Models tab shows why.
        }
    }

    get #change() {
        const { now, service } = this.state;
        return now ? updateRequest(now, this.form, service?.pin) : {};
    }

    get #request() {
        const { holdTraffic, rollbackOnFailure } = this.form;
        return {
            ...this.#change,
            ...(holdTraffic && { holdTraffic }),
            ...(rollbackOnFailure && { rollbackOnFailure }),
        };
    }

    /** @param {AbortSignal} [_signal] */
    async plan(_signal) {
        const { region, name } = this.#name;
        const { now } = this.state;
        if (isEmptyChange(this.#change)) return this.set({ plan: now?.plan, isPlanning: false, problem: null });
        const asked = JSON.stringify(this.#request);
        this.set({ isPlanning: true });
        try {
            const plan = await api.planUpdate(region, name, this.#request);
            if (asked === JSON.stringify(this.#request)) this.set({ plan, problem: null, isPlanning: false });
        } catch (error) {
            if (!isAbort(error)) this.set({ problem: asProblem(error), isPlanning: false });
        }
    }

    // Actions

    /** @param {Partial<Form>} changes */
    changed(changes) {
        super.changed(changes);
        this.set({ isPlanning: true, deployProblem: null });
    }

    async #deploy() {
        const { plan, isDeploying, isPlanning } = this.state;
        if (!plan?.canApply || isDeploying || isPlanning) return;
        this.set({ isDeploying: true, deployProblem: null });
        try {
            await deployments.change({ ...this.#request, basedOn: plan.basedOn }, this.#name);
            navigation.go(paths.service(this.#name));
        } catch (error) {
            this.set({ deployProblem: asProblem(error), isDeploying: false });
            this.plan();
        }
    }

    // Markup

    template() {
        const { name } = this.#name;
        const back = html`<a class="back" href="${paths.service(this.#name)}">${name}</a>`;
        const bar = pageBar(`Edit ${name}`, null, back);
        if (!session.project) return html`${bar}${noProject()}`;
        const { plan, problem } = this.state;
        const box = problemBox(problem, { retry: "retry" });
        if (!plan) return html`${bar}${box ?? skeleton(8)}`;
        const fixed = this.#fixed(plan);
        return html`${bar}${box}<div class="deploy">
            <div class="deploy-form">${
            session.project === "local"
                ? LocalDeployForm(plan, this.form, null, fixed)
                : DeployForm(plan, this.form, fixed)
        }${this.#rollout()}</div>
            ${PlanPanel(plan, { ...this.state, canWork: session.canWork, isUpdate: true })}</div>`;
    }

    /**
     * What a change cannot move, and the model's revision.
     * @param {API.PlanView} plan
     */
    #fixed(plan) {
        const { service, pins } = this.state;
        const pin = service?.pin;
        /** @type {string[][]} */
        const known = pins.map((
            model,
        ) => [model.pin, `${short(model.pin)} · ${absolute(model.updatedAt).slice(0, 16)}`]);
        const choices = !pin || known.some(([value]) => value === pin) ? known : [[pin, short(pin)], ...known];
        return card(
            "Service",
            html`${
                facts([
                    ["Name", plan.name],
                    ["Region", plan.region],
                    ["Model", service?.modelId],
                    ["Serves", service?.revision && html`<code class="wrap">${service.revision}</code>`],
                ])
            }${
                choices.length > 0 && html`<div class="fields">${
                    select(
                        "pin",
                        "Revision of the model",
                        choices,
                        this.form.pin ?? pin,
                        choices.length > 1
                            ? "What the bucket holds of this model."
                            : "The only one in the bucket. Import a newer one to serve it.",
                    )
                }</div>`
            }`,
        );
    }

    #rollout() {
        const { holdTraffic, rollbackOnFailure } = this.form;
        if (session.project === "local") return null;
        return card(
            "Roll-out",
            html`${
                check(
                    "rollbackOnFailure",
                    rollbackOnFailure,
                    "Roll back when it fails",
                    "all traffic goes to the revision before",
                )
            }${check("holdTraffic", holdTraffic, "No traffic yet", "the new revision waits for you to send some")}`,
        );
    }
}
