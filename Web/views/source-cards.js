import { flag, html } from "../lib/html.js";

const sources = [
    ["huggingface", "Hugging Face", "served by vLLM",
        ["Better performance for high traffic: many requests at once", "Slower cold starts", "safetensors weights"]],
    ["ollama", "Ollama", "served by Ollama",
        ["Fast cold starts", "Fast for a single user", "Quantised GGUF weights, smaller GPUs suffice"]],
];

/** The two hubs side by side, each with what it is good at. */
export function SourceCards(chosen) {
    return html`<fieldset class="source-cards"><legend class="visually-hidden">Source</legend>
        ${sources.map(([value, name, engine, points]) => html`<label class="source-card">
            <input type="radio" name="source" value="${value}" data-change="source"
                ${flag("checked", value === chosen)} />
            <span class="strong">${name}</span><span class="secondary">${engine}</span>
            <ul>${points.map((point) => html`<li>${point}</li>`)}</ul></label>`)}</fieldset>`;
}
