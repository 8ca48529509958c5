import { card, check, input, select } from "./deploy-fields.js";
import { html } from "../lib/html.js";

/** @typedef {import("./deploy-fields.js").Form} Form */

const kinds = [
    ["google", "On Google's own path"],
    ["subnet", "Through a subnetwork"],
    ["connector", "Through a connector"],
];

/** @type {Record<string, string>} */
const help = {
    google: "Through no network of the project.",
    subnet: "Direct VPC egress.",
    connector: "Serverless VPC Access.",
};

/**
 * The way that a service's own requests take. For a new one it may be left to the project's settings.
 * @param {API.PlanView} plan
 * @param {Form} form
 * @param {boolean} isUpdate
 */
export function NetworkCard(plan, form, isUpdate) {
    const planned = plan.network;
    const kind = form.networkKind ?? (isUpdate ? planned?.kind ?? "google" : "");
    const choices = isUpdate ? kinds : [["", "As the project's settings say"], ...kinds];
    return card(
        "Network",
        html`<div class="fields">${
            select("networkKind", "Its requests go", choices, kind, kind === "" ? now(planned) : help[kind])
        }${kind === "subnet" && subnetwork(form, planned)}${
            kind === "connector" && input(
                "connector",
                "Connector",
                form.connector ?? planned?.connector ?? "",
                "Of the service's region, by name, or projects/…/connectors/NAME.",
            )
        }</div>
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

/**
 * @param {Form} form
 * @param {Maybe<API.ServiceNetworkView>} planned
 */
const subnetwork = (form, planned) =>
    html`${input("network", "VPC network", form.network ?? planned?.network ?? "", "By name, or projects/HOST/…")}${
        input(
            "subnetwork",
            "Subnetwork",
            form.subnetwork ?? planned?.subnetwork ?? "",
            "Of the service's region, with Private Google Access for fast loading.",
        )
    }`;

/** @param {Maybe<API.ServiceNetworkView>} planned */
function now(planned) {
    if (planned?.connector) return `Now: the connector ${planned.connector}.`;
    if (planned?.subnetwork) return `Now: the subnetwork ${planned.subnetwork} of ${planned.network}.`;
    return "Now: Google's own path.";
}
