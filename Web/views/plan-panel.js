import { FitBar } from "./fit-bar.js";
import { duration, money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { facts, notice, problemBox } from "../lib/parts.js";

/** What the deploy would do: whether it fits, what it costs, what changes, what is wrong; and the button. */
export function PlanPanel(plan, { isPlanning, isDeploying, deployProblem, canWork, problem }) {
    const isBlocked = !plan.canApply || isPlanning || isDeploying || Boolean(problem);
    return html`<aside class="card plan" aria-labelledby="plan-title">
        <div class="card-head"><h2 id="plan-title">Plan</h2>
            <span class="secondary" role="status">${isPlanning ? "Planning…" : ""}</span></div>
        ${plan.problems.map(finding)}
        ${FitBar(plan.fit)}
        ${facts([
            ["While it answers", plan.cost && money(plan.cost.perHourBusy, "hour")],
            ["While idle", plan.cost && `${money(plan.cost.perHourIdle, "hour")} (${money(plan.cost.perMonthIdle, "month")})`],
            ["First answer after", plan.predictedStartSeconds && `about ${duration(plan.predictedStartSeconds)} when cold`],
            ["Proven by", plan.proof === "embedding" ? "an embedding" : "a generated token"],
        ])}
        ${plan.cost && html`<p class="secondary small-text">${plan.cost.source}</p>`}
        ${plan.quota.length > 0 && html`<h3>Quota</h3><ul class="plain">${plan.quota.map(quota)}</ul>`}
        ${plan.changes.length > 0 && html`<h3>Changes</h3><ul class="changes">
            ${plan.changes.map((change) => html`<li>${change}</li>`)}</ul>`}
        ${plan.requestPreview && html`<details><summary>Request preview</summary><pre>${plan.requestPreview}</pre>
            <copy-button text="${plan.requestPreview}" label="Copy request"></copy-button></details>`}
        ${problemBox(deployProblem)}
        ${canWork
            ? html`<button type="button" class="filled wide" data-click="deploy" ${flag("disabled", isBlocked)}>
                ${icon("rocket", 18)}${isDeploying ? "Starting…" : plan.basedOn ? "Deploy over it" : "Deploy"}</button>`
            : html`<p class="secondary">You are a viewer; deploying takes an operator.</p>`}
    </aside>`;
}

function finding({ severity, code, detail, fix }) {
    return notice(severity, html`<p><strong>${detail}</strong></p>
        ${fix && html`<p class="fix"><span class="label">What to do:</span> ${fix}</p>`}
        <p class="secondary small-text">${code}</p>`);
}

function quota({ name, limit, used, requested }) {
    const isOver = limit !== null && limit !== undefined && used + requested > limit;
    return html`<li class="row"><span>${name}</span><span class="space"></span>
        <span class="number ${isOver ? "wrong" : ""}">${used} used + ${requested} asked of ${limit ?? "no limit"}</span></li>`;
}
