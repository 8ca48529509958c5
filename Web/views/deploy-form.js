import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { engineName, field, options } from "../lib/parts.js";
import { accelerators, regions } from "../lib/regions.js";

const loaders = {
    mount: "Mount the bucket",
    stream: "Stream from the bucket",
    directory: "Directory of this machine",
};

/** The cards of the deploy view. A field shows what the user typed, else what the plan chose. */
export function DeployForm(plan, form) {
    const shown = (name, planned) => form[name] ?? planned ?? "";
    const memory = plan.memory ? String(plan.memory / 2 ** 30) : "";
    return html`
        ${card("Service", html`<div class="fields">
            ${input("name", "Name", shown("name", plan.name), "Lowercase letters, digits and hyphens.")}
            ${select("region", "Region", withValue(regions.map((name) => [name, name]), plan.region),
                shown("region", plan.region), "Best in the bucket's own region.")}</div>`)}
        ${card("Shape", html`<div class="fields">
            ${select("accelerator", "Accelerator", withValue(accelerators, plan.accelerator),
                shown("accelerator", plan.accelerator ?? "cpu"), "One GPU per instance.")}
            ${number("cpu", "vCPU", shown("cpu", plan.cpu))}
            ${number("memory", "Memory (GiB)", shown("memory", memory))}
            ${number("contextLength", "Context length (tokens)", shown("contextLength", plan.contextLength),
                plan.fit.largestContext && `At most ${plan.fit.largestContext.toLocaleString("en-US")} fit.`)}</div>
            <label class="check-line"><input type="checkbox" name="zonalRedundancy" data-change="field"
                ${flag("checked", form.zonalRedundancy)} /><span>Zonal redundancy
                <span class="secondary">another quota, a higher price</span></span></label>`)}
        ${card("Scaling", html`<div class="fields">
            ${number("minInstances", "Minimum instances", shown("minInstances", plan.minInstances),
                "0 costs nothing while nobody asks, and starts cold.")}
            ${number("maxInstances", "Maximum instances", shown("maxInstances", plan.maxInstances),
                "Each takes one GPU of the quota.")}
            ${number("concurrency", "Requests per instance", shown("concurrency", plan.concurrency))}</div>`)}
        ${card("Access and identity", html`<div class="fields">
            ${select("access", "Who may call it", [["private", "Private: callers need permission"],
                ["public", "Public: anyone with the URL"]], shown("access", plan.access))}
            ${input("serviceAccount", "Service account", shown("serviceAccount", ""),
                "Empty: the project's default compute account.")}</div>`)}
        ${card("Engine", html`<p class="secondary lead">${engineName(plan.engine)} serves this model as
                <code>${plan.servedName}</code> on port ${plan.port}.</p><div class="fields">
            ${select("loader", "Loading", loaderChoices(plan), shown("loader", plan.loader),
                "Streaming starts faster; a mount (Cloud Storage FUSE) reads as needed.")}
            ${input("image", "Container image", shown("image", plan.image))}</div>
            ${rows("arguments", "Extra arguments", "Add argument", form.arguments, argument)}
            ${rows("environment", "Extra environment variables", "Add variable", form.environment, variable)}
            ${settings(plan)}`)}`;
}

function card(title, content) {
    const id = `deploy-${title.toLowerCase().replace(/\W+/g, "-")}`;
    return html`<section class="card" aria-labelledby="${id}">
        <div class="card-head"><h2 id="${id}">${title}</h2></div>${content}</section>`;
}

function input(name, label, value, help) {
    const id = `deploy-${name}`;
    return field(id, label, html`<input id="${id}" name="${name}" value="${String(value)}" data-input="field"
        autocomplete="off" spellcheck="false" />`, help);
}

function number(name, label, value, help) {
    const id = `deploy-${name}`;
    return field(id, label, html`<input id="${id}" name="${name}" value="${String(value)}" data-input="field"
        inputmode="numeric" autocomplete="off" />`, help);
}

function select(name, label, choices, value, help) {
    const id = `deploy-${name}`;
    return field(id, label, html`<select id="${id}" name="${name}" data-change="field">
        ${options(choices, value)}</select>`, help);
}

/** The plan's own choice is always among the choices, also one that this console does not know. */
function withValue(choices, value) {
    return !value || choices.some(([known]) => known === value) ? choices : [[value, value], ...choices];
}

function loaderChoices(plan) {
    const names = plan.engine === "vllm" ? ["stream", "mount"] : ["mount"];
    return withValue(names.map((name) => [name, loaders[name]]), plan.loader)
        .map(([value, word]) => [value, loaders[value] ?? word]);
}

function rows(list, title, verb, values, row) {
    return html`<fieldset class="rows"><legend>${title}</legend>
        ${values.map((value, index) => html`<div class="row">${row(value, index)}
            <button type="button" class="icon-button" data-click="removeRow" data-list="${list}"
                data-index="${index}" aria-label="Remove row ${index + 1}">${icon("close", 18)}</button></div>`)}
        <button type="button" class="text small" data-click="addRow" data-list="${list}">
            ${icon("add", 16)}${verb}</button></fieldset>`;
}

function argument(value, index) {
    return html`<input name="argument" value="${value}" data-input="row" data-list="arguments" data-index="${index}"
        class="mono" aria-label="Argument ${index + 1}" placeholder="--flag=value" spellcheck="false" />`;
}

function variable({ key, value }, index) {
    return html`<input name="key" value="${key}" data-input="row" data-list="environment" data-index="${index}"
            class="mono" aria-label="Variable ${index + 1}: name" placeholder="NAME" spellcheck="false" />
        <input name="value" value="${value}" data-input="row" data-list="environment" data-index="${index}"
            class="mono" aria-label="Variable ${index + 1}: value" placeholder="value" spellcheck="false" />`;
}

/** What the engine gets in the end, its own settings and the extra ones. */
function settings(plan) {
    const variables = Object.entries(plan.environment).sort().map(([name, value]) => `${name}=${value}`);
    const lines = [...plan.command, ...plan.arguments];
    return html`<details><summary>Everything the container gets</summary>
        ${lines.length > 0 && html`<h3>Command and arguments</h3><pre>${lines.join("\n")}</pre>`}
        ${variables.length > 0 && html`<h3>Environment</h3><pre>${variables.join("\n")}</pre>`}</details>`;
}
