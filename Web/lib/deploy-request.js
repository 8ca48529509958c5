import { argumentsFrom, environmentFrom, gibibytes, secretsFrom, wholeNumber } from "./form.js";

/**
 * What the deploy form holds: texts as they were typed, rows, ticks.
 * @typedef {object} DeployForm
 * @property {string} [name]
 * @property {string} [region]
 * @property {string} [engine]
 * @property {string} [accelerator]
 * @property {string | number} [cpu]
 * @property {string | number} [memory]
 * @property {string | number} [minInstances]
 * @property {string | number} [maxInstances]
 * @property {string | number} [concurrency]
 * @property {string | number} [contextLength]
 * @property {string | number} [idleSeconds]
 * @property {string} [loader]
 * @property {boolean} [zonalRedundancy]
 * @property {string} [access]
 * @property {string} [serviceAccount]
 * @property {string} [networkKind] empty: what the project's settings say
 * @property {string} [network]
 * @property {string} [subnetwork]
 * @property {string} [connector]
 * @property {boolean} [allTraffic]
 * @property {string} [image]
 * @property {string[]} [arguments]
 * @property {import("./form.js").Pair[]} [environment]
 * @property {import("./form.js").SecretRow[]} [secrets]
 * @property {string | number} [tokensPerSecond]
 */

/**
 * The form's texts as a DeployRequest. What is empty is left to the plan. Pure.
 * @param {object} model
 * @param {DeployForm} form
 * @returns {API.DeployRequest}
 */
export function deployRequest(model, form) {
    const request = {
        ...model,
        name: text(form.name),
        region: text(form.region),
        engine: text(form.engine),
        accelerator: text(form.accelerator),
        cpu: wholeNumber(form.cpu),
        memory: gibibytes(form.memory),
        minInstances: wholeNumber(form.minInstances),
        maxInstances: wholeNumber(form.maxInstances),
        concurrency: wholeNumber(form.concurrency),
        contextLength: wholeNumber(form.contextLength),
        idleSeconds: wholeNumber(form.idleSeconds),
        loader: text(form.loader),
        zonalRedundancy: form.zonalRedundancy,
        access: text(form.access),
        serviceAccount: text(form.serviceAccount),
        network: network(form),
        image: text(form.image),
        arguments: argumentsFrom(form.arguments ?? []),
        environment: environmentFrom(form.environment ?? []),
        secrets: secretsFrom(form.secrets ?? []),
        tokensPerSecond: wholeNumber(form.tokensPerSecond) || undefined,
    };
    const given = Object.entries(request).filter(([, value]) => value !== undefined && value !== "");
    return /** @type {API.DeployRequest} */ (/** @type {unknown} */ (Object.fromEntries(given)));
}

/**
 * Half a network is none: the plan would go on without it.
 * @param {DeployForm} form
 * @returns {API.ServiceNetworkView | undefined}
 */
function network({ networkKind: kind, allTraffic, ...form }) {
    const [network, subnetwork, connector] = [text(form.network), text(form.subnetwork), text(form.connector)];
    if (kind === "google") return { kind };
    if (kind === "subnet" && network && subnetwork) {
        return { kind, network, subnetwork, allTraffic: allTraffic ?? true };
    }
    if (kind === "connector" && connector) return { kind, connector, allTraffic: allTraffic ?? false };
    return undefined;
}

/**
 * What the table of alternatives depends on: a change of these makes another table.
 * @param {DeployForm} form
 */
export function comparisonKey({ concurrency, contextLength, engine, maxInstances, zonalRedundancy, arguments: words }) {
    return JSON.stringify([concurrency, contextLength, engine, maxInstances, zonalRedundancy, words]);
}

/** @param {Maybe<string>} value */
function text(value) {
    const trimmed = value?.trim();
    return trimmed === "" ? undefined : trimmed;
}
