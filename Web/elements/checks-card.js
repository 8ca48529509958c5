import { api } from "../lib/api.js";
import { disabledAPIs, grouped, mayFix, merged, summary } from "../lib/checks.js";
import { follow } from "../lib/follow.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { external, problemBox, refreshButton, skeleton, status } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { region } from "../lib/region.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     checks: API.CheckView[],
 *     problem: Problem | null,
 *     busy: boolean,
 *     fixing: string | null,
 *     failures: Record<string, Problem | null>,
 * }} State
 */

/**
 * `<checks-card>`: what the project needs before it can serve models. Lines come as they are known, each with its
 * reason and its remedy: a button, a page of the Cloud console, a command.
 * @extends {View<State>}
 */
export class ChecksCard extends View {
    /** @type {State} */
    state = { checks: [], problem: null, busy: false, fixing: null, failures: {} };
    /** @type {(() => void) | null} */
    #stop = null;
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        retry: () => this.#load(),
        fix: (button) => this.#fix(button.dataset.check, button.dataset.line),
        fixAPIs: () => this.#fix("apis", "apis"),
    };

    started() {
        this.on(session, "project", () => this.#load({ isNew: true }));
        this.on(session, "identity", () => this.update());
        this.on(region, "change", () => this.#load());
        this.cleanup(() => this.#stop?.());
        this.#load({ isNew: true });
    }

    reconnected() {
        this.#load();
    }

    // Lines as they come

    #load({ isNew = false } = {}) {
        this.#stop?.();
        this.#stop = null;
        const { project } = session;
        if (!project || project === "local") return this.set({ checks: [], problem: null, busy: false });
        const seen = new Set();
        this.set({ busy: true, problem: null, failures: {}, ...(isNew && { checks: [] }) });
        this.#stop = follow(`/api/projects/${encodeURIComponent(project)}/checks`, {
            query: { region: region.value },
            isLast: ({ type }) => type === "done" || type === "problem",
            onEvent: ({ type, data }) => {
                const value = JSON.parse(data);
                if (type === "problem") return this.set({ problem: value, busy: false });
                // What an earlier look knew and this one does not say is gone.
                if (type === "done") {
                    return this.set({ checks: this.state.checks.filter(({ id }) => seen.has(id)), busy: false });
                }
                seen.add(value.id);
                this.set({ checks: merged(this.state.checks, value) });
            },
            onProblem: (problem) => this.set({ problem, busy: false }),
        });
    }

    /**
     * Lines that were looked at again after a change.
     * @param {API.CheckView[]} lines
     */
    #take(lines) {
        this.set({ checks: lines.reduce(merged, this.state.checks) });
    }

    // Mending

    /**
     * @param {string} check
     * @param {string} line
     */
    async #fix(check, line) {
        const { project } = session;
        if (this.state.fixing || !project) return;
        this.set({ fixing: line, failures: { ...this.state.failures, [line]: null } });
        try {
            const repair = await api.fixCheck(project, check);
            this.#take(repair.checks);
            toast(repair.changes.at(-1) ?? "It was in order already.");
            document.dispatchEvent(new CustomEvent("project-mended", { detail: check }));
            // What stood in another check's way is gone: look again at the rest.
            if (check !== line || check.startsWith("api")) this.#load();
        } catch (error) {
            this.set({ failures: { ...this.state.failures, [line]: asProblem(error) } });
        }
        this.set({ fixing: null });
    }

    // Markup

    template() {
        const { checks, busy } = this.state;
        return html`<section class="card span" aria-labelledby="checks-title">
            <div class="card-head"><h2 id="checks-title">Configuration status</h2>
                ${
            checks.length > 0 &&
            html`<span class="secondary" role="status">${busy ? "Checking… " : ""}${summary(checks)}</span>`
        }
                <span class="space"></span>${this.#enableAll()}
                ${session.project && session.project !== "local" && refreshButton(busy)}</div>
            ${busy && html`<progress class="busy thin" aria-label="Checking the project"></progress>`}
            ${this.#content()}</section>`;
    }

    #enableAll() {
        const apis = disabledAPIs(this.state.checks);
        if (apis.length < 2 || !mayFix(apis[0].fix, session.identity?.role)) return null;
        const isBusy = this.state.fixing === "apis";
        return html`<button type="button" class="outlined small" data-click="fixAPIs" ${
            flag("disabled", this.state.fixing)
        }>
            ${isBusy ? "Enabling…" : `Enable ${apis.length} APIs`}</button>`;
    }

    #content() {
        const { checks, problem, busy, failures } = this.state;
        if (session.project === "local") {
            return html`<p class="secondary">This machine needs no Google Cloud project.</p>`;
        }
        if (!session.project) return html`<p class="secondary">Choose a project to see what it still needs.</p>`;
        return html`${problemBox(problem, { retry: "retry" })}${problemBox(failures.apis)}
            ${checks.length === 0 && busy && skeleton(6)}
            ${grouped(checks).map((group) => this.#group(group))}`;
    }

    /** @param {ReturnType<typeof grouped>[number]} group */
    #group({ key, title, open, fine }) {
        const total = open.length + fine.length;
        return html`<section class="check-group" data-key="group-${key}" aria-labelledby="checks-${key}">
            <h3 id="checks-${key}">${title} <span class="secondary">${fine.length} of ${total} in order</span></h3>
            ${
            open.length > 0 && html`<ul class="checks" data-key="open">${open.map((check) => this.#line(check))}</ul>`
        }
            ${
            fine.length > 0 && html`
                <details class="fine" data-key="fine">
                    <summary>${icon("check", 16)}
                                ${fine.length} in order</summary>
                    <ul class="checks">${fine.map((check) => this.#line(check))}</ul>
                </details>
            `
        }</section>`;
    }

    /** @param {API.CheckView} check */
    #line(check) {
        const { id, title, state, detail, why, hint, permission, command, link } = check;
        return html`
            <li class="check" data-key="check-${id}">
                <div class="check-state">${status("check", state)}</div>
                <div class="check-text"><h4>${title}</h4><p>${detail}</p>
                            ${state !== "ok" && html`<p class="secondary">${why}</p>`}
                            ${permission &&
                                html`<p class="secondary">Takes the permission <code>${permission}</code>.</p>`}
                            ${hint && html`<p class="secondary">${hint}</p>`}
                            ${command && html`<div class="command"><code>${command}</code>
                    <copy-button text="${command}" label="Copy command"></copy-button></div>`}
                            ${problemBox(this.state.failures[id])}
                        </div>
                <div class="check-link">${this.#button(check)}${link && external(link, "Open in console")}</div>
            </li>
        `;
    }

    /** @param {API.CheckView} check */
    #button({ id, title, fix }) {
        if (!fix) return null;
        if (!mayFix(fix, session.identity?.role)) {
            return html`<span class="secondary">Takes the role ${fix.role}</span>`;
        }
        const isBusy = this.state.fixing === id;
        return html`
            <button type="button" class="outlined small" data-click="fix" data-check="${fix.check}" data-line="${id}"
                title="${fix.effect}" aria-label="${fix.label}: ${title}" ${flag("disabled", this.state.fixing)}>
                        ${isBusy ? "Working…" : fix.label}</button>
        `;
    }
}
