import { html } from "../lib/html.js";
import { pageBar } from "../lib/parts.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/** The first tab: who the manager is, what it works on, and what is missing. */
export class GeneralView extends View {
    started() {
        this.on(session, "project", () => this.update());
    }

    template() {
        const isLocal = session.project === "local";
        return html`${pageBar("General")}
            <div class="cards">
                <identity-card></identity-card>
                <project-card></project-card>
                ${
            isLocal ? html`<machine-card></machine-card>` : html`
                <checks-card></checks-card>
                <network-card></network-card>
                <quota-card></quota-card>
            `
        }
            </div>`;
    }
}
