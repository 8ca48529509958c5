import { argumentsFrom, environmentFrom, gibibytes, secretsFrom, wholeNumber } from "./form.js";

/** The form's texts as a DeployRequest. What is empty is left to the plan. Pure. */
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
    return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined && value !== ""));
}

/** Half a network is none: the plan would go on without it. */
function network({ network, subnetwork, allTraffic }) {
    const [name, part] = [text(network), text(subnetwork)];
    return name && part ? { network: name, subnetwork: part, allTraffic: allTraffic ?? true } : undefined;
}

/** What the table of alternatives depends on: a change of these makes another table. */
export function comparisonKey({ concurrency, contextLength, engine, maxInstances, zonalRedundancy, arguments: words }) {
    return JSON.stringify([concurrency, contextLength, engine, maxInstances, zonalRedundancy, words]);
}

function text(value) {
    const trimmed = value?.trim();
    return trimmed === "" ? undefined : trimmed;
}
