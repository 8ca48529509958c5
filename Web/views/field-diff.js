import { changedFlags } from "../lib/diff.js";
import { html } from "../lib/html.js";

/**
 * Fields with what they were and what they are to be; the sign says it where colour cannot. Of a command line only the
 * flags that differ are shown.
 * @param {API.FieldChange[]} changes
 * @param {string} label
 */
export function FieldDiff(changes, label) {
    return html`<dl class="diff" aria-label="${label}">${
        changes.map((change) => {
            const isLine = ["arguments", "command"].includes(change.field) && change.old && change.new;
            const shown = isLine ? changedFlags(change.old ?? "", change.new ?? "") : change;
            return html`
                <div>
                    <dt><code>${change.field}</code></dt>
                    <dd>${lines(shown.old, "del")}${lines(shown.new, "ins")}</dd>
                </div>
            `;
        })
    }</dl>`;
}

/**
 * @param {Maybe<string>} text
 * @param {"del" | "ins"} kind
 */
function lines(text, kind) {
    return (text ?? "").split("\n").filter(Boolean).map((line) =>
        kind === "del" ? html`<del>${line}</del>` : html`<ins>${line}</ins>`
    );
}
