import { html } from "../lib/html.js";

/**
 * Fields with what they were and what they are to be; the sign says it where colour cannot.
 * @param {API.FieldChange[]} changes
 * @param {string} label
 */
export function FieldDiff(changes, label) {
    return html`<dl class="diff" aria-label="${label}">${
        changes.map((change) =>
            html`
                <div>
                    <dt><code>${change.field}</code></dt>
                    <dd>${change.old && html`<del>${change.old}</del>`}
                            ${change.new && html`<ins>${change.new}</ins>`}</dd>
                </div>
            `
        )
    }</dl>`;
}
