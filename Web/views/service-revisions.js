import { FieldDiff } from "./field-diff.js";
import { api } from "../lib/api.js";
import { differences } from "../lib/diff.js";
import { flag, html } from "../lib/html.js";
import { empty, problemBox, refreshButton, skeleton, status, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     revisions: API.RevisionView[] | null,
 *     problem: Problem | null,
 *     busy: boolean,
 *     shares: Record<string, number> | null,
 *     saving: boolean,
 *     open: string | null,
 * }} State
 */

/**
 * `<service-revisions region="…" name="…">`: the revisions of a service, what each changed, rolling back, and how the
 * traffic is divided.
 * @extends {View<State>}
 */
export class ServiceRevisions extends View {
    /** @type {State} */
    state = { revisions: null, problem: null, busy: false, shares: null, saving: false, open: null };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        compare: (button) =>
            this.set({ open: this.state.open === button.dataset.revision ? null : button.dataset.revision }),
        rollback: (button) => this.#rollBack(button.dataset.revision),
        divide: () =>
            this.set({
                shares: Object.fromEntries((this.state.revisions ?? []).map((one) => [one.name, one.percent])),
            }),
        keep: () => this.set({ shares: null, problem: null }),
        share: (input) => this.set({ shares: { ...this.state.shares, [input.dataset.revision]: Number(input.value) } }),
        latest: () => this.#save([{ percent: 100 }]),
        save: () => this.#save(this.#wanted),
    };

    started() {
        this.#load();
    }

    /** @returns {[region: string, name: string]} */
    get #place() {
        return [this.given("region"), this.given("name")];
    }

    get #wanted() {
        const revisions = this.state.revisions ?? [];
        const shares = this.state.shares ?? {};
        return revisions.filter((one) => shares[one.name] > 0 || one.tags.length > 0).flatMap((one) => {
            const [tag, ...others] = one.tags;
            return [
                { revision: one.name, percent: shares[one.name] ?? 0, tag },
                ...others.map((name) => ({ revision: one.name, percent: 0, tag: name })),
            ];
        });
    }

    async #load() {
        if (this.state.busy) return;
        this.set({ busy: true });
        try {
            const { revisions } = await api.revisions(...this.#place);
            this.set({ revisions, problem: null, busy: false });
        } catch (error) {
            this.set({ problem: asProblem(error), busy: false });
        }
    }

    /** @param {API.TrafficRequest["shares"]} shares */
    async #save(shares) {
        this.set({ saving: true, problem: null });
        try {
            await api.setTraffic(...this.#place, shares);
            toast("Traffic is divided.");
            this.set({ shares: null, saving: false });
            this.#load();
        } catch (error) {
            this.set({ problem: asProblem(error), saving: false });
        }
    }

    /** @param {string} revision */
    #rollBack(revision) {
        const [region, name] = this.#place;
        this.find("confirm-dialog").ask({
            title: "Roll back",
            text:
                html`All traffic of <strong>${name}</strong> goes to <code>${revision}</code> at once. The next deploy or
                update takes it to its own revision again.`,
            verb: "Roll back",
            work: () => api.rollback(region, name, revision),
            done: () => {
                toast(`All traffic goes to ${revision}.`);
                this.#load();
            },
        });
    }

    // Markup

    template() {
        const { revisions, busy, shares } = this.state;
        const canDivide = session.canWork && revisions && revisions.length > 1 && !shares;
        return html`
            <section class="card flush" aria-labelledby="revisions-title"><div class="card-head">
                        <h2 id="revisions-title">Revisions</h2><span class="space"></span>
                        ${canDivide &&
                            html`<button type="button" class="outlined small" data-click="divide">Divide traffic</button>`}
                        ${refreshButton(busy)}</div>${this.#content()}</section>
            <confirm-dialog></confirm-dialog>
        `;
    }

    #content() {
        const { revisions, problem, shares } = this.state;
        const box = problem && html`<div class="pad">${problemBox(problem, { retry: "refresh" })}</div>`;
        if (!revisions) return box ?? html`<div class="pad">${skeleton(4)}</div>`;
        if (revisions.length === 0) {
            return html`${box}${empty("services", "No revision yet", "The first one comes with the deploy.")}`;
        }
        return html`
            ${box}<div class="table-wrap">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">Revision</th>
                            <th scope="col">Status</th>
                            <th scope="col">Traffic</th>
                            <th scope="col">Created</th>
                            <th scope="col"><span class="visually-hidden">Actions</span></th>
                        </tr>
                    </thead>
                    <tbody>${revisions.map((revision, index) => this.#row(revision, revisions[index + 1]))}</tbody>
                </table>
            </div>
                        ${shares && this.#sum(shares)}
        `;
    }

    /**
     * @param {API.RevisionView} revision
     * @param {API.RevisionView | undefined} before
     */
    #row(revision, before) {
        const { shares, open } = this.state;
        const { name, state, problem, percent, tags, createdAt } = revision;
        const canServe = ["ready", "retired"].includes(state);
        return html`
            <tr data-key="revision-${name}">
                <th scope="row"><code>${name}</code>
                            ${tags.map((tag) =>
                                html`
                                    <span class="chip">${tag}</span>
                                `
                            )}</th>
                <td data-label="Status">${status("revision", state, problem?.title)}
                            ${problem && html`<p class="secondary">${problem.title}</p>`}</td>
                <td data-label="Traffic" class="nowrap">${shares
                    ? this.#input(name, shares[name] ?? 0, canServe)
                    : `${percent} %`}</td>
                <td data-label="Created" class="nowrap">${time(createdAt)}</td>
                <td class="row-actions">${before && html`
                    <button type="button" class="text small" data-click="compare"
                        data-revision="${name}" aria-expanded="${String(open === name)}">Changes</button>
                `}
                            ${session.canWork && canServe && percent < 100 && !shares && html`
                                <button type="button"
                                    class="text small" data-click="rollback" data-revision="${name}">Roll back to this</button>
                            `}</td>
            </tr>
                        ${open === name && before && html`
                            <tr data-key="diff-${name}">
                                <td colspan="5">${diff(before, revision)}</td>
                            </tr>
                        `}
        `;
    }

    /**
     * @param {string} name
     * @param {number} value
     * @param {boolean} canServe
     */
    #input(name, value, canServe) {
        return html`<span class="row share"><input type="range" min="0" max="100" value="${value}" data-input="share"
            data-revision="${name}" aria-label="Traffic of ${name} in percent" ${flag("disabled", !canServe)} />
            <input type="number" min="0" max="100" value="${value}" data-input="share" data-revision="${name}"
            aria-label="Percent of ${name}" ${flag("disabled", !canServe)} /> %</span>`;
    }

    /** @param {Record<string, number>} shares */
    #sum(shares) {
        const { saving } = this.state;
        const total = Object.values(shares).reduce((sum, value) => sum + (value || 0), 0);
        return html`<div class="pad row end"><span class="${
            total === 100 ? "secondary" : "status error"
        }" role="status">
                ${total} % of 100 %</span><span class="space"></span>
            <button type="button" class="text" data-click="keep">Keep</button>
            <button type="button" class="outlined" data-click="latest" ${flag("disabled", saving)}>Everything to the
                latest</button>
            <button type="button" class="filled" data-click="save" ${flag("disabled", saving || total !== 100)}>
                ${saving ? "Working…" : "Divide"}</button></div>`;
    }
}

/**
 * What a revision has different from the one before it.
 * @param {API.RevisionView} before
 * @param {API.RevisionView} revision
 */
function diff(before, revision) {
    const changes = differences(before.settings, revision.settings);
    if (changes.length === 0) return html`<p class="secondary">The same settings as ${before.name}.</p>`;
    return FieldDiff(changes, `Changes since ${before.name}`);
}
