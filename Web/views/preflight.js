import { bytes, count, memory, money, short } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, lines, notice } from "../lib/parts.js";

/**
 * What an import would do: total, cost, licence, warnings, and every file with the reason for its choice.
 * @param {API.PreflightView} preflight
 */
export function PreflightSummary(preflight) {
    const chosen = preflight.files.filter((file) => file.chosen);
    const left = preflight.files.filter((file) => !file.chosen);
    return html`<h3 id="preflight-title" tabindex="-1">${preflight.id}</h3>
        ${
        preflight.alreadyComplete && notice(
            "ok",
            html`
                <strong>Already there</strong>
                <p>This revision is complete in ${preflight.bucket}.</p>
            `,
        )
    }
        ${preflight.warnings.map((warning) => notice("warning", html`<p>${warning}</p>`))}
        ${
        facts([
            ["To fetch", html`<strong>${bytes(preflight.fetchBytes)}</strong> of ${bytes(preflight.totalBytes)}`],
            ["Copied", preflight.copyFiles > 0 ? copied(preflight, chosen.length) : null],
            ["Copy cost", preflight.copyCost && `about ${money(preflight.copyCost)}`],
            ["Storage cost", money(preflight.monthlyStorage, "month")],
            ["Licence", preflight.facts.license ?? "not stated"],
            ["Pinned to", html`<code title="${preflight.pin}">${short(preflight.pin)}</code>`],
            ["Format", preflight.facts.format],
            ["Task", preflight.facts.task],
            ["Parameters", preflight.facts.parameters && count(preflight.facts.parameters)],
            [
                "Context",
                preflight.facts.contextLength && `${preflight.facts.contextLength.toLocaleString("en-US")} tokens`,
            ],
            ["Architecture", preflight.facts.architectures.join(", ")],
            ["Gated", preflight.facts.gated && preflight.facts.gated !== "false" ? preflight.facts.gated : null],
        ])
    }
        ${fits(preflight.fits ?? [])}
        <h3>${chosen.length} ${chosen.length === 1 ? "file" : "files"} to import</h3>${table(chosen)}
        ${left.length > 0 && html`<details><summary>${left.length} left out</summary>${table(left)}</details>`}`;
}

/**
 * From the headers of the weights at the hub: nobody should move a model to learn that it is too large.
 * @param {API.AcceleratorFitView[]} list
 */
function fits(list) {
    return list.length > 0 && html`
        <h3>Would it fit?</h3>
        <ul class="plain">${list.map(({ accelerator, fit }) =>
            html`
                <li><span class="status ${fit.fits ? "ok" : "error"}">${icon(fit.fits ? "check" : "error", 18)}
                    <span>${fit.fits ? "Fits" : "Does not fit"} on ${accelerator}</span></span>
                    <span class="secondary">weights ${memory(fit.weightBytes)} of ${memory(
                        fit.availableBytes,
                    )}${fit.fits && fit.largestContext
                        ? `, context up to ${fit.largestContext.toLocaleString("en-US")} tokens`
                        : ""}</span><details><summary>The arithmetic</summary>${lines(fit.lines)}</details></li>
            `
        )}</ul>
    `;
}

/**
 * @param {API.PreflightView} preflight
 * @param {number} chosen
 */
function copied(preflight, chosen) {
    return `${preflight.copyFiles} of ${chosen} files (${
        bytes(preflight.copyBytes)
    }), by the storage itself: 0 bytes through here`;
}

/** @param {API.PreflightViewFile[]} files */
function table(files) {
    return html`
        <div class="table-wrap bounded">
            <table class="dense">
                <thead>
                    <tr>
                        <th scope="col">File</th>
                        <th scope="col" class="number">Size</th>
                        <th scope="col">Why</th>
                    </tr>
                </thead>
                <tbody>${files.map((file) =>
                    html`
                        <tr>
                            <th scope="row" class="mono">${file.path}</th>
                            <td data-label="Size" class="number">${bytes(file.size)}</td>
                            <td data-label="Why">${file.reason} ${file.held && html`
                                <span class="chip ok">${icon("check", 14)}in the bucket
                                            </span>
                            `} ${file.copiedFrom && html`
                                <span class="chip ok" title="${file.copiedFrom}">copied, not fetched</span>
                            `}
                                        </td>
                        </tr>
                    `
                )}</tbody>
            </table>
        </div>
    `;
}
