import { send } from "../lib/api.js";
import { duration } from "../lib/format.js";
import { flag, html } from "../lib/html.js";
import { options, problemBox } from "../lib/parts.js";
import { ApiError, asProblem, isAbort } from "../lib/problem.js";
import { session } from "../lib/session.js";
import { EventParser, readEvents } from "../lib/sse.js";
import { View } from "../lib/view.js";

const forms = [["chat", "Chat"], ["completion", "Completion"], ["embedding", "Embedding"]];

/**
 * What was said: by whom, in which form, and what an answer took.
 * @typedef {{role: "user" | "assistant", content: string, form: Form, thinking?: string, summary?: AnswerSummary}} Said
 * @typedef {NonNullable<API.AskRequest["form"]>} Form
 */

/**
 * @typedef {{
 *     form: Form,
 *     messages: Said[],
 *     busy: boolean,
 *     waited: number,
 *     answer: { text: string, thinking: string } | null,
 *     summary: AnswerSummary | { cancelled: true } | null,
 *     problem: Problem | null,
 * }} State
 */

/**
 * `<service-try region="…" name="…" ready="true">`: questions through the service's own endpoint; answers come as they
 * are generated. What was said is kept in this page only.
 * @extends {View<State>}
 */
export class ServiceTry extends View {
    static observedAttributes = ["ready"];
    /** @type {State} */
    state = { form: "chat", messages: [], busy: false, waited: 0, answer: null, summary: null, problem: null };
    /** @type {Actions} */
    actions = {
        ask: () => this.#ask(),
        form: (select) => this.set({ form: /** @type {Form} */ (select.value), summary: null, problem: null }),
        cancel: () => this.#abort?.abort(),
        clear: () => this.set({ messages: [], summary: null, problem: null }),
    };
    /** @type {AbortController | null} */
    #abort = null;

    started() {
        this.cleanup(() => this.#abort?.abort());
    }

    attributeChangedCallback() {
        if (this.isConnected) this.update();
    }

    async #ask() {
        const box = this.find("textarea", "#try-prompt");
        const prompt = box.value.trim();
        if (!prompt || this.state.busy) return;
        const { form } = this.state;
        /** @type {Said} */
        const said = { role: "user", content: prompt, form };
        const messages = form === "chat" ? [...this.state.messages, said] : [said];
        this.#abort = new AbortController();
        this.set({ busy: true, waited: 0, answer: { text: "", thinking: "" }, messages, summary: null, problem: null });
        try {
            await this.#listen(form, messages);
            box.value = "";
        } catch (error) {
            const left = { messages: messages.slice(0, -1) };
            if (!isAbort(error)) this.set({ problem: asProblem(error), ...left });
            else this.set({ ...left, summary: { cancelled: true } });
        }
        this.set({ busy: false, answer: null });
    }

    /**
     * @param {Form} form
     * @param {Said[]} messages
     */
    async #listen(form, messages) {
        const system = form === "chat" ? this.find("input", "#try-system").value.trim() : "";
        const limit = Number(this.find("input", "#try-limit").value) || undefined;
        const talk = messages.filter((message) => message.form === form).map(({ role, content }) => ({
            role,
            content,
        }));
        /** @type {API.AskRequest} */
        const body = {
            region: this.given("region"),
            name: this.given("name"),
            form,
            maxTokens: limit,
            messages: system ? [{ role: "system", content: system }, ...talk] : talk,
        };
        const response = await send("POST", "/api/services/ask", {
            query: { project: session.project },
            body,
            headers: { Accept: "text/event-stream" },
            signal: this.#abort?.signal,
        });
        await readEvents(response, new EventParser(), ({ type, data }) => {
            if (type === "problem") throw new ApiError(JSON.parse(data));
            this.#came(type, JSON.parse(data), messages);
        });
    }

    /**
     * @param {string} type
     * @param {AnswerEvent} event
     * @param {Said[]} messages
     */
    #came(type, event, messages) {
        const { answer } = this.state;
        if (type === "waiting") this.set({ waited: event.seconds ?? 0 });
        if (type === "began") this.set({ waited: 0 });
        if (type === "piece") {
            this.set({
                answer: {
                    text: (answer?.text ?? "") + (event.text ?? ""),
                    thinking: (answer?.thinking ?? "") + (event.thinking ?? ""),
                },
            });
        }
        const { summary } = event;
        if (type !== "ended" || !summary) return;
        /** @type {Said} */
        const said = {
            role: "assistant",
            content: summary.text,
            thinking: answer?.thinking,
            form: this.state.form,
            summary,
        };
        this.set({ messages: [...messages, said], summary, answer: null });
    }

    template() {
        const { form, busy, waited, messages, answer, problem, summary } = this.state;
        const isReady = this.getAttribute("ready") === "true";
        if (!session.canWork) {
            return html`
                <section class="card" aria-labelledby="try-title">
                    <div class="card-head">
                        <h2 id="try-title">Try it
                                </h2>
                    </div>
                    <p class="secondary">You are a viewer; asking the service wakes an instance, which takes an
                                operator.</p>
                </section>
            `;
        }
        return html`<section class="card" aria-labelledby="try-title"><div class="card-head"><h2 id="try-title">Try it</h2>
            <span class="space"></span>${
            messages.length > 0 && !busy && html`
                <button type="button" class="text small"
                    data-click="clear">Clear</button>
            `
        }</div>
            ${
            !isReady &&
            html`<p class="secondary">The service is not ready; a question may fail, or wait for an instance to start.</p>`
        }
            <ol class="talk" aria-live="polite">${messages.map(said)}
                ${
            busy &&
            html`<li class="assistant" data-key="answer">${
                answer?.thinking && html`<p class="thinking">${answer.thinking}</p>`
            }
                    ${
                answer?.text
                    ? html`<p>${answer.text}</p>`
                    : html`<p class="secondary">${
                        waited > 0 ? `Starting an instance … ${duration(waited)}` : "Asking…"
                    }</p>`
            }</li>`
        }</ol>
            ${problemBox(problem)}${
            summary && "cancelled" in summary && html`<p class="secondary">Cancelled; the engine stopped too.</p>`
        }
            <form data-submit="ask"><div class="row try-options"><div class="field"><label for="try-form">What</label>
                <select id="try-form" data-change="form">${options(forms, form)}</select></div>
                <div class="field"><label for="try-limit">Tokens at most</label><input id="try-limit" type="number" min="1"
                    max="100000" placeholder="any" /></div>
                ${
            form === "chat" && html`<div class="field grow"><label for="try-system">System message</label>
                    <input id="try-system" autocomplete="off" placeholder="none" /></div>`
        }</div>
                <div class="field"><label for="try-prompt">${form === "chat" ? "Message" : "Text"}</label>
                <textarea id="try-prompt" rows="3" placeholder="Say hello in three languages."></textarea></div>
                <div class="row"><button type="submit" class="filled" ${flag("disabled", busy)}>${
            busy ? "Asking…" : "Ask"
        }</button>
                ${
            busy && html`<button type="button" class="outlined" data-click="cancel">Cancel</button>`
        }</div></form></section>`;
    }
}

/**
 * @param {Said} message
 * @param {number} index
 */
function said({ role, content, thinking, summary }, index) {
    return html`<li class="${role}" data-key="said-${index}">${
        thinking && html`
            <details>
                <summary>Thinking</summary>
                <p class="thinking">${thinking}</p>
            </details>
        `
    }<p>${content}</p>${
        summary && html`<p class="secondary">${measured(summary)}
        ${
            summary.isStandIn && html`
                · <span class="chip warning">the simulator's stand-in engine</span>
            `
        }</p>`
    }</li>`;
}

/**
 * @param {Maybe<number>} value
 * @returns {value is number}
 */
const isKnown = (value) => value !== null && value !== undefined;

/** @param {AnswerSummary} summary */
function measured({ milliseconds, firstTokenMilliseconds, generatedTokens, tokensPerSecond, finish }) {
    const number = (/** @type {number} */ value) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
    return [
        `${number(milliseconds)} ms`,
        isKnown(firstTokenMilliseconds) && `first token after ${number(firstTokenMilliseconds)} ms`,
        isKnown(generatedTokens) && `${number(generatedTokens)} tokens`,
        isKnown(tokensPerSecond) && `${number(tokensPerSecond)} tokens/s`,
        finish === "length" && "cut at the limit",
    ].filter(Boolean).join(" · ");
}
