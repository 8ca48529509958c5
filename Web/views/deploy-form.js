import {
    argument,
    argumentText,
    card,
    check,
    input,
    number,
    rows,
    secret,
    select,
    variable,
    withValue,
} from "./deploy-fields.js";
import { NetworkCard } from "./deploy-network.js";
import { memory } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { engineName, lines } from "../lib/parts.js";
import { accelerators, regions } from "../lib/regions.js";

/** @typedef {import("./deploy-fields.js").Form} Form */

/**
 * How weights come into memory, with the trade-off; the first is what Cloud Run's documentation begins with.
 * @type {Record<string, [word: string, tradeOff: string]>}
 */
const loaders = {
    mount: ["Mount the bucket", "Cloud Storage FUSE: reads as needed, works with every engine, slowest start."],
    stream: ["Stream from the bucket", "vLLM reads gs:// itself, many ranges at once: fast start, a buffer of 5 GiB."],
    copy: ["Copy into memory first", "Many pieces at a time, then local files: needs memory for the whole model."],
    directory: ["Directory of this machine", "The files as they lie on the disk."],
};

/**
 * The cards of the deploy view. A field shows what the user typed, else what the plan chose.
 * @param {API.PlanView} plan
 * @param {Form} form
 * @param {unknown} [fixed] of a service that exists: the first card, in place of name, region and engine
 */
export function DeployForm(plan, form, fixed) {
    const extra = fixed ? "" : "extra ";
    const shown = (/** @type {keyof Form} */ name, /** @type {unknown} */ planned) => form[name] ?? planned ?? "";
    const gibibytes = plan.memory ? String(plan.memory / 2 ** 30) : "";
    return html`
        ${fixed ?? card(
            "Service",
            html`<div class="fields">
            ${input("name", "Name", shown("name", plan.name), "Lowercase letters, digits and hyphens.")}
            ${
                select(
                    "region",
                    "Region",
                    withValue(regions.map((name) => [name, name]), plan.region),
                    shown("region", plan.region),
                    "Best in the bucket's own region.",
                )
            }</div>`,
        )}
        ${card(
            "Engine",
            html`
                <p class="secondary lead">${engineName(plan.engine)} serves this model as
                                <code>${plan.servedName}</code> on port ${plan.port}.</p>
                <div class="fields">
                            ${!fixed && select(
                                "engine",
                                "Engine",
                                [["vllm", "vLLM"], ["ollama", "Ollama"]],
                                shown("engine", plan.engine),
                                "Hugging Face models run on vLLM, Ollama's on Ollama.",
                            )}
                            ${input("image", "Container image", shown("image", plan.image))}</div>
            `,
        )}
        ${card(
            "Shape",
            html`<div class="fields">
            ${
                select(
                    "accelerator",
                    "Accelerator",
                    withValue(accelerators, plan.accelerator),
                    shown("accelerator", plan.accelerator ?? "cpu"),
                    "One GPU per instance.",
                )
            }
            ${number("cpu", "vCPU", shown("cpu", plan.cpu))}
            ${number("memory", "Memory (GiB)", shown("memory", gibibytes))}
            ${
                number(
                    "contextLength",
                    "Context length (tokens)",
                    shown("contextLength", plan.contextLength),
                    plan.fit.largestContext && `At most ${plan.fit.largestContext.toLocaleString("en-US")} fit.`,
                )
            }</div>
            ${
                plan.accelerator !== "cpu" &&
                check(
                    "zonalRedundancy",
                    form.zonalRedundancy ?? plan.zonalRedundancy,
                    "Zonal redundancy",
                    "another quota, a higher price",
                )
            }
            ${
                plan.shape.length > 0 && html`<details><summary>What ${memory(plan.memory)} of memory are for</summary>
                ${lines(plan.shape)}</details>`
            }`,
        )}
        ${card("Loading", loading(plan, String(shown("loader", plan.loader))))}
        ${card(
            "Scaling",
            html`<div class="fields">
            ${
                number(
                    "minInstances",
                    "Minimum instances",
                    shown("minInstances", plan.minInstances),
                    "0 costs nothing while nobody asks, and starts cold.",
                )
            }
            ${
                number(
                    "maxInstances",
                    "Maximum instances",
                    shown("maxInstances", plan.maxInstances),
                    "Each takes one GPU of the quota.",
                )
            }
            ${
                number(
                    "concurrency",
                    "Requests per instance",
                    shown("concurrency", plan.concurrency),
                    plan.engine === "vllm"
                        ? "Also vLLM's --max-num-seqs."
                        : "Also Ollama's number of parallel requests.",
                )
            }
            ${
                !fixed && number(
                    "tokensPerSecond",
                    "Tokens a second",
                    shown("tokensPerSecond", ""),
                    "What one busy instance generates, if you know it: for the price of a million tokens.",
                )
            }</div>`,
        )}
        ${NetworkCard(plan, form, Boolean(fixed))}
        ${card(
            "Access and identity",
            html`<div class="fields">
            ${
                select("access", "Who may call it", [["private", "Private: callers need permission"], [
                    "public",
                    "Public: anyone with the URL",
                ]], shown("access", plan.access))
            }
            ${
                input(
                    "serviceAccount",
                    "Service account",
                    shown("serviceAccount", plan.serviceAccount),
                    fixed ? "Empty: Compute Engine's default account." : "Empty: what the project's settings say.",
                )
            }</div>`,
        )}
        ${card(
            "Environment and secrets",
            html`
                ${rows(
                    "environment",
                    capital(`${extra}environment variables`),
                    "Add variable",
                    form.environment,
                    variable,
                )}
                ${rows(
                    "secrets",
                    "Variables from Secret Manager",
                    "Add secret",
                    form.secrets,
                    secret,
                    "By name and version; the value stays in Secret Manager.",
                )}
            `,
        )}
        ${card(
            "Arguments",
            html`${
                form.isText ? argumentText(form, capital(`${extra}arguments for the engine`)) : rows(
                    "arguments",
                    capital(`${extra}arguments for the engine`),
                    "Add argument",
                    form.arguments,
                    argument,
                )
            }
            <button type="button" class="text small" data-click="toggleText">
                ${form.isText ? "Edit as rows" : "Edit as text"}</button>
            ${!fixed && everything(plan)}`,
        )}
    `;
}

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * @param {API.PlanView} plan
 * @param {string} chosen
 */
function loading(plan, chosen) {
    const offered = plan.loader === "directory"
        ? ["directory"]
        : plan.engine === "vllm"
        ? ["mount", "stream", "copy"]
        : ["mount", "copy"];
    const names = offered.includes(chosen) ? offered : [chosen, ...offered];
    return html`<fieldset class="choices"><legend class="visually-hidden">How the weights get into memory</legend>
        ${
        names.map((name) =>
            html`<label class="choice"><input type="radio" name="loader" value="${name}"
            data-change="field" ${flag("checked", name === chosen)} /><span class="choice-text">
            <span class="strong">${loaders[name]?.[0] ?? name}</span>
            <span class="secondary">${loaders[name]?.[1]}</span></span></label>`
        )
    }</fieldset>`;
}

/**
 * What the engine gets in the end, its own settings and the extra ones.
 * @param {API.PlanView} plan
 */
export function everything(plan) {
    const variables = Object.entries(plan.environment).sort().map(([name, value]) => `${name}=${value}`);
    const words = [...plan.command, ...plan.arguments];
    return html`<details><summary>Everything the container gets</summary>
        ${
        words.length > 0 && html`
            <h3>Command and arguments</h3>
            <pre>${words.join("\n")}</pre>
        `
    }
        ${
        variables.length > 0 && html`
            <h3>Environment</h3>
            <pre>${variables.join("\n")}</pre>
        `
    }</details>`;
}
