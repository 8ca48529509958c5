import { memory } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { engineName, field, lines, options } from "../lib/parts.js";
import { accelerators, regions } from "../lib/regions.js";

/**
 * @typedef {import("../lib/form.js").Pair} Pair
 * @typedef {import("../lib/form.js").SecretRow} SecretRow
 */

/**
 * What the form holds: what was typed, and how the arguments are edited.
 * @typedef {import("../lib/deploy-request.js").DeployForm & {
 *     environment: Pair[],
 *     secrets: SecretRow[],
 *     arguments: string[],
 *     isText: boolean,
 *     text: string,
 * }} Form
 */

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
 */
export function DeployForm(plan, form) {
    const shown = (/** @type {keyof Form} */ name, /** @type {unknown} */ planned) => form[name] ?? planned ?? "";
    const gibibytes = plan.memory ? String(plan.memory / 2 ** 30) : "";
    return html`
        ${card(
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
                            ${select(
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
                check("zonalRedundancy", form.zonalRedundancy, "Zonal redundancy", "another quota, a higher price")
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
                number(
                    "tokensPerSecond",
                    "Tokens a second",
                    shown("tokensPerSecond", ""),
                    "What one busy instance generates, if you know it: for the price of a million tokens.",
                )
            }</div>`,
        )}
        ${card(
            "Network",
            html`<div class="fields">
            ${
                input(
                    "network",
                    "VPC network",
                    shown("network", plan.network?.network),
                    "Empty: what the project's settings say, else the public way.",
                )
            }
            ${
                input(
                    "subnetwork",
                    "Subnetwork",
                    shown("subnetwork", plan.network?.subnetwork),
                    "Of the service's region, with Private Google Access for fast loading.",
                )
            }</div>
            ${
                check(
                    "allTraffic",
                    form.allTraffic ?? plan.network?.allTraffic ?? true,
                    "All traffic through the VPC",
                    "off: only what goes to private addresses",
                )
            }`,
        )}
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
                    "Empty: the project's default compute account.",
                )
            }</div>`,
        )}
        ${card(
            "Environment and secrets",
            html`
                ${rows("environment", "Extra environment variables", "Add variable", form.environment, variable)}
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
                form.isText
                    ? argumentText(form)
                    : rows("arguments", "Extra arguments for the engine", "Add argument", form.arguments, argument)
            }
            <button type="button" class="text small" data-click="toggleText">
                ${form.isText ? "Edit as rows" : "Edit as text"}</button>
            ${everything(plan)}`,
        )}
    `;
}

/**
 * @param {string} title
 * @param {unknown} content
 */
export function card(title, content) {
    const id = `card-${title.toLowerCase().replace(/\W+/g, "-")}`;
    return html`<section class="card" aria-labelledby="${id}">
        <div class="card-head"><h2 id="${id}">${title}</h2></div>${content}</section>`;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {unknown} value
 * @param {unknown} [help]
 */
export function input(name, label, value, help) {
    const id = `deploy-${name}`;
    return field(
        id,
        label,
        html`
            <input id="${id}" name="${name}" value="${String(value)}" data-input="field"
                autocomplete="off" spellcheck="false" />
        `,
        help,
    );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {unknown} value
 * @param {unknown} [help]
 */
export function number(name, label, value, help) {
    const id = `deploy-${name}`;
    return field(
        id,
        label,
        html`
            <input id="${id}" name="${name}" value="${String(value)}" data-input="field"
                inputmode="numeric" autocomplete="off" />
        `,
        help,
    );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string[][]} choices
 * @param {unknown} value
 * @param {unknown} [help]
 */
export function select(name, label, choices, value, help) {
    const id = `deploy-${name}`;
    return field(
        id,
        label,
        html`<select id="${id}" name="${name}" data-change="field">
        ${options(choices, String(value))}</select>`,
        help,
    );
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string} word
 * @param {string} help
 */
function check(name, value, word, help) {
    return html`<label class="check-line"><input type="checkbox" name="${name}" data-change="field"
        ${flag("checked", value)} /><span>${word} <span class="secondary">${help}</span></span></label>`;
}

/**
 * The plan's own choice is always among the choices, also one that this console does not know.
 * @param {string[][]} choices
 * @param {Maybe<string>} value
 * @returns {string[][]}
 */
export function withValue(choices, value) {
    return !value || choices.some(([known]) => known === value) ? choices : [[value, value], ...choices];
}

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
 * @template Value
 * @param {string} list
 * @param {string} title
 * @param {string} verb
 * @param {Value[]} values
 * @param {(value: Value, index: number) => unknown} row
 * @param {string} [help]
 */
export function rows(list, title, verb, values, row, help) {
    return html`<fieldset class="rows"><legend>${title}</legend>${help && html`<p class="help">${help}</p>`}
        ${
        values.map((value, index) =>
            html`<div class="row">${row(value, index)}
            <button type="button" class="icon-button" data-click="removeRow" data-list="${list}"
                data-index="${index}" aria-label="Remove row ${index + 1}">${icon("close", 18)}</button></div>`
        )
    }
        <button type="button" class="text small" data-click="addRow" data-list="${list}">
            ${icon("add", 16)}${verb}</button></fieldset>`;
}

/**
 * @param {string} list
 * @param {number} index
 * @param {string} name
 * @param {string} value
 * @param {string} label
 * @param {string} hint
 */
function cell(list, index, name, value, label, hint) {
    return html`
        <input name="${name}" value="${value}" data-input="row" data-list="${list}" data-index="${index}"
            class="mono" aria-label="${label}" placeholder="${hint}" spellcheck="false" autocomplete="off" />
    `;
}

/**
 * @param {string} value
 * @param {number} index
 */
export function argument(value, index) {
    return cell("arguments", index, "argument", value, `Argument ${index + 1}`, "--flag=value, --flag, or a value");
}

/** @param {Form} form */
function argumentText({ text }) {
    return field(
        "deploy-arguments",
        "Extra arguments for the engine",
        html`
            <textarea id="deploy-arguments" class="mono"
                rows="5" data-input="text" spellcheck="false">${text}</textarea>
        `,
        "As on a command line: bare flags, quotes, one or many on a line. A line that begins with # says nothing.",
    );
}

/**
 * @param {Pair} pair
 * @param {number} index
 */
export function variable({ key, value }, index) {
    return html`${cell("environment", index, "key", key, `Variable ${index + 1}: name`, "NAME")}
        ${cell("environment", index, "value", value, `Variable ${index + 1}: value`, "value")}`;
}

/**
 * @param {SecretRow} row
 * @param {number} index
 */
function secret({ key, name, version }, index) {
    return html`${cell("secrets", index, "key", key, `Secret ${index + 1}: variable`, "NAME")}
        ${cell("secrets", index, "name", name, `Secret ${index + 1}: name of the secret`, "secret")}
        ${cell("secrets", index, "version", version, `Secret ${index + 1}: version`, "latest")}`;
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
