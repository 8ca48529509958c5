import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { toasts } from "../lib/toast.js";
import { View } from "../lib/view.js";

/** `<toast-area>`: outcomes, bottom left, five seconds; errors stay. */
export class ToastArea extends View {
    state = { shown: [] };
    #next = 1;
    actions = { close: (button) => this.#close(Number(button.dataset.id)) };

    started() {
        this.on(toasts, "toast", ({ detail }) => this.#show(detail));
    }

    #show(detail) {
        const id = this.#next++;
        this.set({ shown: [...this.state.shown, { id, ...detail }].slice(-3) });
        if (detail.tone !== "error") setTimeout(() => this.#close(id), 5000);
    }

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
