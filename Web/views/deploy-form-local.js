import { argument, card, input, number, rows, select, variable, withValue } from "./deploy-fields.js";
import { everything } from "./deploy-form.js";
import { bytes } from "../lib/format.js";
import { html } from "../lib/html.js";
import { engineName } from "../lib/parts.js";

/** @typedef {import("./deploy-fields.js").Form} Form */

/**
 * The cards of a deploy to this machine: no region, no instances, no accounts, but its own devices and sleep.
 * @param {API.PlanView} plan
 * @param {Form} form
 * @param {Maybe<API.DeviceView[]>} devices
 * @param {unknown} [fixed] of a service that exists: the first card, in place of name, engine and sleep
 */
export function LocalDeployForm(plan, form, devices, fixed) {
    const extra = fixed ? "A" : "Extra a";
    const shown = (/** @type {keyof Form} */ name, /** @type {unknown} */ planned) => form[name] ?? planned ?? "";
    const cards = (devices ?? []).map((
        { accelerator, name, free },
    ) => [accelerator, `${accelerator} · ${name}, ${bytes(free)} free`]);
    return html`
        ${fixed ?? card(
            "Service",
            html`<div class="fields">
            ${input("name", "Name", shown("name", plan.name), "Lowercase letters, digits and hyphens.")}
            ${
                select(
                    "engine",
                    "Engine",
                    ["vllm", "ollama", "llamacpp"].map((kind) => [kind, engineName(kind)]),
                    shown("engine", plan.engine),
                    "General shows which are installed.",
                )
            }</div>`,
        )}
        ${card(
            "Device",
            html`<div class="fields">
            ${
                select(
                    "accelerator",
                    "Runs on",
                    withValue([...cards, ["cpu", "The processor"]], plan.accelerator),
                    shown("accelerator", plan.accelerator),
                    "Left alone: where it fits with the least left over.",
                )
            }
            ${
                number(
                    "contextLength",
                    "Context length (tokens)",
                    shown("contextLength", plan.contextLength),
                    plan.fit.largestContext && `At most ${plan.fit.largestContext.toLocaleString("en-US")} fit.`,
                )
            }
            ${number("concurrency", "Requests at a time", shown("concurrency", plan.concurrency))}</div>`,
        )}
        ${!fixed && card(
            "When nobody asks",
            html`<div class="fields">
            ${
                number(
                    "idleSeconds",
                    "Sleep after (seconds)",
                    shown("idleSeconds", ""),
                    "Empty: never. The next request starts the engine again, while a manager serves.",
                )
            }</div>`,
        )}
        ${card(
            "Engine",
            html`<p class="secondary lead">${engineName(plan.engine)} serves this model as
                <code>${plan.servedName}</code> on port ${plan.port}.</p><div class="fields">
            ${input("image", "Container image", shown("image", ""), "Empty: the program that is installed.")}</div>
            ${rows("arguments", `${extra}rguments`, "Add argument", form.arguments, argument)}
            ${
                rows(
                    "environment",
                    fixed ? "Environment variables" : "Extra environment variables",
                    "Add variable",
                    form.environment,
                    variable,
                )
            }
            ${!fixed && everything(plan)}`,
        )}
    `;
}
