import { api } from "../lib/api.js";
import { costText, idleText, tokensText, totalText } from "../lib/costs.js";
import { money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { field, notice, problemBox, refreshButton, skeleton } from "../lib/parts.js";
import { asProblem, outcome } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     report: API.CostReportView | null,
 *     rule: API.IdleRuleView | null,
 *     problem: Problem | null,
 *     ruleProblem: Problem | null,
 *     busy: boolean,
 *     isEditing: boolean,
 * }} State
 */

/**
 * `<service-costs>`: what services cost this month, those that nobody uses with a way to stop them, and the rule that
 * stops them by itself. With `region` and `name` it tells of one service. Fires `costs` (bubbles) with the report, or
 * null when there is none, and `changed` (bubbles) after a stop.
 * @extends {View<State>}
 */
export class ServiceCosts extends View {
    /** @type {State} */
    state = { report: null, rule: null, problem: null, ruleProblem: null, busy: false, isEditing: false };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        stop: (button) => this.#stop(button.dataset),
        edit: () => this.set({ isEditing: true }),
        cancel: () => this.set({ isEditing: false, ruleProblem: null }),
        save: () => this.#save(),
        off: () => this.#off(),
    };

    started() {
        if (session.project) this.#load();
    }

    reconnected() {
        this.#load();
    }

    get #one() {
        const name = this.given("name");
        return name ? { region: this.given("region"), name } : null;
    }

    async #load() {
        this.set({ busy: true, problem: null });
        const [report, rule] = await Promise.all([outcome(api.costs()), outcome(api.idleRule())]);
        this.set({
            report: report.value,
            problem: report.problem,
            rule: rule.value,
            ruleProblem: rule.problem,
            busy: false,
        });
        this.dispatchEvent(new CustomEvent("costs", { bubbles: true, detail: this.state.report }));
    }

    // Actions

    /** @param {Dataset} data */
    #stop({ region, name }) {
        this.find("confirm-dialog").ask({
            title: "Stop service",
            text: html`<strong>${name}</strong> in ${region} answers no more and costs nothing more, until it is started
                again. Everything about it stays.`,
            verb: "Stop service",
            work: () => api.stopService(region, name),
            done: () => {
                toast(`Service ${name} is stopped.`);
                this.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
                this.#load();
            },
        });
    }

    async #save() {
        const days = Number(this.find("input", "#idle-days").value);
        const includesScaledToZero = this.find("input", "[name=all]").checked;
        try {
            this.set({
                rule: await api.setIdleRule({ days, includesScaledToZero }),
                isEditing: false,
                ruleProblem: null,
            });
            toast("The rule is set.");
        } catch (error) {
            this.set({ ruleProblem: asProblem(error) });
        }
    }

    async #off() {
        try {
            await api.removeIdleRule();
            this.set({ rule: await api.idleRule(), isEditing: false, ruleProblem: null });
            toast("No service is stopped by itself any more.");
        } catch (error) {
            this.set({ ruleProblem: asProblem(error) });
        }
    }

    // Markup

    template() {
        const { report, problem, busy } = this.state;
        if (!session.project) return html``;
        const one = this.#one;
        const row = one && report?.services.find((each) => each.name === one.name && each.region === one.region);
        const title = one ? "Cost" : "Costs";
        return html`
            <section class="card" aria-labelledby="costs-title"><div class="card-head">
                            <h2 id="costs-title">${title}</h2>
                            <span class="secondary" role="status">${report &&
                                (one ? costText(row) : totalText(report))}</span>
                            <span class="space"></span>${refreshButton(busy)}</div>
                        ${problem
                            ? problemBox(problem, { retry: "refresh" })
                            : report
                            ? this.#content(report, row)
                            : skeleton(2)}
                        </section>
            <confirm-dialog></confirm-dialog>
        `;
    }

    /**
     * @param {API.CostReportView} report
     * @param {Maybe<API.ServiceCostView>} row
     */
    #content(report, row) {
        const rows = this.#one ? (row ? [row] : []) : report.services;
        const warned = rows.filter((each) => each.warnings.length > 0);
        return html`${report.problems.map((problem) => problemBox(problem, { tone: "warning" }))}
            ${this.#one && row && this.#notes(row)}
            ${warned.map((each) => this.#warning(each))}${!this.#one && this.#rule()}`;
    }

    /** @param {API.ServiceCostView} row */
    #notes(row) {
        const month = row.basis === "estimated"
            ? "At least, since the first of the month"
            : "Since the first of the month";
        return html`<dl class="facts">
            <div><dt>${month}</dt><dd>${money(row.monthToDate)}</dd></div>
            <div><dt>Now</dt><dd>${money(row.perHourNow, "hour")}</dd></div>
            <div><dt>One instance</dt><dd>${money(row.perInstanceHour, "hour")}</dd></div>
            <div><dt>A million tokens</dt><dd>${tokensText(row)}</dd></div>
            <div><dt>Last asked</dt><dd>${idleText(row)}</dd></div>
            ${
            row.priceSource && html`
                <div>
                    <dt>Prices</dt>
                    <dd>${row.priceSource}</dd>
                </div>
            `
        }</dl>
            ${row.notes.map((note) => html`<p class="secondary">${note}</p>`)}`;
    }

    /** @param {API.ServiceCostView} row */
    #warning(row) {
        const { region, name, warnings } = row;
        return html`<div data-key="warning-${region}-${name}">${
            notice(
                "warning",
                html`<p>
            <a href="${paths.service(row)}"><strong>${name}</strong></a> (${region}): ${warnings[0].detail}.</p>
            ${
                    session.canWork &&
                    html`<div class="row"><button type="button" class="outlined small" data-click="stop"
                data-region="${region}" data-name="${name}" aria-label="Stop ${name}">Stop it</button></div>`
                }`,
            )
        }</div>`;
    }

    #rule() {
        const { rule, ruleProblem, isEditing } = this.state;
        if (isEditing) return html`${problemBox(ruleProblem)}${this.#form()}`;
        if (!rule) return problemBox(ruleProblem, { retry: "refresh", tone: "warning" });
        const text = rule.days
            ? html`Services ${rule.includesScaledToZero ? "" : "with minimum instances "}that nobody has asked for
                ${rule.days} days are stopped by themselves.`
            : "No service is stopped by itself.";
        return html`<div class="row rule">${icon("clock", 18)}<span>${text}</span>
            ${
            session.canWork && html`<button type="button" class="text small" data-click="edit">
                ${rule.days ? "Change the rule" : "Set a rule"}</button>`
        }</div>`;
    }

    #form() {
        const { rule } = this.state;
        return html`<form data-submit="save" class="rows" aria-label="Rule for idle services">
            ${
            field(
                "idle-days",
                "Stop after days without a request",
                html`
                    <input id="idle-days" name="days" type="number"
                        min="1" max="40" required value="${rule?.days ?? 14}" aria-describedby="idle-days-help" />
                `,
                "Applied while a manager runs. A service whose requests cannot be counted is never stopped.",
            )
        }
            <label class="check-line"><input type="checkbox" name="all" ${
            flag("checked", rule?.includesScaledToZero)
        } />
                Also services that have scaled to zero, which cost nothing while nobody asks</label>
            <div class="row"><button type="submit" class="filled small">Save rule</button>
                ${rule?.days && html`<button type="button" class="outlined small" data-click="off">Turn off</button>`}
                <button type="button" class="text small" data-click="cancel">Cancel</button></div></form>`;
    }
}
