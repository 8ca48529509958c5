import { bytes, count, money, short } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, notice } from "../lib/parts.js";

/** What an import would do: total, cost, licence, warnings, and every file with the reason for its choice. */
export function PreflightSummary(preflight) {
    const chosen = preflight.files.filter((file) => file.chosen);
    const left = preflight.files.filter((file) => !file.chosen);
    return html`<h3 id="preflight-title" tabindex="-1">${preflight.id}</h3>
        ${preflight.alreadyComplete && notice("ok", html`<strong>Already there</strong>
            <p>This revision is complete in ${preflight.bucket}.</p>`)}
        ${preflight.warnings.map((warning) => notice("warning", html`<p>${warning}</p>`))}
        ${facts([
            ["To fetch", html`<strong>${bytes(preflight.fetchBytes)}</strong> of ${bytes(preflight.totalBytes)}`],
            ["Copied", preflight.copyFiles > 0 ? copied(preflight, chosen.length) : null],
            ["Copy cost", preflight.copyCost && `about ${money(preflight.copyCost)}`],
            ["Storage cost", money(preflight.monthlyStorage, "month")],
            ["Licence", preflight.facts.license ?? "not stated"],
            ["Pinned to", html`<code title="${preflight.pin}">${short(preflight.pin)}</code>`],
            ["Format", preflight.facts.format],
            ["Task", preflight.facts.task],
            ["Parameters", preflight.facts.parameters && count(preflight.facts.parameters)],
            ["Context", preflight.facts.contextLength && `${preflight.facts.contextLength.toLocaleString("en-US")} tokens`],
            ["Architecture", preflight.facts.architectures.join(", ")],
            ["Gated", preflight.facts.gated && preflight.facts.gated !== "false" ? preflight.facts.gated : null],
        ])}
        <h3>${chosen.length} ${chosen.length === 1 ? "file" : "files"} to import</h3>${table(chosen)}
        ${left.length > 0 && html`<details><summary>${left.length} left out</summary>${table(left)}</details>`}`;
}

function copied(preflight, chosen) {
    return `${preflight.copyFiles} of ${chosen} files (${bytes(preflight.copyBytes)}), by the storage itself: 0 bytes through here`;
}

function table(files) {
    return html`<div class="table-wrap bounded"><table class="dense">
        <thead><tr><th scope="col">File</th><th scope="col" class="number">Size</th><th scope="col">Why</th></tr></thead>
        <tbody>${files.map((file) => html`<tr><th scope="row" class="mono">${file.path}</th>
            <td data-label="Size" class="number">${bytes(file.size)}</td>
            <td data-label="Why">${file.reason}${file.held && html` <span class="chip ok">${icon("check", 14)}in the bucket
                </span>`}${file.copiedFrom && html` <span class="chip ok" title="${file.copiedFrom}">copied, not fetched</span>`}
                </td></tr>`)}</tbody></table></div>`;
}
