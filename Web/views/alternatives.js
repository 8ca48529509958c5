import { duration, memory, money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { notice, problemBox, skeleton } from "../lib/parts.js";
import { acceleratorName } from "../lib/regions.js";

/** @type {Record<string, string>} */
const loaders = { mount: "mount", stream: "stream", copy: "copy to memory", directory: "directory" };
const shortList = 8;

/**
 * Region × accelerator × loader to choose from: the plan's own choice is marked, one click takes another.
 * @param {{ alternatives: API.AlternativeView[] | null, alternativesProblem: Problem | null, showsAll: boolean }} state
 */
export function Alternatives({ alternatives, alternativesProblem, showsAll }) {
    return html`<section class="card ways" aria-labelledby="alternatives-title">
        <div class="card-head"><h2 id="alternatives-title" tabindex="-1">Alternatives</h2></div>
        ${problemBox(alternativesProblem, { retry: "compare" })}
        ${!alternatives && !alternativesProblem && skeleton(4)}
        ${alternatives && table(alternatives, showsAll)}</section>`;
}

/**
 * @param {API.AlternativeView[]} rows
 * @param {boolean} showsAll
 */
function table(rows, showsAll) {
    if (rows.length === 0) return notice("info", html`<p>There is one way only: the plan's.</p>`);
    const shown = showsAll ? rows : rows.filter((row, index) => index < shortList || row.isChosen);
    return html`
        <div class="table-wrap">
            <table class="alternatives">
                <caption class="visually-hidden">Ways to run this model,
                    the best first</caption>
                <thead>
                    <tr>
                        <th scope="col">Region</th>
                        <th scope="col">Accelerator</th>
                        <th scope="col">Loading</th>
                        <th scope="col">Shape</th>
                        <th scope="col" class="number">Context</th>
                        <th scope="col" class="number">An hour</th>
                        <th scope="col" class="number">Data a start</th>
                        <th scope="col" class="number">Cold start</th>
                        <th scope="col" class="number">GPUs left</th>
                        <th scope="col"><span class="visually-hidden">Choose</span></th>
                    </tr>
                </thead>
                <tbody>${shown.map(row)}</tbody>
            </table>
        </div>
                ${rows.length > shown.length && html`<button type="button" class="text small" data-click="showAll">
            Show all ${rows.length}</button>`}
    `;
}

/** @param {API.AlternativeView} way */
function row(way) {
    const { region, accelerator, loader, cpu, fits, contextLength, perHour, egressPerStart, isMeasured, obstacles } =
        way;
    const isBlocked = obstacles.length > 0;
    return html`
        <tr class="${way.isChosen ? "selected" : isBlocked ? "blocked" : ""}" title="${obstacles.join("; ")}">
            <th scope="row">${region}</th>
            <td data-label="Accelerator">${acceleratorName(accelerator)}</td>
            <td data-label="Loading">${loaders[loader] ?? loader}</td>
            <td data-label="Shape" class="nowrap">${cpu} vCPU, ${memory(way.memory)}</td>
            <td data-label="Context" class="number">${fits
                ? contextLength.toLocaleString("en-US")
                : "does not fit"}</td>
            <td data-label="An hour" class="number">${money(perHour)}</td>
            <td data-label="Data a start" class="number">${egressPerStart?.amount === 0
                ? "free"
                : money(egressPerStart)}</td>
            <td data-label="Cold start" class="number nowrap">${isMeasured ? "" : "≈ "}${duration(
                way.predictedStartSeconds,
            )}</td>
            <td data-label="GPUs left" class="number">${left(way)}</td>
            <td>${way.isChosen ? html`<span class="status ok">${icon("check", 16)}<span>Chosen</span></span>` : html`
                <button type="button" class="outlined small" data-click="choose" data-region="${region}"
                    data-accelerator="${accelerator}" data-loader="${loader}" ${flag("disabled", isBlocked)}
                    aria-label="Choose ${region}, ${acceleratorName(accelerator)}, ${loader}">Choose</button>
            `}</td>
        </tr>
    `;
}

/** @param {API.AlternativeView} way */
function left({ accelerator, quotaLeft, quotaStanding }) {
    if (accelerator === "cpu") return "—";
    if (quotaStanding === "unlimited") return "no limit";
    return quotaStanding === "limited" ? String(quotaLeft ?? 0) : "unknown";
}
