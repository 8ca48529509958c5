import { html } from "../lib/html.js";
import { external } from "../lib/parts.js";
import { snippets } from "../lib/snippets.js";

/** The endpoint, and how to call it from a terminal. */
export function EndpointCard(service) {
    if (!service.url) {
        return html`<section class="card" aria-labelledby="endpoint-title"><div class="card-head">
            <h2 id="endpoint-title">Endpoint</h2></div><p class="secondary">It appears once the service exists.</p>
            </section>`;
    }
    const [first, ...others] = snippets(service);
    return html`<section class="card" aria-labelledby="endpoint-title">
        <div class="card-head"><h2 id="endpoint-title">Endpoint</h2><span class="chip">${service.access}</span></div>
        <p class="row"><span class="endpoint">${external(service.url, service.url)}</span>
            <copy-button text="${service.url}" label="Copy URL"></copy-button></p>
        ${snippet(first)}
        <details><summary>Other requests</summary>${others.map(snippet)}</details></section>`;
}

function snippet({ title, text }) {
    return html`<div class="snippet"><div class="row"><h3>${title}</h3><span class="space"></span>
        <copy-button text="${text}" label="Copy"></copy-button></div><pre>${text}</pre></div>`;
}
