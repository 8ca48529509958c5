import { memory } from "../lib/format.js";
import { html } from "../lib/html.js";
import { engineName, facts } from "../lib/parts.js";

/**
 * How a service is set up; the platform's own resource below.
 * @param {API.ServiceView} service
 */
export function ServiceConfiguration(service) {
    const { region, name } = service;
    return html`
        <section class="card" aria-labelledby="configuration-title">
                <div class="card-head"><h2 id="configuration-title">Configuration</h2></div>
                ${facts([
                    ["Engine", engineName(service.engine)],
                    ["Image", service.image && html`<code class="wrap">${service.image}</code>`],
                    ["Served as", service.servedName && html`<code class="wrap">${service.servedName}</code>`],
                    ["Bucket", service.bucket],
                    ["Pin", service.pin && html`<code class="wrap">${service.pin}</code>`],
                    ["GPU", service.accelerator ?? "none"],
                    ["CPU", service.cpu && `${service.cpu} vCPU`],
                    ["Memory", service.memory && memory(service.memory)],
                    ["Instances", `${service.minInstances} to ${service.maxInstances ?? "any"}`],
                ])}</section>
        <service-resource region="${region}" name="${name}"></service-resource>
    `;
}
