import { api } from "../lib/api.js";
import { bytes, money } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { notice, problemBox, skeleton, status } from "../lib/parts.js";
import { outcome } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { findingState, findingWord, garbageWord, sumOf } from "../lib/storage.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     check: API.FsckList | null,
 *     checkProblem: Problem | null,
 *     garbage: API.GarbageList | null,
 *     garbageProblem: Problem | null,
 *     kept: Set<string>,
 *     busy: boolean,
 * }} State
 */

/**
 * `<storage-check>`: what does not fit together in the buckets, with its repair, and what nothing needs any more, with
 * its cost. Nothing changes before it is confirmed. Fires `changed` (bubbles) when something was, `closed` when it goes.
 * @extends {View<State>}
 */
export class StorageCheck extends View {
    /** @type {State} */
    state = { check: null, checkProblem: null, garbage: null, garbageProblem: null, kept: new Set(), busy: false };
    /** @type {Actions} */
    actions = {
        check: () => this.#load(),
        close: () => this.dispatchEvent(new CustomEvent("closed", { bubbles: true })),
        repair: () => this.#repair(),
        choose: (input) => this.#choose(input.value, input.checked),
        collect: () => this.#collect(),
    };

    started() {
        this.#load();
    }

    async #load() {
        this.set({ busy: true, checkProblem: null, garbageProblem: null });
        const [check, garbage] = await Promise.all([outcome(api.checkStorage()), outcome(api.garbage())]);
        this.set({
            check: check.value,
            checkProblem: check.problem,
            garbage: garbage.value,
            garbageProblem: garbage.problem,
            kept: new Set(),
            busy: false,
        });
    }

    get #chosen() {
        return (this.state.garbage?.items ?? []).filter((item) => !this.state.kept.has(item.id) && !item.outcome);
    }

    // Actions

    /**
     * @param {string} id
     * @param {boolean} isChosen
     */
    #choose(id, isChosen) {
        const kept = new Set(this.state.kept);
        if (isChosen) kept.delete(id);
        else kept.add(id);
        this.set({ kept });
    }

    #repair() {
        const findings = this.state.check?.findings ?? [];
        const open = findings.filter((finding) => finding.repair);
        this.find("confirm-dialog").ask({
            title: "Repair storage?",
            text:
                `What is found is repaired as described (${open.length} of ${findings.length}). Files of models stay, and what cannot be read is ` +
                "put aside before it is written anew.",
            verb: "Repair",
            work: () => api.repairStorage(),
            done: (check) => {
                toast(check.clean ? "Everything is repaired." : "Some findings are left; each says why.");
                this.set({ check });
                this.#changed();
            },
        });
    }

    #collect() {
        const chosen = this.#chosen;
        const { size, cost } = sumOf(chosen);
        this.find("confirm-dialog").ask({
            title: "Delete what nothing needs?",
            text: `${items(chosen.length)}, ${bytes(size)}${cost ? `, ${cost} per month` : ""}. This cannot be undone.`,
            verb: "Delete",
            work: () => api.collectGarbage(chosen.map((item) => item.id)),
            done: (done) => {
                toast(`${bytes(done.freedBytes)} freed.`);
                const kept = done.items.filter((item) => item.outcome === "kept");
                this.#load().then(() => kept.length && toast(`${kept.length} items were kept: ${kept[0].note}`));
                this.#changed();
            },
        });
    }

    #changed() {
        this.dispatchEvent(new CustomEvent("changed", { bubbles: true }));
    }

    // Markup

    template() {
        const { busy } = this.state;
        return html`
            <section class="card" aria-labelledby="storage-title">
                        <div class="card-head"><h2 id="storage-title">Storage check</h2><span class="space"></span>
                            <button type="button" class="icon-button" data-click="check" aria-label="Check again" title="Check again"
                                ${flag("disabled", busy)}>${icon("refresh")}</button>
                            <button type="button" class="icon-button" data-click="close" aria-label="Close the storage check"
                                title="Close">${icon("close")}</button></div>
                        ${this.#check()}${this.#garbage()}</section>
            <confirm-dialog></confirm-dialog>
        `;
    }

    #check() {
        const { check, checkProblem, busy } = this.state;
        if (checkProblem) return problemBox(checkProblem, { retry: "check" });
        if (!check) return skeleton(4);
        const open = check.findings.filter((finding) => finding.outcome !== "repaired");
        return html`<div class="storage-part" role="status">
            ${
            check.problems.map(({ bucket, problem }) =>
                problemBox({ ...problem, title: `${bucket}: ${problem.title}` })
            )
        }
            ${
            check.clean && check.findings.length === 0 && notice(
                "ok",
                html`
                    <strong>Everything fits together</strong>
                    <p>Catalogs, manifests, files and imports of ${check.buckets.length}
                                    ${check.buckets.length === 1 ? "bucket" : "buckets"} were compared.</p>
                `,
            )
        }
            ${check.findings.length > 0 && html`<ul class="findings">${check.findings.map(finding)}</ul>`}
            ${
            session.canWork && open.some((found) => found.repair && !found.outcome) && html`<div class="row">
                <button type="button" class="outlined" data-click="repair" ${flag("disabled", busy)}>Repair</button>
                <span class="secondary">Safe while imports and services run.</span></div>`
        }</div>`;
    }

    #garbage() {
        const { garbage, garbageProblem, kept, busy } = this.state;
        if (garbageProblem) return problemBox(garbageProblem, { retry: "check" });
        if (!garbage) return null;
        if (garbage.items.length === 0) {
            return html`
                <h3>Cleanup</h3>
                <p class="secondary">Nothing is kept that nothing needs.</p>
            `;
        }
        const { size, cost } = sumOf(this.#chosen);
        return html`<div class="storage-part"><h3>Cleanup</h3>
            <p class="secondary">Nothing references these. What a service uses or an import holds is not among them.</p>
            <div class="table-wrap"><table class="dense"><thead><tr>
                <th scope="col"><span class="visually-hidden">Delete</span></th><th scope="col">What</th>
                <th scope="col">Bucket</th><th scope="col" class="number">Size</th>
                <th scope="col" class="number">Per month</th></tr></thead>
            <tbody>${garbage.items.map((item) => garbageRow(item, !kept.has(item.id)))}</tbody></table></div>
            ${
            garbage.problems.map(({ bucket, problem }) =>
                problemBox({ ...problem, title: `${bucket}: ${problem.title}` })
            )
        }
            ${
            session.canWork && html`<div class="row"><button type="button" class="outlined danger" data-click="collect"
                ${flag("disabled", busy || this.#chosen.length === 0)}>Delete ${items(this.#chosen.length)}</button>
                <span class="secondary">${bytes(size)} ${
                cost && html`
                    · ${cost} per month
                `
            }</span></div>`
        }</div>`;
    }
}

/** @param {number} count */
const items = (count) => (count === 1 ? "1 item" : `${count} items`);

/** @param {API.FsckFindingView} found */
function finding(found) {
    return html`
        <li class="finding" data-key="finding-${found.bucket}-${found.kind}-${found.object}">
            <div class="finding-state">${status("finding", findingState(found))}</div>
            <div class="finding-text"><span class="strong">${findingWord(found.kind)}</span>
                    <code class="wrap">${found.object}</code> <span class="secondary">in ${found.bucket}</span>
                    <p>${found.detail}</p>
                    ${found.outcome !== "repaired" &&
                        html`<p class="secondary">${
                            found.note
                                ? `Left: ${found.note}`
                                : found.repair
                                ? `Repair: ${found.repair}.`
                                : "A person must look at it."
                        }</p>`}
                </div>
        </li>
    `;
}

/**
 * @param {API.GarbageView} item
 * @param {boolean} isChosen
 */
function garbageRow(item, isChosen) {
    return html`
        <tr data-key="garbage-${item.id}">
            <td><input type="checkbox" data-change="choose" value="${item.id}" aria-label="Delete ${item.object}"
                    ${flag("checked", isChosen)} ${flag("disabled", !session.canWork)} /></td>
            <th scope="row"><span class="strong">${garbageWord(item.kind)}</span>
                    <code class="wrap">${item.object}</code><span class="secondary why">${item.detail}</span></th>
            <td data-label="Bucket" class="nowrap">${item.bucket}</td>
            <td data-label="Size" class="number">${bytes(item.size)}</td>
            <td data-label="Per month" class="number">${item.monthlyCost ? money(item.monthlyCost) : "—"}</td>
        </tr>
    `;
}
