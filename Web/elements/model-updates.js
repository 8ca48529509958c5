import { api } from "../lib/api.js";
import { short } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { navigation } from "../lib/navigation.js";
import { notice, problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { paths } from "../lib/router.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     listing: API.ModelUpdateList | null,
 *     problem: Problem | null,
 *     startProblem: Problem | null,
 *     starting: string | null,
 * }} State
 */

/**
 * `<model-updates>`: the models whose hub has a newer revision, each with its import. With `bucket`, `source` and `id` it
 * tells of that model. Shows nothing while everything is current; fires `updates` (bubbles) with the list.
 * @extends {View<State>}
 */
export class ModelUpdates extends View {
    /** @type {State} */
    state = { listing: null, problem: null, startProblem: null, starting: null };
    /** @type {Actions} */
    actions = {
        retry: () => this.#load(true),
        import: (button) => this.#import(button.dataset),
    };

    started() {
        if (session.project) this.#load(false);
    }

    /** @param {boolean} fresh */
    async #load(fresh) {
        this.set({ problem: null });
        try {
            const listing = await api.modelUpdates(fresh);
            this.set({ listing });
            this.dispatchEvent(new CustomEvent("updates", { bubbles: true, detail: listing }));
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    /** @param {Dataset} data */
    async #import({ bucket, reference }) {
        this.set({ starting: reference, startProblem: null });
        try {
            const view = await api.startImport({ bucket, model: reference });
            navigation.go(paths.import(view.id, bucket));
        } catch (error) {
            this.set({ startProblem: asProblem(error), starting: null });
        }
    }

    // Markup

    /** @param {{ bucket: string, source: string, id: string }} model */
    #isMine({ bucket, source, id }) {
        const mine = this.given("id-of-model");
        return !mine ||
            (mine === id && this.given("bucket") === bucket && this.given("source") === source);
    }

    template() {
        const { listing, problem, startProblem } = this.state;
        if (problem) return problemBox(problem, { retry: "retry", tone: "warning" });
        if (!listing) return html``;
        const updates = listing.updates.filter((update) => this.#isMine(update));
        const unchecked = listing.unchecked.filter((each) => this.#isMine(each));
        return html`${problemBox(startProblem)}${updates.length > 0 && notice("info", this.#newer(updates))}
            ${unchecked.length > 0 && notice("info", this.#unknown(unchecked))}`;
    }

    /** @param {API.ModelUpdateView[]} updates */
    #newer(updates) {
        return html`
            <strong>${updates.length === 1 ? "The hub has a newer revision" : `${updates.length} models have a newer
                revision at their hub`}</strong>
            <ul class="updates">${updates.map((update) =>
                html`<li data-key="update-${update.bucket}-${update.reference}">
                <a href="${paths.model(update)}">${update.id}</a>
                <span class="secondary mono">${short(update.pin)} → ${short(update.newPin)}</span>
                ${
                    session.canWork && html`
                        <button type="button" class="outlined small" data-click="import"
                            data-bucket="${update.bucket}" data-reference="${update.reference}"
                            aria-label="Import the newer revision of ${update.id}"
                            ${flag("disabled", this.state.starting === update.reference)}>Import newer revision</button>
                    `
                }
                <span class="secondary">${
                    update.source === "ollama"
                        ? "The tag is replaced; the old blobs stay until “Check storage” removes them."
                        : "It is imported beside this one; deploy it in its place, then remove the old one."
                }</span>
                </li>`
            )}</ul>
        `;
    }

    /** @param {API.ModelUpdateListUnchecked[]} unchecked */
    #unknown(unchecked) {
        const word = unchecked.length === 1 ? "model" : "models";
        return html`
            <details>
                <summary>Whether ${unchecked.length} ${word} ${unchecked.length === 1 ? "is" : "are"} current
                        is not known</summary>
                <ul>${unchecked.map((each) => html`<li>${each.id}: ${each.problem.detail}</li>`)}</ul>
            </details>
        `;
    }
}
