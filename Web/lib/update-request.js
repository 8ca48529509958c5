import { deployRequest } from "./deploy-request.js";

/**
 * A service as it is now: the plan of what is deployed, and its variables. Pure from here on.
 * @typedef {{plan: API.PlanView, variables: API.ServiceResourceVariable[]}} Deployed
 * @typedef {import("./deploy-request.js").DeployForm & {pin?: string}} UpdateForm
 */

/** The fields that are compared one by one; each is named in a plan as in a request. */
const fields = /** @type {const} */ ([
    "image",
    "accelerator",
    "cpu",
    "memory",
    "minInstances",
    "maxInstances",
    "concurrency",
    "contextLength",
    "loader",
    "zonalRedundancy",
    "access",
    "serviceAccount",
]);

/**
 * What the form says that the service is not: nothing else is sent, so that nothing else changes.
 * @param {Deployed} now
 * @param {UpdateForm} form
 * @param {Maybe<string>} [pin] of the model that is served
 * @returns {API.UpdateRequest}
 */
export function updateRequest(now, form, pin) {
    const wanted = deployRequest({}, { ...form, ...networkOf(now, form) });
    /** @type {Record<string, unknown>} */
    const change = {};
    for (const name of fields) {
        if (wanted[name] !== undefined && wanted[name] !== (now.plan[name] ?? undefined)) change[name] = wanted[name];
    }
    if (wanted.network && !isSame(wanted.network, now.plan.network ?? { kind: "google" })) {
        change.network = wanted.network;
    }
    if (form.serviceAccount?.trim() === "" && now.plan.serviceAccount) change.serviceAccount = "default";
    if (form.pin && form.pin !== pin) change.pin = form.pin;
    Object.assign(
        change,
        argumentChange(now.plan.arguments, form.arguments ?? []),
        variableChange(now.variables, form),
    );
    return change;
}

/** @param {API.UpdateRequest} change */
export const isEmptyChange = (change) => Object.keys(change).length === 0;

/**
 * The rows that the form begins with: every flag in one row, every variable, every secret.
 * @param {Deployed} now
 */
export function rowsOf({ plan, variables }) {
    return {
        arguments: flagsFrom(plan.arguments).flatMap(({ name, values }) =>
            values.length === 1 ? [`${name}=${values[0]}`] : [name, ...values]
        ),
        environment: variables.filter(({ secret }) => !secret)
            .map(({ name, value }) => ({ key: name, value: value ?? "" })),
        secrets: variables.flatMap(({ name, secret }) => secret ? [{ key: name, ...secretOf(secret) }] : []),
    };
}

/**
 * A command line → its flags with their values; words before the first flag are the engine's own.
 * @param {string[]} words
 */
export function flagsFrom(words) {
    /** @type {{name: string, values: string[]}[]} */
    const flags = [];
    for (const word of words) {
        if (!/^-\D/.test(word)) {
            flags.at(-1)?.values.push(word);
            continue;
        }
        const [name, ...rest] = word.split("=");
        flags.push({ name, values: rest.length > 0 ? [rest.join("=")] : [] });
    }
    return flags;
}

/**
 * Flags that are new or other, and flags that are gone. `-` and `_` mean the same inside a name.
 * @param {string[]} was
 * @param {string[]} rows
 */
function argumentChange(was, rows) {
    const before = grouped(was);
    const after = grouped(rows.map((row) => row.trim()).filter(Boolean));
    const changed = [...after].filter(([name, flags]) => !isSame(before.get(name), flags));
    const words = changed.flatMap(([, flags]) => flags.flatMap(({ name, values }) => [name, ...values]));
    const gone = [...before.keys()].filter((name) => !after.has(name));
    return { ...(words.length > 0 && { arguments: words }), ...(gone.length > 0 && { removeArguments: gone }) };
}

/** @param {string[]} words */
function grouped(words) {
    /** @type {Map<string, {name: string, values: string[]}[]>} */
    const groups = new Map();
    for (const { name, values } of flagsFrom(words)) {
        const key = name.replaceAll("_", "-");
        groups.set(key, [...groups.get(key) ?? [], { name: key, values }]);
    }
    return groups;
}

/**
 * @param {API.ServiceResourceVariable[]} was
 * @param {UpdateForm} form
 */
function variableChange(was, { environment = [], secrets = [] }) {
    const known = new Map(was.map((variable) => [variable.name, variable]));
    /** @type {Record<string, string>} */
    const values = {};
    for (const { key, value } of environment) {
        const old = known.get(key.trim());
        if (key.trim() && (!old || old.secret || (old.value ?? "") !== value)) values[key.trim()] = value;
    }
    /** @type {Record<string, API.SecretView>} */
    const references = {};
    for (const { key, name, version } of secrets) {
        if (!key.trim() || !name.trim()) continue;
        const wanted = { name: name.trim(), version: version.trim() || "latest" };
        const old = known.get(key.trim());
        if (!old?.secret || !isSame(secretOf(old.secret), wanted)) references[key.trim()] = wanted;
    }
    const kept = new Set([...environment, ...secrets].map(({ key }) => key.trim()));
    const gone = [...known.keys()].filter((name) => !kept.has(name));
    return {
        ...(Object.keys(values).length > 0 && { environment: values }),
        ...(Object.keys(references).length > 0 && { secrets: references }),
        ...(gone.length > 0 && { removeVariables: gone }),
    };
}

/**
 * "NAME/VERSION", where a name may have slashes of its own.
 * @param {string} reference
 */
function secretOf(reference) {
    const cut = reference.lastIndexOf("/");
    return cut < 0
        ? { name: reference, version: "latest" }
        : { name: reference.slice(0, cut), version: reference.slice(cut + 1) };
}

/**
 * What the form leaves out of the network stays as it is; nothing of it is said while nothing of it was typed.
 * @param {Deployed} now
 * @param {UpdateForm} form
 */
function networkOf({ plan: { network } }, form) {
    const names = /** @type {const} */ (["networkKind", "network", "subnetwork", "connector", "allTraffic"]);
    if (names.every((name) => form[name] === undefined)) return {};
    const networkKind = form.networkKind ?? network?.kind ?? undefined;
    // Another kind of way has an answer of its own to what all goes through it.
    const allTraffic = networkKind === network?.kind ? network?.allTraffic : undefined;
    return {
        networkKind,
        network: form.network ?? network?.network ?? undefined,
        subnetwork: form.subnetwork ?? network?.subnetwork ?? undefined,
        connector: form.connector ?? network?.connector ?? undefined,
        allTraffic: form.allTraffic ?? allTraffic ?? undefined,
    };
}

/**
 * @param {unknown} left
 * @param {unknown} right
 */
function isSame(left, right) {
    return JSON.stringify(sortedKeys(left)) === JSON.stringify(sortedKeys(right));
}

/** @param {unknown} value */
function sortedKeys(value) {
    if (!value || typeof value !== "object" || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
