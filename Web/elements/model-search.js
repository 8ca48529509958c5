import { api } from "../lib/api.js";
import { debounced } from "../lib/debounce.js";
import { bytes, count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { sizeHint } from "../lib/size-hint.js";
import { View } from "../lib/view.js";

/** @typedef {{ value: string, results: API.SearchListResult[] }} State */

/**
 * `<model-search source="huggingface">`: the typed identifier, with suggestions of the hub. Fires `identified` with the
 * text. Suggestions are a help: when they fail, nothing is said and typing goes on.
 * @extends {View<State>}
 */
export class ModelSearch extends View {
    static observedAttributes = ["source"];
    /** @type {State} */
    state = { value: "", results: [] };
    #search = debounced(300, (/** @type {AbortSignal} */ signal) => this.#load(signal));
    /** @type {Actions} */
    actions = {
        typed: (input) => this.#typed(input.value),
        take: (button) => this.#take(button.dataset.id),
    };

    get #source() {
        return this.given("source") || "huggingface";
    }

    get isHuggingFace() {
        return this.#source === "huggingface";
    }

    started() {
        this.cleanup(() => this.#search.cancel());
    }

    attributeChangedCallback() {
        if (this.isConnected) this.set({ results: [] });
    }

    /** @param {string} value */
    #typed(value) {
        this.set({ value });
        this.dispatchEvent(new CustomEvent("identified", { bubbles: true, detail: value }));
        if (this.isHuggingFace && value.trim().length >= 2) this.#search();
        else this.set({ results: [] });
    }

    /** @param {AbortSignal} signal */
    async #load(signal) {
        try {
            const { results } = await api.searchModels(this.state.value.trim(), signal);
            this.set({ results: (results ?? []).slice(0, 6) });
        } catch {
            this.set({ results: [] });
        }
    }

    /** @param {string} id */
    #take(id) {
        const input = this.find("input");
        input.value = id;
        this.set({ value: id, results: [] });
        this.dispatchEvent(new CustomEvent("identified", { bubbles: true, detail: id }));
        input.focus();
    }

    template() {
        const { value } = this.state;
        const results = this.state.results.filter((result) => result.id !== value.trim());
        const [label, example, help] = inputs[this.#source];
        return html`
            <div class="field">
                <label for="model-identifier">${label}</label>
                <input id="model-identifier" data-input="typed" placeholder="${example}" autocomplete="off"
                    spellcheck="false" aria-describedby="model-identifier-help" />
                <p class="help" id="model-identifier-help">${help}</p>
                ${this.#source === "ollama" && popular()}
                <div aria-live="polite">${results.length > 0 && html`<ul class="suggestions" aria-label="Suggestions">
                ${results.map((result) => suggestion(result))}</ul>`}</div>
            </div>
        `;
    }
}

/**
 * By source: the label, an example, and what may be typed.
 * @type {Record<string, [label: string, example: string, help: string]>}
 */
const inputs = {
    huggingface: [
        "Model identifier",
        "meta-llama/Llama-3.1-8B-Instruct",
        "Organisation/name, and @revision to pin another one than main.",
    ],
    ollama: ["Model identifier", "gemma2:9b", "Name:tag as “ollama pull” takes it; without a tag, latest."],
    gs: [
        "Place of the model",
        "gs://our-finetunes/support-bot/v3#support-bot",
        "Bucket and prefix that hold config.json and the weights; #name when the last part is no good name.",
    ],
    dir: [
        "Directory of the model",
        "/srv/models/my-finetune",
        "The whole path, on the machine on which this manager runs; #name when the last part is no good name.",
    ],
};

/** What many start with, with its tag and about its size, as the registry says it. */
const favourites = [
    ["gemma3:4b", "3.3 GB"],
    ["llama3.2:3b", "2.0 GB"],
    ["qwen3:8b", "5.2 GB"],
    ["mistral:7b", "4.4 GB"],
    ["deepseek-r1:8b", "5.2 GB"],
    ["phi4:14b", "9.1 GB"],
    ["gpt-oss:20b", "14 GB"],
    ["gemma3:27b", "17 GB"],
    ["nomic-embed-text", "274 MB"],
];

function popular() {
    return html`<div class="popular"><span class="secondary" id="popular-models">Popular</span>
        <ul class="chips" aria-labelledby="popular-models">${
        favourites.map(([name, size]) =>
            html`<li><button type="button" class="chip" data-click="take" data-id="${name}">${name}
                <span class="secondary">about ${size}</span></button></li>`
        )
    }</ul></div>`;
}

/** @param {API.SearchListResult} result */
function badges({ gated, parameters }) {
    const hint = sizeHint(parameters);
    const title = "A guess from the number of parameters at 16 bits; Check reads the headers of the weights";
    return html`${gated && gated !== "false" && html`<span class="chip warning">gated</span>`}${
        hint && html`
            <span class="chip" title="${title}">about ${bytes(hint.size)}</span><span
                class="chip ${hint.gpu ? "ok" : "warning"}" title="${title}">${hint.gpu
                    ? `should fit ${hint.gpu}`
                    : "too large for one GPU"}</span>
        `
    }`;
}

/** @param {API.SearchListResult} result */
function suggestion(result) {
    const { id, downloads, task, parameters } = result;
    return html`<li data-key="found-${id}"><button type="button" data-click="take" data-id="${id}">
        <span class="strong">${id}</span>
        <span class="secondary">${
        [task, parameters && `${count(parameters)} parameters`, downloads && `${count(downloads)} downloads`]
            .filter(Boolean).join(" · ")
    }</span>
        <span class="badges">${badges(result)}</span></button></li>`;
}
