import { api } from "../lib/api.js";
import { costCells } from "../lib/costs.js";
import { matches } from "../lib/form.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import {
    empty,
    engineName,
    external,
    noProject,
    notice,
    pageBar,
    problemBox,
    refreshButton,
    skeleton,
    status,
    time,
} from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { acceleratorName } from "../lib/regions.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { sorted, sortHead, toggled } from "../lib/sorting.js";
import { isSettledService } from "../lib/states.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";
import { tableGap, Windowed } from "../lib/windowed.js";

/**
 * @typedef {{
 *     services: API.ServiceView[] | null,
 *     missing: API.RegionProblemView[],
 *     problem: Problem | null,
 *     filter: string,
 *     busy: boolean,
 *     working: string | null,
 *     order: import("../lib/sorting.js").Order,
 *     costs: Map<string, API.ServiceCostView> | undefined,
 * }} State
 */

/**
 * The third tab: every service that this manager deployed, live.
 * @extends {View<State>}
 */
export class ServicesView extends View {
    /** @type {State} */
    state = {
        services: null,
        missing: [],
        problem: null,
        filter: "",
        busy: false,
        working: null,
        order: { column: "name", isDescending: false },
        costs: undefined,
    };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        filter: (input) => this.set({ filter: input.value }),
        sort: (button) => this.set({ order: toggled(this.state.order, button.dataset.column) }),
        remove: (button) => this.#remove(button.dataset),
        stop: (button) => this.#stop(button.dataset),
        start: (button) => this.#switch(button.dataset, api.startService, "runs again"),
    };

    #windowed = new Windowed(this);

    // Lifecycle

    started() {
        if (!session.project) return;
        this.#windowed.start();
        this.on(live, "services", ({ detail }) => this.#take(detail));
        this.on(live, "problem", ({ detail }) => this.set({ problem: detail }));
        this.addEventListener("changed", () => this.#load());
        this.addEventListener(
            "costs",
            (event) => this.set({ costs: byService(/** @type {CustomEvent} */ (event).detail) }),
        );
        this.every(4000, () => this.#isMoving && this.#load());
        this.#load();
    }

    rendered() {
        this.#windowed.settle();
    }

    reconnected() {
        this.#load();
    }

    get #isMoving() {
        return this.state.services?.some((service) => !isSettledService(service.state));
    }

    async #load() {
        if (!session.project) return;
        this.set({ busy: true });
        try {
            this.#take(await api.services());
            this.set({ busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    /** @param {API.ServiceList} list */
    #take({ services, problems }) {
        this.set({ services, missing: problems ?? [], problem: null });
    }

    // Actions

    /**
     * Asks first, with what goes and what stays as the manager knows it.
     * @param {Dataset} data
     */
    async #remove({ region, name }) {
        /** @type {API.DeletionView} */
        let deletion;
        try {
            deletion = await api.deletion(region, name);
        } catch (error) {
            return this.set({ problem: asProblem(error) });
        }
        this.find("confirm-dialog").ask({
            title: "Delete service",
            text: html`<strong>${name}</strong> in ${region} is deleted.<strong class="block">Goes</strong>
                ${deletion.goes.map((line) => html`<span class="block">${line}</span>`)}
                <strong class="block">Stays</strong>
                ${deletion.stays.map((line) => html`<span class="block">${line}</span>`)}`,
            typed: name,
            verb: "Delete service",
            work: () => api.deleteService(region, name),
            done: () => {
                toast(`Service ${name} is deleted.`);
                this.#load();
            },
        });
    }

    /** @param {Dataset} data */
    #stop({ region, name }) {
        this.find("confirm-dialog").ask({
            title: "Stop service",
            text:
                html`Every instance of <strong>${name}</strong> ends, and callers get an error until it is started again.
                The service, its address and its revisions stay; nothing is billed.`,
            verb: "Stop service",
            work: () => api.stopService(region, name),
            done: () => {
                toast(`Service ${name} is stopped.`);
                this.#load();
            },
        });
    }

    /**
     * @param {Dataset} data
     * @param {(region: string, name: string) => Promise<unknown>} work
     * @param {string} word
     */
    async #switch({ region, name }, work, word) {
        this.set({ working: `${region}/${name}` });
        try {
            await work(region, name);
            toast(`Service ${name} ${word}.`);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ working: null });
        this.#load();
    }

    // Markup

    template() {
        const actions = session.project && html`${
            session.canWork && html`<a class="button filled" href="/models">
            ${icon("rocket", 18)}Deploy a model</a>`
        }${refreshButton(this.state.busy)}`;
        return html`${pageBar("Services", actions)}${session.project ? this.#content() : noProject()}
            <confirm-dialog></confirm-dialog>`;
    }

    /** @param {API.ServiceView[]} shown */
    #rows(shown) {
        return this.#windowed.rows(
            "services",
            shown,
            (service, index) => row(service, index, this.state),
            (key) => tableGap(key, isBilled() ? 10 : 9),
        );
    }

    #content() {
        const { services, problem, filter } = this.state;
        const box = problemBox(problem, { retry: "refresh" });
        if (!services) return box ?? skeleton(6);
        const gaps = this.state.missing.map(missing);
        if (services.length === 0) {
            return html`${box}${gaps}${
                empty(
                    "services",
                    "No services yet",
                    `A service serves one model at an endpoint of its
                own and scales to zero when nobody asks. Choose a model of yours and deploy it.`,
                    html`<a class="button filled" href="/models">Go to Models</a>`,
                )
            }`;
        }
        const matching = services.filter((service) =>
            matches(filter, [service.name, service.region, service.modelId ?? "", service.engine ?? "", service.state])
        );
        const { order } = this.state;
        const shown = sorted(matching, order, columns);
        return html`
            ${box}${gaps}<div class="filter"><label class="visually-hidden" for="service-filter">Filter services</label>
                        ${icon(
                            "search",
                            18,
                        )}<input id="service-filter" type="search" data-input="filter" autocomplete="off"
                            placeholder="Filter services" />
                        <span class="secondary" role="status">${shown.length} of ${services.length}</span></div>
                        ${isBilled() && html`
                            <service-costs data-key="costs"></service-costs>
                        `}
                        <section class="card flush" aria-label="Services">
                <div class="table-wrap">
                    <table class="tight" aria-rowcount="${shown.length + 1}">
                        <thead>
                            <tr>
                                ${sortHead("name", "Name", order)}${sortHead("status", "Status", order)}
                                <th scope="col">URL</th>
                                ${sortHead("model", "Model", order)}${sortHead("framework", "Framework", order)}
                                ${sortHead("gpu", "GPU", order)}${sortHead("age", "Revision, age", order)}
                                ${sortHead("instances", "Instances", order)}
                                ${isBilled() && html`
                                    <th scope="col">Cost so far</th>
                                `}
                                <th scope="col"><span class="visually-hidden">Actions</span></th>
                            </tr>
                        </thead>
                        <tbody>${this.#rows(shown)}</tbody>
                    </table>
                </div>
            </section>
        `;
    }
}

/** @type {Record<string, (service: API.ServiceView) => Maybe<string | number>>} */
const columns = {
    name: ({ name, region }) => `${name} ${region}`,
    status: ({ state }) => state,
    model: ({ modelId }) => modelId,
    framework: ({ engine }) => engine,
    gpu: ({ accelerator }) => accelerator,
    instances: ({ instances }) => instances,
    age: ({ createdAt }) => createdAt && -Date.parse(createdAt),
};

/**
 * A region that is missing from the list, and why.
 * @param {API.RegionProblemView} gap
 */
function missing({ region, problem }) {
    return notice(
        "warning",
        html`<strong>${region}: ${problem.title}</strong><p>Services of this region are not in the list.
        ${problem.detail}</p><p class="fix"><span class="label">What to do:</span> ${problem.fix}</p>`,
    );
}

/** What runs on this machine is on nobody's bill. */
const isBilled = () => session.project !== "local";

/**
 * A report's rows by the address of their service; none for a report that could not be made.
 * @param {API.CostReportView | null} report
 */
const byService = (report) => new Map((report?.services ?? []).map((cost) => [paths.service(cost), cost]));

/**
 * @param {API.ServiceView} service
 * @param {number} index
 * @param {State} state
 */
function row(service, index, { working, costs }) {
    const cost = costs?.get(paths.service(service));
    const { region, name, state, reason, problem, url, modelId, engine, accelerator, createdAt, adopted } = service;
    return html`
        <tr data-key="service-${region}-${name}" aria-rowindex="${index + 2}">
            <th scope="row"><a href="${paths.service(service)}">${name}</a>
                    ${adopted && html`
                        <span class="chip" title="Made by the earlier manager">earlier</span>
                    `}
                    <span class="secondary block nowrap">${region}</span></th>
            <td data-label="Status">${status("service", state, reason ?? problem?.title)}
                    ${problem && html`<p class="secondary">${problem.title}</p>`}</td>
            <td data-label="URL" class="url">${url
                ? external(url, html`<span title="${url}">${url.replace(/^https?:\/\//, "")}</span>`)
                : "—"}</td>
            <td data-label="Model">${modelId ?? "—"}</td>
            <td data-label="Framework" class="nowrap">${engine ? engineName(engine) : "unknown"}</td>
            <td data-label="GPU" class="nowrap">${!accelerator || accelerator === "cpu"
                ? "none"
                : acceleratorName(accelerator)}</td>
            <td data-label="Revision, age" class="nowrap"><code>${shortRevision(service)}</code>
                <span class="secondary block">${time(createdAt)}</span></td>
            <td data-label="Instances" class="nowrap">${service.instances ?? cost?.instances ?? "—"}</td>
            ${isBilled() && html`
                <td data-label="Cost so far">${costs === undefined ? "…" : costCell(cost)}</td>
            `}
            <td class="row-actions">${session.canWork && actions(service, working)}</td>
        </tr>
    `;
}

/**
 * This month's cost and the rate now; why something is unknown is a hover, and on the service's page.
 * @param {API.ServiceCostView | undefined} cost
 */
function costCell(cost) {
    const { month, rate } = costCells(cost);
    return html`
        <span title="${cost?.notes.join(" ") ?? ""}"><span class="nowrap">${month}</span>
            ${rate && html`
                <span class="secondary block nowrap">${rate}</span>
            `}</span>
    `;
}

/**
 * @param {API.ServiceView} service
 * @param {string | null} working
 */
function actions({ region, name, state }, working) {
    const isBusy = working === `${region}/${name}`;
    const verb = state === "stopped" ? ["start", "Start", "play"] : ["stop", "Stop", "stop"];
    const canSwitch = isSettledService(state) && state !== "failed";
    return html`
        ${canSwitch && html`
            <button type="button" class="icon-button" data-click="${verb[0]}"
                data-region="${region}" data-name="${name}" aria-label="${verb[1]} ${name}" title="${verb[1]}"
                ${flag("disabled", isBusy)}>${icon(verb[2], 18)}</button>
        `}<button type="button" class="icon-button"
            data-click="remove" data-region="${region}" data-name="${name}" aria-label="Delete ${name}"
            title="Delete">${icon("trash", 18)}</button>
    `;
}

/**
 * The part of a revision's name that tells it from its sisters.
 * @param {API.ServiceView} service
 */
const shortRevision = ({ name, revision }) => (revision ? revision.replace(`${name}-`, "") : "—");
