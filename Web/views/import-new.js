import { PlaceChoice, placeRequest } from "./import-place.js";
import { PreflightSummary } from "./preflight.js";
import { SourceCards, SOURCES } from "./source-cards.js";
import { api } from "../lib/api.js";
import { reference } from "../lib/form.js";
import { flag, html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { field, noProject, options, pageBar, problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

const NEW = "new bucket";

/** @type {Record<string, string>} */
const LOOKS = {
    huggingface: "Looks at the hub.",
    ollama: "Looks at the registry.",
    gs: "Lists the objects.",
    dir: "Reads the files once, to know their digests: about a second for a gigabyte or two.",
};

/**
 * @typedef {{
 *     buckets: API.BucketView[] | null,
 *     bucketProblem: Problem | null,
 *     bucket: string,
 *     source: string,
 *     identifier: string,
 *     preflight: API.PreflightView | null,
 *     problem: Problem | null,
 *     busy: "check" | "start" | null,
 *     read: boolean,
 *     executor: string,
 *     keepToken: boolean,
 * }} State
 */

/**
 * What the elements inside tell.
 * @typedef {{identified: CustomEvent<string>, created: CustomEvent<API.BucketView>}} Told
 */

/**
 * Import a model, in steps: where to, from where, which one, what that means, go.
 * @extends {View<State>}
 */
export class ImportNewView extends View {
    /** @type {State} */
    state = {
        buckets: null,
        bucketProblem: null,
        bucket: "",
        source: "huggingface",
        identifier: "",
        preflight: null,
        problem: null,
        busy: null,
        read: false,
        executor: "auto",
        keepToken: false,
    };
    /** @type {Actions} */
    actions = {
        retry: () => this.#loadBuckets(),
        bucket: (select) => this.#changed({ bucket: select.value }),
        source: (input) => this.#changed({ source: input.value }),
        token: () => this.#changed({}),
        read: (input) => this.#changed({ read: input.checked }),
        executor: (select) => this.set({ executor: select.value }),
        keepToken: (input) => this.set({ keepToken: input.checked }),
        check: () => this.#check(),
        start: () => this.#start(),
    };

    // Lifecycle

    started() {
        if (!session.project) return;
        const { source, bucket } = this.route.query;
        if (SOURCES.includes(source)) this.set({ source });
        this.on(session, "identity", () => this.update());
        this.on(this.#told, "identified", ({ detail }) => this.#changed({ identifier: detail }));
        this.on(this.#told, "created", ({ detail }) => this.#loadBuckets(detail.name));
        this.cleanup(() => this.#clearToken());
        this.#loadBuckets(bucket);
    }

    /** @returns {Source<Told>} */
    get #told() {
        return this;
    }

    /** @param {string} [preferred] */
    async #loadBuckets(preferred) {
        try {
            const { buckets } = await api.buckets();
            const names = buckets.map((bucket) => bucket.name);
            const bucket = preferred && names.includes(preferred) ? preferred : names[0] ?? NEW;
            this.set({ buckets, bucket, bucketProblem: null });
        } catch (error) {
            this.set({ bucketProblem: asProblem(error) });
        }
    }

    // Actions

    /**
     * Another choice makes the preflight's answer worthless.
     * @param {Partial<State>} changes
     */
    #changed(changes) {
        this.set({ ...changes, preflight: null, problem: null });
    }

    get #request() {
        const { bucket, source, identifier, read } = this.state;
        const token = this.#tokenInput?.value.trim();
        return {
            bucket,
            model: reference(source, identifier),
            ...(token && { token }),
            ...(source === "gs" && read && { read }),
        };
    }

    get #tokenInput() {
        return /** @type {HTMLInputElement | null} */ (this.querySelector("#hub-token"));
    }

    #clearToken() {
        if (this.#tokenInput) this.#tokenInput.value = "";
    }

    get #isReady() {
        const { bucket, source, identifier, busy } = this.state;
        return !busy && bucket !== "" && bucket !== NEW && reference(source, identifier) !== "";
    }

    async #check() {
        if (!this.#isReady) return;
        const request = this.#request;
        this.set({ busy: "check", problem: null, preflight: null });
        try {
            const preflight = await api.preflight(request);
            this.set({ preflight, busy: null });
            this.render();
            this.find("h3", "#preflight-title").focus();
        } catch (error) {
            this.set({ problem: asProblem(error), busy: null });
        }
    }

    async #start() {
        if (this.state.busy) return;
        this.set({ busy: "start", problem: null });
        try {
            const started = await api.startImport({ ...this.#request, ...placeRequest(this.state) });
            this.#clearToken();
            navigation.go(paths.import(started.id, started.bucket));
        } catch (error) {
            this.set({ problem: asProblem(error), busy: null });
        }
    }

    // Markup

    template() {
        const bar = pageBar("Import model", null, html`<a class="back" href="/models">Models</a>`);
        if (!session.project) return html`${bar}${noProject()}`;
        const { source, problem, busy, preflight } = this.state;
        return html`${bar}<div class="steps">
            ${step(1, "Bucket", this.#bucketStep())}
            ${step(2, "Source", SourceCards(source, session.identity?.sources))}
            ${
            step(
                3,
                "Model",
                html`<form data-submit="check">
                <model-search source="${source}"></model-search>
                ${source === "huggingface" && this.#tokenField()}
                ${source === "gs" && this.#readField()}
                <div class="row"><button type="submit" class="${preflight ? "outlined" : "filled"}"
                    ${flag("disabled", !this.#isReady)}>${busy === "check" ? "Checking…" : "Check"}</button>
                    <span class="secondary">${LOOKS[source]} Nothing is copied yet.</span></div></form>
                ${problemBox(problem)}`,
            )
        }
            ${step(4, "Check and confirm", this.#confirmStep())}</div>`;
    }

    #bucketStep() {
        const { buckets, bucket, bucketProblem } = this.state;
        if (!buckets) return bucketProblem ? problemBox(bucketProblem, { retry: "retry" }) : skeleton(2);
        const known = buckets.map(({ name, location }) => [name, `${name} · ${location.toLowerCase()}`]);
        if (!session.canWork && known.length === 0) {
            return html`<p class="secondary">There is no bucket yet. You are a viewer; making one takes an operator.</p>`;
        }
        const choices = session.canWork ? [...known, [NEW, "New bucket…"]] : known;
        return html`${
            buckets.length > 0 &&
            field(
                "import-bucket",
                "Target bucket",
                html`<select id="import-bucket" data-change="bucket">${options(choices, bucket)}</select>`,
            )
        }
            ${bucket === NEW && html`<bucket-form></bucket-form>`}`;
    }

    #tokenField() {
        return field(
            "hub-token",
            "Hugging Face token (only for gated models)",
            html`
                <input id="hub-token"
                    type="password" autocomplete="off" spellcheck="false" data-input="token" data-1p-ignore
                    aria-describedby="hub-token-help" />
            `,
            "Used for this import and then forgotten; it is never stored.",
        );
    }

    #readField() {
        return html`<label class="check-line"><input type="checkbox" data-change="read"
            ${flag("checked", this.state.read)} /> Read every byte through this manager, to have each SHA-256 at once
            </label>`;
    }

    #confirmStep() {
        const { preflight, busy, source } = this.state;
        if (busy === "check") return skeleton(5);
        if (!preflight) return html`<p class="secondary">Check a model to see its files, their size and the cost.</p>`;
        return html`${PreflightSummary(preflight)}
            ${!preflight.alreadyComplete && PlaceChoice(preflight, this.state, source === "huggingface")}
            <div class="row">${
            preflight.alreadyComplete
                ? html`<a class="button filled" href="${paths.model(preflight)}">Open model</a>`
                : !session.canWork
                ? html`<p class="secondary">You are a viewer; importing takes an operator.</p>`
                : html`<button type="button" class="filled" data-click="start" ${flag("disabled", busy)}>
                    ${busy === "start" ? "Starting…" : "Import"}</button>`
        }</div>`;
    }
}

/**
 * @param {number} number
 * @param {string} title
 * @param {unknown} content
 */
function step(number, title, content) {
    return html`<section class="card step" data-key="step-${number}" aria-labelledby="step-${number}">
        <div class="card-head"><span class="step-number" aria-hidden="true">${number}</span>
            <h2 id="step-${number}">${title}</h2></div>${content}</section>`;
}
