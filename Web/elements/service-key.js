import { api } from "../lib/api.js";
import { flag, html } from "../lib/html.js";
import { facts, problemBox, skeleton, time } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { toast } from "../lib/toast.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     key: API.EngineKey | null | undefined,
 *     problem: Problem | null,
 *     steps: KeyStep[] | null,
 * }} State
 */

/**
 * `<service-key region="…" name="…">`: the engine's API key: made, rotated, removed; its place, never the key.
 * @extends {View<State>}
 */
export class ServiceKey extends View {
    /** @type {State} */
    state = { key: undefined, problem: null, steps: null };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        renew: () => this.#renew(),
        remove: () => this.#remove(),
    };

    started() {
        this.#load();
    }

    /** @returns {[region: string, name: string]} */
    get #place() {
        return [this.given("region"), this.given("name")];
    }

    async #load() {
        try {
            this.set({ key: (await api.key(...this.#place)).key ?? null, problem: null });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    /**
     * @param {"POST" | "DELETE"} method
     * @param {string} said
     */
    async #run(method, said) {
        this.set({ steps: [], problem: null });
        try {
            await api.changeKey(method, ...this.#place, (step) => {
                this.set({
                    steps: [...this.state.steps ?? [], step],
                    ...(step.step === "done" && { key: step.key ?? null }),
                });
            });
            toast(said);
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ steps: null });
        this.dispatchEvent(new CustomEvent("key", { bubbles: true }));
    }

    #renew() {
        const { key } = this.state;
        this.find("confirm-dialog").ask({
            title: key ? "Rotate the API key?" : "Give the engine an API key?",
            text: html`A new revision starts with the ${key ? "new " : ""}key. ${
                key
                    ? `The one before works until it serves,
                and is switched off then.`
                    : "Callers must send it from then on."
            }`,
            verb: key ? "Rotate" : "Create key",
            work: async () => {},
            done: () => this.#run("POST", "The engine asks for the new key."),
        });
    }

    #remove() {
        this.find("confirm-dialog").ask({
            title: "Remove the API key?",
            text:
                html`A new revision asks for no key, and the secret is deleted. Who may call is then said by the permissions alone.`,
            verb: "Remove key",
            work: async () => {},
            done: () => this.#run("DELETE", "The engine asks for no key."),
        });
    }

    template() {
        const { key, problem, steps } = this.state;
        const busy = flag("disabled", Boolean(steps));
        return html`
            <section class="card" aria-labelledby="key-title"><div class="card-head"><h2 id="key-title">API key</h2>
                        <span class="space"></span>${key !== undefined && session.canWork && html`
                            <button type="button" class="outlined small"
                                data-click="renew" ${busy}>${key ? "Rotate" : "Create key"}</button>
                        `}
                        ${key && session.canWork && html`
                            <button type="button" class="outlined small danger" data-click="remove"
                                ${busy}>Remove</button>
                        `}</div>
                        ${problemBox(problem, { retry: "refresh" })}${this.#content(key, problem)}
                        ${steps &&
                            html`<ol class="steps" aria-live="polite">${
                                steps.map(({ message }) => html`<li>${message}</li>`)
                            }
                <li class="secondary">Working…</li></ol>`}</section>
            <confirm-dialog></confirm-dialog>
        `;
    }

    /**
     * @param {API.EngineKey | null | undefined} key
     * @param {Problem | null} problem
     */
    #content(key, problem) {
        if (key === undefined) return !problem && skeleton(2);
        if (key === null) {
            return html`<p class="secondary">The engine asks for no key. With one, an app that cannot make ID tokens can call
                a public service, and a private service has a second lock.</p>`;
        }
        return html`
            ${facts([
                ["Secret", html`<code class="wrap">${key.secret}</code>`],
                ["Version", key.version],
                ["Made", key.createdAt && time(key.createdAt)],
                ["Other versions that still work", key.otherVersions.join(", ") || null],
            ])}<p class="secondary">The key is in Secret Manager only. Who may read it sees it with:</p>
                        <div
                class="command"><code>${key.command}</code><copy-button text="${key
                    .command}" label="Copy command"></copy-button></div>
        `;
    }
}
