import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { toasts } from "../lib/toast.js";
import { View } from "../lib/view.js";

/** @typedef {import("../lib/toast.js").Toast} Toast */

/** @typedef {{ shown: (Toast & { id: number })[] }} State */

/**
 * `<toast-area>`: outcomes, bottom left, five seconds; errors stay.
 * @extends {View<State>}
 */
export class ToastArea extends View {
    /** @type {State} */
    state = { shown: [] };
    #next = 1;
    /** @type {Actions} */
    actions = { close: (button) => this.#close(Number(button.dataset.id)) };

    started() {
        this.on(toasts, "toast", ({ detail }) => this.#show(detail));
    }

    /** @param {Toast} detail */
    #show(detail) {
        const id = this.#next++;
        this.set({ shown: [...this.state.shown, { id, ...detail }].slice(-3) });
        if (detail.tone !== "error") setTimeout(() => this.#close(id), 5000);
    }

    /** @param {number} id */
    #close(id) {
        this.set({ shown: this.state.shown.filter((toast) => toast.id !== id) });
    }

    template() {
        return html`<div class="toasts" role="status" aria-live="polite">${
            this.state.shown.map(
                ({ id, text, tone, link, linkText }) =>
                    html`<div class="toast" data-key="toast-${id}">
                ${icon(tone === "error" ? "error" : "check")}<span>${text}</span>
                ${link && html`<a href="${link}">${linkText}</a>`}
                <button type="button" class="icon-button" data-click="close" data-id="${id}"
                    aria-label="Close message">${icon("close", 18)}</button></div>`,
            )
        }</div>`;
    }
}
