import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { external, problemBox, refreshButton, skeleton, status } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

const groups = {
    permissions: "Manager permissions",
    apis: "Google APIs",
    billing: "Billing",
    networking: "Networking",
    quota: "GPU quota",
    "service-account": "Service identity",
};

/** `<checks-card>`: what the project needs before it can serve models, each line with its reason and its remedy. */
export class ChecksCard extends View {
    state = { checks: null, problem: null, busy: false };
    actions = { refresh: () => this.#load(), retry: () => this.#load() };

    started() {
        this.on(session, "project", () => this.#load());
        this.#load();
    }

    async #load() {
        const { project } = session;
        if (!project) return this.set({ checks: null });
        this.set({ busy: true, problem: null });
        try {
            const { checks } = await api.checks(project);
            if (session.project === project) this.set({ checks, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), checks: null, busy: false });
        }
    }

    template() {
        return html`<section class="card span" aria-labelledby="checks-title">
            <div class="card-head"><h2 id="checks-title">Configuration status</h2>${this.#summary()}
                <span class="space"></span>${session.project && refreshButton(this.state.busy)}</div>
            ${this.#content()}</section>`;
    }

    #summary() {
        const { checks } = this.state;
        if (!checks) return null;
        const good = checks.filter((check) => check.state === "ok").length;
        return html`<span class="secondary" role="status">${good} of ${checks.length} in order</span>`;
    }

    #content() {
        const { checks, problem } = this.state;
        if (problem) return problemBox(problem, { retry: "retry" });
        if (!session.project) return html`<p class="secondary">Choose a project to see what it still needs.</p>`;
        if (!checks) return skeleton(6);
        const present = [...new Set(checks.map((check) => check.group))];
        return present.map((group) => html`<section class="check-group" data-key="group-${group}">
            <h3>${groups[group] ?? group}</h3>
            <ul class="checks">${checks.filter((check) => check.group === group).map(line)}</ul></section>`);
    }
}

function line({ id, title, state, detail, why, command, link }) {
    return html`<li class="check" data-key="check-${id}">
        <div class="check-state">${status("check", state)}</div>
        <div class="check-text"><span class="strong">${title}</span> <span>${detail}</span>
            ${state !== "ok" && html`<p class="secondary">${why}</p>`}
            ${command && html`<div class="command"><code>${command}</code>
                <copy-button text="${command}" label="Copy command"></copy-button></div>`}
        </div>
        <div class="check-link">${link && external(link, "Open in console")}</div></li>`;
}
