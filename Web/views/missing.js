import { html } from "../lib/html.js";
import { empty, pageBar } from "../lib/parts.js";
import { View } from "../lib/view.js";

/** An address that leads nowhere. */
export class MissingView extends View {
    template() {
        const back = html`<a class="button filled" href="/general">Go to General</a>`;
        return html`${pageBar("Page not found")}
            ${empty("help", "There is no such page", `The console has nothing at ${this.route.path}.`, back)}`;
    }
}
