import { flag, html } from "../lib/html.js";

/** @type {[value: string, name: string, engine: string, points: string[]][]} */
const sources = [
    ["huggingface", "Hugging Face", "served by vLLM", [
        "Better performance for high traffic: many requests at once",
        "Slower cold starts",
        "safetensors weights",
    ]],
    ["ollama", "Ollama", "served by Ollama", [
        "Fast cold starts",
        "Fast for a single user",
        "Quantised GGUF weights, smaller GPUs suffice",
    ]],
    ["gs", "Another bucket (gs://)", "served by vLLM", [
        "Your own model, as training has left it",
        "Copied inside Cloud Storage: no byte passes through here",
        "Any bucket that this manager's account may read",
    ]],
    ["dir", "A directory", "served by vLLM", [
        "Your own model, from a disk of this machine",
        "Digests are computed before the first byte is sent",
        "Only here: a shared manager reads nobody's files",
    ]],
];

export const SOURCES = sources.map(([value]) => value);

/**
 * The sources side by side, each with what it is good at; `offered` are those that the manager takes.
 * @param {string} chosen
 * @param {string[]} [offered]
 */
export function SourceCards(chosen, offered = ["huggingface", "ollama"]) {
    const shown = sources.filter(([value]) => offered.includes(value));
    return html`<fieldset class="source-cards"><legend class="visually-hidden">Source</legend>
        ${
        shown.map(([value, name, engine, points]) =>
            html`<label class="source-card">
            <input type="radio" name="source" value="${value}" data-change="source"
                ${flag("checked", value === chosen)} />
            <span class="strong">${name}</span><span class="secondary">${engine}</span>
            <ul>${points.map((point) => html`<li>${point}</li>`)}</ul></label>`
        )
    }</fieldset>`;
}
