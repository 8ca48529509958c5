import { FieldDiff } from "./field-diff.js";
import { FitBar } from "./fit-bar.js";
import { duration, money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, lines, notice, problemBox } from "../lib/parts.js";

/**
 * @typedef {object} PanelState
 * @property {boolean} isPlanning
 * @property {boolean} isDeploying
 * @property {Problem | null} deployProblem
 * @property {Problem | null} problem
 * @property {boolean} canWork
 * @property {boolean} [isUpdate] of a service that exists: what is different comes first
 */

/**
 * What the deploy would do: what is wrong first, then fit, price, start, quota and changes; and the button.
 * @param {API.PlanView} plan
 * @param {PanelState} state
 */
export function PlanPanel(plan, { isPlanning, isDeploying, deployProblem, canWork, problem, isUpdate }) {
    const isBlocked = !plan.canApply || isPlanning || isDeploying || Boolean(problem);
    return html`<aside class="card plan" aria-labelledby="plan-title">
        <div class="card-head"><h2 id="plan-title">Plan</h2>
            <span class="secondary" role="status">${isPlanning ? "Planning…" : ""}</span></div>
        ${plan.problems.map(finding)}
        ${isUpdate && differences(plan)}
        ${plan.fit.availableBytes > 0 && FitBar(plan.fit)}
        ${
        !isUpdate && html`
            <button type="button" class="text small" data-click="showAlternatives">Compare alternatives</button>
        `
    }
        ${price(plan.cost)}
        ${start(plan)}
        ${
        plan.quota.length > 0 && html`
            <h3>Quota of ${plan.quota[0].region}</h3>
            <ul class="plain">
                        ${plan.quota.map(quota)}</ul>
        `
    }
        ${
        !isUpdate && plan.changes.length > 0 && html`
            <h3>Changes</h3>
            <ul class="changes">
                        ${plan.changes.map((change) => html`<li>${change}</li>`)}</ul>
        `
    }
        ${secrets(plan.secrets)}
        ${
        plan.requestPreview && html`
            <details>
                <summary>Show request</summary>
                <pre>${plan.requestPreview}</pre>
                <copy-button text="${plan.requestPreview}" label="Copy request"></copy-button>
            </details>
        `
    }
        ${problemBox(deployProblem)}
        ${
        canWork
            ? html`<button type="button" class="filled wide" data-click="deploy" ${flag("disabled", isBlocked)}>
                ${icon("rocket", 18)}${
                isDeploying ? "Starting…" : isUpdate ? "Roll out" : plan.basedOn ? "Deploy over it" : "Deploy"
            }</button>`
            : html`<p class="secondary">You are a viewer; ${isUpdate ? "changing" : "deploying"} takes an operator.</p>`
    }
    </aside>`;
}

/**
 * What is different afterwards, field by field; everything that is not named stays.
 * @param {API.PlanView} plan
 */
function differences({ diff, changes }) {
    if (diff.length === 0) {
        return html`<p class="secondary">Change a field: what differs appears here before it is sent.</p>`;
    }
    return html`<h3>What changes</h3>${FieldDiff(diff, "Changes")}
        <ul class="changes">${changes.map((change) => html`<li>${change}</li>`)}</ul>`;
}

/** @param {API.PlanViewFinding} problem */
function finding({ severity, code, detail, fix }) {
    return notice(
        severity,
        html`<p><strong>${detail}</strong></p>
        ${fix && html`<p class="fix"><span class="label">What to do:</span> ${fix}</p>`}
        <p class="secondary small-text">${code}</p>`,
    );
}

/**
 * A figure that is not known is said to be unknown, never left out or shown as nothing.
 * @param {Maybe<API.CostView>} cost
 */
function price(cost) {
    if (!cost) {
        return html`
            <h3>Price</h3>
            <p class="secondary">No price is known for this plan.</p>
        `;
    }
    return html`<h3>Price</h3>${
        facts([
            ["While it answers", money(cost.perHourBusy, "hour")],
            ["While idle", `${money(cost.perHourIdle, "hour")} (${money(cost.perMonthIdle, "month")})`],
            ["A cold start", money(cost.perColdStart)],
            ["Data for a start", cost.egressPerStart?.amount === 0 ? "free, same region" : money(cost.egressPerStart)],
            ["Storage", money(cost.storagePerMonth, "month")],
            ["A million tokens", cost.perMillionTokens && money(cost.perMillionTokens)],
        ])
    }
        <p class="small-text ${cost.isFallback ? "warning-text" : "secondary"}">
            ${
        cost.isFallback && html`
            ${icon("warning", 16)}
        `
    }${cost.source}</p>
        ${cost.unknown.map((what) => html`<p class="small-text warning-text">Unknown: ${what}</p>`)}
        ${cost.lines.length > 0 && html`<details><summary>How it adds up</summary>${lines(cost.lines)}</details>`}`;
}

/** @param {API.PlanView} plan */
function start({ start, probe, proof }) {
    if (!start) return null;
    const by = proof === "embedding" ? "an embedding" : "a generated token";
    return html`
        <h3>Cold start</h3>
        <p>About <strong class="number">${duration(start.seconds)}</strong> to the first
                    answer, proven by ${by}.</p>
        <p class="small-text secondary">${icon(start.isMeasured ? "check" : "help", 16)} ${start.basis}</p>
        <details><summary>How it is reckoned, and when a start is given up</summary>${lines(start.lines)}
                    ${probe && lines(probe.lines)}</details>
    `;
}

/** @param {API.QuotaUseView} use */
function quota({ title, unit, standing, limit, used, requested, isExceeded }) {
    const number = (/** @type {number} */ value) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
    /** @type {Record<string, string>} */
    const sayings = {
        limited: `${number(used)} used${requested > 0 ? ` + ${number(requested)} asked` : ""} of ${
            number(limit ?? 0)
        } ${unit}`,
        unlimited: "no limit",
        unknown: "unknown",
    };
    const said = sayings[standing] ?? "unknown";
    return html`<li class="row"><span class="${
        requested > 0 ? "" : "secondary"
    }">${title}</span><span class="space"></span>
        <span class="number ${isExceeded ? "wrong" : requested > 0 ? "" : "secondary"}">${said}</span></li>`;
}

/**
 * By reference only: a secret's value is never here.
 * @param {Maybe<Record<string, API.SecretView>>} references
 */
function secrets(references) {
    const names = Object.entries(references ?? {}).sort();
    return names.length > 0 && html`
        <h3>Secrets</h3>
        <ul class="plain">${names.map(([variable, { name, version }]) =>
            html`<li class="row"><code>${variable}</code><span class="space"></span><span>${name}, ${version}</span></li>`
        )}</ul>
    `;
}
