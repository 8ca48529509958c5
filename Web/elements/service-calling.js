import { api } from "../lib/api.js";
import { html } from "../lib/html.js";
import { problemBox, skeleton } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** @type {Map<string, string>} */
const languages = new Map([["curl", "curl"], ["python", "Python"], ["javascript", "JavaScript"]]);

/** @typedef {{ calling: API.CallingGuide | null, problem: Problem | null, way: string | null }} State */

/**
 * `<service-calling region="…" name="…">`: how to call a service from a program, ready to be pasted.
 * @extends {View<State>}
 */
export class ServiceCalling extends View {
    /** @type {State} */
    state = { calling: null, problem: null, way: null };
    /** @type {Actions} */
    actions = {
        refresh: () => this.#load(),
        way: (button) => this.set({ way: button.dataset.way }),
    };

    started() {
        this.on(this.getRootNode(), "key", () => this.#load());
        this.#load();
    }

    reconnected() {
        this.#load();
    }

    async #load() {
        try {
            this.set({
                calling: await api.calling(this.given("region"), this.given("name")),
                problem: null,
            });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
    }

    template() {
        const { calling, problem } = this.state;
        return html`<section class="card" aria-labelledby="calling-title"><div class="card-head">
            <h2 id="calling-title">Call it</h2></div>${
            problem?.status === 503
                ? html`<p class="secondary">The address appears once the service exists.</p>`
                : problemBox(problem, { retry: "refresh" })
        }
            ${calling ? this.#ways(calling.ways) : !problem && skeleton(3)}</section>`;
    }

    /** @param {API.CallingWay[]} ways */
    #ways(ways) {
        const chosen = ways.find(({ id }) => id === this.state.way) ?? ways[0];
        return html`${
            ways.length > 1 &&
            html`<div class="segments" role="group" aria-label="Way to call">${
                ways.map(({ id, title }) =>
                    html`<button type="button" data-click="way" data-way="${id}" aria-pressed="${
                        String(id === chosen.id)
                    }">${title}</button>`
                )
            }</div>`
        }
            <p>${chosen.about}</p>${chosen.setup && snippet(chosen.setupTitle ?? "First", chosen.setup)}
            ${chosen.snippets.map(({ language, text }) => snippet(languages.get(language) ?? language, text))}`;
    }
}

/**
 * @param {string} title
 * @param {string} text
 */
function snippet(title, text) {
    return html`
        <div class="snippet">
            <div class="row"><h3>${title}</h3><span class="space"></span>
                <copy-button text="${text}" label="Copy"></copy-button></div>
            <pre tabindex="0" role="group" aria-label="${title}">${text}</pre>
        </div>
    `;
}
