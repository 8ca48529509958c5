import { html } from "../lib/html.js";
import { pageBar } from "../lib/parts.js";
import { View } from "../lib/view.js";

/** The first tab: who the manager is, what it works on, and what is missing. */
export class GeneralView extends View {
    template() {
        return html`${pageBar("General")}
            <div class="cards">
                <identity-card></identity-card>
                <project-card></project-card>
                <checks-card></checks-card>
                <network-card></network-card>
                <quota-card></quota-card>
            </div>`;
    }
}
