import { flag, html } from "../lib/html.js";
import { asProblem } from "../lib/problem.js";
import { problemBox } from "../lib/parts.js";
import { View } from "../lib/view.js";

/**
 * What is asked: what goes, the word on the button, the work, and what follows it.
 * @template [Answer=any]
 * @typedef {{
 *     title: string,
 *     text: unknown,
 *     verb: string,
 *     typed?: string,
 *     work: () => Promise<Answer>,
 *     done?: (answer: Answer) => unknown,
 * }} Question
 */

/** @typedef {{ question: Question | null, typed: string, busy: boolean, problem: Problem | null }} State */

/**
 * `<confirm-dialog>`: asks once before something goes. The name must be typed when `typed` is given.
 *
 *     dialog.ask({title, text, verb: "Delete", typed: "tiny-llama", work: () => api.delete(…), done: () => …})
 * @extends {View<State>}
 */
export class ConfirmDialog extends View {
    /** @type {State} */
    state = { question: null, typed: "", busy: false, problem: null };
    /** @type {Actions} */
    actions = {
        close: () => this.#dialog.close(),
        typed: (input) => this.set({ typed: input.value }),
        confirm: () => this.#confirm(),
    };

    get #dialog() {
        return this.find("dialog");
    }

    /**
     * @template Answer
     * @param {Question<Answer>} question
     */
    ask(question) {
        this.state = { question, typed: "", busy: false, problem: null };
        this.render();
        const input = this.querySelector("input");
        if (input) input.value = "";
        this.#dialog.showModal();
    }

    async #confirm() {
        const { question } = this.state;
        if (!question || this.#isBlocked) return;
        this.set({ busy: true, problem: null });
        try {
            const answer = await question.work();
            this.#dialog.close();
            question.done?.(answer);
        } catch (error) {
            this.set({ busy: false, problem: asProblem(error) });
        }
    }

    get #isBlocked() {
        const { question, typed, busy } = this.state;
        return busy || (question?.typed !== undefined && typed.trim() !== question.typed);
    }

    template() {
        const { question, busy, problem } = this.state;
        return html`<dialog aria-labelledby="confirm-title">${
            question && html`<form data-submit="confirm">
            <h2 id="confirm-title">${question.title}</h2>
            <p>${question.text}</p>
            ${
                question.typed !== undefined && html`<div class="field">
                <label for="confirm-typed">Type <code>${question.typed}</code> to confirm</label>
                <input id="confirm-typed" data-input="typed" autocomplete="off" spellcheck="false" /></div>`
            }
            ${problemBox(problem)}
            <div class="row end">
                <button type="button" class="text" data-click="close">Keep</button>
                <button type="submit" class="filled danger" ${flag("disabled", this.#isBlocked)}>
                    ${busy ? "Working…" : question.verb}</button>
            </div></form>`
        }</dialog>`;
    }
}
