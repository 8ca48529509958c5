import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { field, options } from "../lib/parts.js";

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
 *     pin?: string,
 *     holdTraffic?: boolean,
 *     rollbackOnFailure?: boolean,
 * }} Form
 */

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
export function check(name, value, word, help) {
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

/**
 * @param {Form} form
 * @param {string} title
 */
export function argumentText({ text }, title) {
    return field(
        "deploy-arguments",
        title,
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
export function secret({ key, name, version }, index) {
    return html`${cell("secrets", index, "key", key, `Secret ${index + 1}: variable`, "NAME")}
        ${cell("secrets", index, "name", name, `Secret ${index + 1}: name of the secret`, "secret")}
        ${cell("secrets", index, "version", version, `Secret ${index + 1}: version`, "latest")}`;
}
