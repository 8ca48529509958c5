import { html } from "../lib/html.js";
import { icon } from "../lib/icons.js";
import { View } from "../lib/view.js";

/** @typedef {{ word: string | null }} State */

/**
 * `<copy-button text="…" label="Copy command">`
 * @extends {View<State>}
 */
export class CopyButton extends View {
    static observedAttributes = ["text", "label"];
    /** @type {State} */
    state = { word: null };
    /** @type {Actions} */
    actions = { copy: () => this.#copy() };

    attributeChangedCallback() {
        if (this.isConnected) this.update();
    }

    async #copy() {
        try {
            await navigator.clipboard.writeText(this.getAttribute("text") ?? "");
            this.set({ word: "Copied" });
        } catch {
            this.set({ word: "Select the text and copy it" });
        }
        setTimeout(() => this.set({ word: null }), 2000);
    }

    template() {
        const label = this.getAttribute("label") ?? "Copy";
        return html`<button type="button" class="text small" data-click="copy" aria-live="polite">
            ${icon("copy", 16)}<span>${this.state.word ?? label}</span></button>`;
    }
}
