import { card, check, input, select } from "./deploy-fields.js";
import { html } from "../lib/html.js";

/** @typedef {import("./deploy-fields.js").Form} Form */

const kinds = [
    ["google", "Google's own path: no network of the project"],
    ["subnet", "A subnetwork (Direct VPC egress)"],
    ["connector", "A Serverless VPC Access connector"],
];

/**
 * The way that a service's own requests take. For a new one it may be left to the project's settings.
 * @param {API.PlanView} plan
 * @param {Form} form
 * @param {boolean} isUpdate
 */
export function NetworkCard(plan, form, isUpdate) {
    const planned = plan.network;
    const kind = form.networkKind ?? (isUpdate ? planned?.kind ?? "google" : "");
    const choices = isUpdate ? kinds : [["", "What the project's settings say"], ...kinds];
    return card(
        "Network",
        html`<div class="fields">${
            select("networkKind", "Its requests go", choices, kind, kind === "" ? now(planned) : "")
        }</div>
        ${
            kind === "subnet" && html`<div class="fields">
            ${input("network", "VPC network", form.network ?? planned?.network ?? "", "By name, or projects/HOST/…")}
            ${
                input(
                    "subnetwork",
                    "Subnetwork",
                    form.subnetwork ?? planned?.subnetwork ?? "",
                    "Of the service's region, with Private Google Access for fast loading.",
                )
            }</div>`
        }
        ${
            kind === "connector" && html`<div class="fields">
            ${
                input(
                    "connector",
                    "Connector",
                    form.connector ?? planned?.connector ?? "",
                    "Of the service's region, by name, or projects/…/connectors/NAME.",
                )
            }</div>`
        }
        ${
            ["subnet", "connector"].includes(kind) && check(
                "allTraffic",
                form.allTraffic ?? planned?.allTraffic ?? kind === "subnet",
                "All traffic through the VPC",
                "off: only what goes to private addresses",
            )
        }`,
    );
}

/** @param {Maybe<API.ServiceNetworkView>} planned */
function now(planned) {
    if (planned?.connector) return `Now: the connector ${planned.connector}.`;
    if (planned?.subnetwork) return `Now: the subnetwork ${planned.subnetwork} of ${planned.network}.`;
    return "Now: Google's own path.";
}
