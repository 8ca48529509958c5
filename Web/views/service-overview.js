import { memory } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { engineName, external, facts, sourceName, status, time } from "../lib/parts.js";
import { paths } from "../lib/router.js";

/** @type {Record<string, string>} */
const linkWords = {
    service: "Service",
    logs: "Logs",
    metrics: "Metrics",
    revisions: "Revisions",
    permissions: "Permissions",
};

/**
 * What a service is, in one card, and the ways into the provider's own console.
 * @param {API.ServiceView} service
 */
export function ServiceOverview(service) {
    const model = { bucket: service.bucket, source: service.source, id: service.modelId, pin: service.pin };
    const links = Object.entries(service.links ?? {});
    return html`<section class="card" aria-labelledby="overview-title">
        <div class="card-head"><h2 id="overview-title">Overview</h2>
            ${status("service", service.state, service.reason)}</div>
        ${
        facts([
            [
                "URL",
                service.url &&
                html`<span class="row"><span class="endpoint">${external(service.url, service.url)}</span>
                <copy-button text="${service.url}" label="Copy URL"></copy-button></span>`,
            ],
            ["Model", service.modelId && html`<a href="${paths.model(model)}">${service.modelId}</a>`],
            ["Source", service.source && sourceName(service.source)],
            ["Engine", engineName(service.engine)],
            ["Region", service.region],
            ["GPU", service.accelerator && service.accelerator !== "cpu" ? service.accelerator : "none"],
            ["Shape", service.cpu && `${service.cpu} vCPU, ${memory(service.memory)}`],
            ["Instances", `${service.minInstances} to ${service.maxInstances ?? "any"}`],
            ["Access", html`<a href="${paths.service({ ...service, tab: "permissions" })}">${service.access}</a>`],
            ["Revision", service.revision && html`<code class="wrap">${service.revision}</code>`],
            [
                "Created",
                service.createdAt && html`${time(service.createdAt)}
                ${service.creator && ` by ${service.creator}`}`,
            ],
            ["Updated", time(service.updatedAt)],
        ])
    }
        ${
        links.length > 0 && html`<p class="row links">${
            links.map(([name, address]) => external(address, `${linkWords[name] ?? name} in the Cloud console`))
        }</p>`
    }
        ${
        service.proof
            ? html`<p class="proof status ok">${icon("check")}<span>Proven ${time(service.proof.at)}: first
            token after ${service.proof.firstTokenMilliseconds.toLocaleString("en-US")} ms</span></p>`
            : null
    }
        </section>`;
}
