import { api } from "../lib/api.js";
import { duration } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { View } from "../lib/view.js";

/** `<ask-box region="…" name="…" ready="true">`: one question through the service's own endpoint. */
export class AskBox extends View {
    static observedAttributes = ["ready"];
    state = { busy: false, waited: 0, answer: null, problem: null };
    actions = { ask: () => this.#ask() };

    attributeChangedCallback() {
        if (this.isConnected) this.update();
    }

    async #ask() {
        const prompt = this.querySelector("textarea").value.trim();
        if (!prompt || this.state.busy) return;
        const startedAt = Date.now();
        const timer = setInterval(() => this.set({ waited: (Date.now() - startedAt) / 1000 }), 1000);
        this.set({ busy: true, waited: 0, answer: null, problem: null });
        try {
            const answer = await api.ask({ region: this.getAttribute("region"), name: this.getAttribute("name"), prompt });
            this.set({ answer });
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        clearInterval(timer);
        this.set({ busy: false });
    }

    template() {
        const { busy, waited, answer, problem } = this.state;
        const isReady = this.getAttribute("ready") === "true";
        return html`<section class="card" aria-labelledby="ask-title">
            <div class="card-head"><h2 id="ask-title">Try it</h2></div>
            <form data-submit="ask"><div class="field"><label for="ask-prompt">Question</label>
                <textarea id="ask-prompt" rows="3" placeholder="Say hello in three languages."></textarea></div>
            <div class="row"><button type="submit" class="filled" ${flag("disabled", busy)}>
                ${busy ? "Asking…" : "Ask"}</button>
                ${busy && waited > 3 && html`<span class="secondary">${duration(waited)}; a cold instance starts first.</span>`}
                ${!isReady && !busy && html`<span class="secondary">The service is not ready yet.</span>`}</div></form>
            ${problemBox(problem, { retry: "ask" })}
            <div aria-live="polite">${answer && html`<figure class="answer"><blockquote>${answer.answer}</blockquote>
                <figcaption class="secondary">${answer.milliseconds.toLocaleString("en-US")} ms
                ${answer.standIn && html` · <span class="chip warning">answer of the simulator's stand-in engine</span>`}
                </figcaption>
                <details><summary>The engine's own answer (${answer.status})</summary><pre>${pretty(answer.body)}</pre>
                </details></figure>`}</div></section>`;
    }
}

function pretty(body) {
    try {
        return JSON.stringify(JSON.parse(body), null, 2).slice(0, 20_000);
    } catch {
        return body.slice(0, 20_000);
    }
}
