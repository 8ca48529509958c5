import { api } from "../lib/api.js";
import { bytes } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { notice, problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     findings: API.FsckFindingView[] | null,
 *     key: API.GarbageView | null,
 *     problem: Problem | null,
 *     busy: boolean,
 * }} State
 */

/**
 * `<adopt-notice bucket="…">`: a bucket in which the earlier manager has imported models. Offers to take them over, and
 * to delete the private key that it copied into the bucket.
 * @extends {View<State>}
 */
export class AdoptNotice extends View {
    /** @type {State} */
    state = { findings: null, key: null, problem: null, busy: false };
    /** @type {Actions} */
    actions = { adopt: () => this.#adopt(), removeKey: () => this.#removeKey() };

    get #bucket() {
        return this.given("bucket");
    }

    started() {
        this.#load();
    }

    async #load() {
        try {
            const [check, garbage] = await Promise.all([api.checkStorage(this.#bucket), api.garbage(this.#bucket)]);
            this.set({
                findings: check.findings.filter((finding) => finding.kind === "not-adopted"),
                key: garbage.items.find((item) => item.kind === "private-key") ?? null,
                problem: null,
            });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    async #adopt() {
        this.set({ busy: true, problem: null });
        try {
            const { findings } = await api.adoptModels(this.#bucket);
            const adopted = findings.filter((finding) => finding.outcome === "repaired").length;
            toast(`${adopted} ${adopted === 1 ? "model is" : "models are"} adopted.`);
            await this.#load();
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    #removeKey() {
        const { key } = this.state;
        if (!key) return;
        this.find("confirm-dialog").ask({
            title: "Delete the private key",
            text: html`<code>${key.object}</code> in ${this.#bucket} (${
                bytes(key.size)
            }) is the private key of an Ollama
                home. No service needs it, and everybody who may read the bucket can read it.`,
            verb: "Delete the key",
            work: () => api.collectGarbage([key.id]),
            done: () => {
                toast("The private key is deleted.");
                this.#load();
            },
        });
    }

    template() {
        const { findings, key, problem, busy } = this.state;
        const count = findings?.length ?? 0;
        return html`${problem && html`<div class="pad">${problemBox(problem)}</div>`}
            ${
            count > 0 &&
            html`<div class="pad">${
                notice(
                    "info",
                    html`<strong>${count === 1 ? "A model" : `${count} models`}
                of the earlier manager</strong><p>${
                        (findings ?? []).map((finding) => finding.object).join(", ")
                    }: without a manifest
                the loss of the catalog would lose them. Adopting writes one (sizes and CRC32C); no file is changed.</p>
                ${
                        session.canWork && html`
                            <button type="button" class="outlined small" data-click="adopt"
                                ${flag("disabled", busy)}>${busy ? "Working…" : "Adopt"}</button>
                        `
                    }`,
                )
            }</div>`
        }
            ${
            key && html`<div class="pad">${
                notice(
                    "warning",
                    html`<strong>A private key lies in this bucket</strong>
                <p><code>${key.object}</code>: ${key.detail}</p>${
                        session.canWork && html`
                            <button type="button"
                                class="outlined small danger" data-click="removeKey">Delete the key</button>
                        `
                    }`,
                )
            }</div>`
        }
            <confirm-dialog></confirm-dialog>`;
    }
}
