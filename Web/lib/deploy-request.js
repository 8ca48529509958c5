import { argumentsFrom, environmentFrom, gibibytes, wholeNumber } from "./form.js";

/** The form's texts as a DeployRequest. What is empty is left to the plan. Pure. */
export function deployRequest(model, form) {
    const request = {
        ...model,
        name: text(form.name),
        region: text(form.region),
        accelerator: text(form.accelerator),
        cpu: wholeNumber(form.cpu),
        memory: gibibytes(form.memory),
        minInstances: wholeNumber(form.minInstances),
        maxInstances: wholeNumber(form.maxInstances),
        concurrency: wholeNumber(form.concurrency),
        contextLength: wholeNumber(form.contextLength),
        loader: text(form.loader),
        zonalRedundancy: form.zonalRedundancy,
        access: text(form.access),
        serviceAccount: text(form.serviceAccount),
        image: text(form.image),
        arguments: argumentsFrom(form.arguments ?? []),
        environment: environmentFrom(form.environment ?? []),
    };
    return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined && value !== ""));
}

function text(value) {
    const trimmed = value?.trim();
    return trimmed === "" ? undefined : trimmed;
}
