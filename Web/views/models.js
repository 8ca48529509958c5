import { BucketSection } from "./models-bucket.js";
import { ImportRows } from "./models-imports.js";
import { api } from "../lib/api.js";
import { deployWithDefaults } from "../lib/deploy-defaults.js";
import { matches } from "../lib/form.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { live } from "../lib/live.js";
import { empty, noProject, notice, pageBar, problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { outcome } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { sorted, toggled } from "../lib/sorting.js";
import { isSettledImport } from "../lib/states.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";
import { Windowed } from "../lib/windowed.js";

/**
 * What the elements inside tell.
 * @typedef {object} Told
 * @property {CustomEvent<void>} changed
 * @property {CustomEvent<API.ModelUpdateList>} updates
 * @property {CustomEvent<void>} closed
 * @property {CustomEvent<API.BucketView>} created
 */

/**
 * @typedef {{
 *     buckets: API.BucketView[] | null,
 *     models: API.ModelView[],
 *     problems: API.ModelListBucketProblem[],
 *     imports: API.ImportView[],
 *     updates: API.ModelUpdateView[],
 *     services: API.ServiceView[] | null,
 *     problem: Problem | null,
 *     filter: string,
 *     busy: boolean,
 *     bucketWarnings: string[],
 *     isChecking: boolean,
 *     order: import("../lib/sorting.js").Order,
 * }} State
 */

/**
 * @typedef {object} Known
 * @property {API.ModelView[]} models
 * @property {string} filter
 * @property {object} order
 * @property {Map<string, API.ModelView[]>} byBucket
 * @property {number} count
 * @property {Map<string, number>} totals
 */

/**
 * The second tab: buckets, their models, and the imports that run.
 * @extends {View<State>}
 */
export class ModelsView extends View {
    /** @type {State} */
    state = {
        buckets: null,
        models: [],
        problems: [],
        imports: [],
        updates: [],
        services: null,
        problem: null,
        filter: "",
        busy: false,
        bucketWarnings: [],
        isChecking: false,
        order: { column: "name", isDescending: false },
    };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        filter: (input) => this.set({ filter: input.value }),
        sort: (button) => this.set({ order: toggled(this.state.order, button.dataset.column) }),
        newBucket: () => this.#dialog.showModal(),
        checkStorage: () => this.set({ isChecking: true }),
        closeBucket: () => this.#dialog.close(),
        deployDefaults: ({ dataset }) => deployWithDefaults(dataset),
    };

    get #dialog() {
        return this.find("dialog", "#bucket-dialog");
    }

    /** @returns {Source<Told>} */
    get #told() {
        return this;
    }

    #windowed = new Windowed(this);
    /** @type {Known | null} */
    #known = null;

    // Lifecycle

    started() {
        if (!session.project) return;
        this.#windowed.start();
        this.set({ filter: this.route.query.filter ?? "" });
        this.on(live, "import", ({ detail }) => this.#imported(detail));
        this.on(live, "services", ({ detail }) => this.set({ services: detail.services }));
        this.on(this.#told, "changed", () => this.#load());
        this.on(this.#told, "updates", ({ detail }) => this.set({ updates: detail.updates }));
        this.on(this.#told, "closed", () => this.set({ isChecking: false }));
        this.on(this.#told, "created", ({ detail }) => this.#created(detail));
        this.#load();
        this.#loadServices();
    }

    rendered() {
        this.#windowed.settle();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        if (!session.project) return;
        this.set({ busy: true });
        const [buckets, models, imports] = await Promise.all([
            outcome(api.buckets()),
            outcome(api.models()),
            outcome(api.imports()),
        ]);
        if (!buckets.value || !models.value) {
            return this.set({ problem: buckets.problem ?? models.problem, busy: false });
        }
        this.set({
            buckets: buckets.value.buckets,
            ...models.value,
            imports: imports.value?.imports ?? [],
            problem: imports.problem,
            busy: false,
        });
    }

    /** Who uses what; a list that cannot be read leaves the column unknown. */
    async #loadServices() {
        try {
            this.set({ services: (await api.services()).services });
        } catch {
            // The Services tab shows why.
        }
    }

    // Callbacks

    /** @param {API.ImportView} view */
    #imported(view) {
        const others = this.state.imports.filter((other) => other.id !== view.id);
        const earlier = this.state.imports.find((other) => other.id === view.id);
        this.set({ imports: [view, ...others] });
        const isNews = !earlier || earlier.state !== view.state;
        if (isNews && isSettledImport(view.state)) this.#load();
    }

    /** @param {API.BucketView} bucket */
    #created(bucket) {
        this.#dialog.close();
        toast(`Bucket ${bucket.name} is ready.`);
        this.set({ bucketWarnings: bucket.warnings ?? [] });
        this.#load();
    }

    // Markup

    template() {
        const actions = session.project && html`
            ${session.canWork && html`
                <a class="button filled" href="/models/import">${icon("add", 18)}Import model</a>
                <button type="button" class="outlined" data-click="newBucket">New bucket</button>
            `}
            <button type="button" class="outlined" data-click="checkStorage">Check storage</button>
            ${refreshButton(this.state.busy)}
        `;
        return html`
            ${pageBar("Models", actions)}
                        ${this.state.isChecking && html`<storage-check data-key="storage-check"></storage-check>`}
                        ${session.project ? this.#content() : noProject()}
                        <dialog id="bucket-dialog" aria-labelledby="bucket-dialog-title">
                <div class="dialog-head"><h2 id="bucket-dialog-title">New bucket</h2>
                                <button type="button" class="icon-button" data-click="closeBucket"
                                    aria-label="Close">${icon("close")}</button></div>
                <bucket-form></bucket-form>
            </dialog>
        `;
    }

    #content() {
        const { buckets, models, problems, imports, problem, bucketWarnings } = this.state;
        const warned = bucketWarnings.map((text) => notice("warning", html`<p>${text}</p>`));
        const box = html`${problemBox(problem, { retry: "refresh" })}${warned}`;
        if (!buckets) return problem ? box : skeleton(6);
        const running = imports.filter((view) => view.state !== "completed" && view.state !== "cancelled");
        if (buckets.length === 0 && models.length === 0 && problems.length === 0 && running.length === 0) {
            return html`${box}${this.#empty()}`;
        }
        return html`${box}<model-updates data-key="updates"></model-updates>${ImportRows(running)}${this.#listing()}`;
    }

    #empty() {
        return empty(
            "models",
            "No models yet",
            `A model lives in a Cloud Storage bucket of your project. Import one
            from Hugging Face or Ollama; every file is checked against the digest that the hub promises.`,
            session.canWork && html`<a class="button filled" href="/models/import">Import the first model</a>`,
        );
    }

    #names() {
        const { buckets, models, problems } = this.state;
        const all = [
            ...(buckets ?? []).map((bucket) => bucket.name),
            ...models.map((model) => model.bucket),
            ...problems.map((problem) => problem.bucket),
        ];
        return [...new Set(all)];
    }

    /**
     * What the filter leaves, in order, and how many models there are, by bucket. Reckoned anew only when it depends on
     * something else: an event about an import or a service changes none of it.
     */
    get #shown() {
        const { models, filter, order } = this.state;
        const known = this.#known;
        if (known?.models === models && known.filter === filter && known.order === order) return known;
        const matching = models.filter(({ id, source, status, format, pin }) =>
            matches(filter, [id, source, status, format, pin])
        );
        const byBucket = Map.groupBy(sorted(matching, order, columns), (model) => model.bucket);
        const count = matching.length;
        const totals = new Map(
            [...Map.groupBy(models, (model) => model.bucket)].map(([name, all]) => [name, all.length]),
        );
        return this.#known = { models, filter, order, byBucket, count, totals };
    }

    #listing() {
        return html`${this.#filter()}${this.#names().map((name) => this.#bucket(name))}`;
    }

    #filter() {
        const { models } = this.state;
        return html`<div class="filter"><label class="visually-hidden" for="model-filter">Filter models</label>
            ${icon("search", 18)}<input id="model-filter" type="search" data-input="filter" value="${
            this.route.query.filter ?? ""
        }"
            placeholder="Filter models" autocomplete="off" />
            <span class="secondary" role="status">${this.#shown.count} of ${models.length}</span></div>`;
    }

    /** @param {string} name */
    #bucket(name) {
        const { buckets, problems } = this.state;
        return BucketSection({
            bucket: buckets?.find((bucket) => bucket.name === name) ?? { name },
            models: this.#shown.byBucket.get(name) ?? [],
            total: this.#shown.totals.get(name) ?? 0,
            problem: problems.find((entry) => entry.bucket === name)?.problem,
            services: this.state.services,
            order: this.state.order,
            updates: this.state.updates,
            windowed: this.#windowed,
        });
    }
}

/** @type {Record<string, (model: API.ModelView) => Maybe<string | number>>} */
const columns = {
    name: (model) => model.id,
    source: (model) => model.source,
    size: (model) => model.size,
    status: (model) => model.status,
    updated: (model) => model.updatedAt,
};
