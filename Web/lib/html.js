/**
 * `html` builds markup from a template and escapes every value, so that no name from a hub, from Google or from a
 * user can become markup. Arrays are joined, null/undefined/false vanish, nested templates stay as they are.
 *
 *     html`<p title="${name}">${items.map((item) => html`<b>${item}</b>`)}</p>`
 *
 * Attributes must be quoted in the template. There is no way to pass raw text through.
 */
class Markup {
    /** @param {string} text markup, escaped already */
    constructor(text) {
        this.text = text;
        Object.freeze(this);
    }

    toString() {
        return this.text;
    }
}

/** @type {Record<string, string>} */
const replacements = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\x60": "&#96;" };

/** @param {unknown} value */
export function escape(value) {
    return String(value).replace(/[&<>"'\x60]/g, (character) => replacements[character]);
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function rendered(value) {
    if (value === null || value === undefined || value === false || value === true) return "";
    if (value instanceof Markup) return value.text;
    if (Array.isArray(value)) return value.map(rendered).join("");
    return escape(value);
}

/**
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export function html(strings, ...values) {
    // A line break before the first word or after the last one belongs to the source and not to the page.
    const parts = [...strings];
    parts[0] = parts[0].replace(/^\s*\n\s*/, "");
    parts[values.length] = parts[values.length].replace(/\s*\n\s*$/, "");
    let text = parts[0];
    values.forEach((value, index) => {
        text += rendered(value) + parts[index + 1];
    });
    return new Markup(text);
}

/** The page's one policy of Trusted Types; the server's content policy allows no other. */
const policy = globalThis.trustedTypes?.createPolicy("llm-manager", { createHTML: (text) => text });

/**
 * What `html` made, for `morph`: in browsers that have Trusted Types nothing else is taken there. Nothing gives
 * nothing; any other value was not escaped, and is refused.
 * @param {unknown} markup
 */
export function trusted(markup) {
    if (!(markup instanceof Markup) && markup) throw new TypeError("only what the template made becomes markup");
    const text = rendered(markup);
    return policy ? policy.createHTML(text) : text;
}

/**
 * A boolean attribute: `html`<button ${flag("disabled", busy)}>``.
 * @param {string} name
 * @param {unknown} isOn
 */
export function flag(name, isOn) {
    return isOn ? new Markup(/^[a-z-]+$/.test(name) ? name : "") : "";
}

/**
 * An address that may go into `href`: http(s) or a path of this console; anything else becomes `#`.
 * @param {Maybe<string>} address
 */
export function safeLink(address) {
    const text = String(address ?? "");
    return /^https?:\/\//i.test(text) || /^\/(?!\/)/.test(text) ? text : "#";
}
