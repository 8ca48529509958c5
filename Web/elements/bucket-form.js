import { api } from "../lib/api.js";
import { bucketNameProblem } from "../lib/form.js";
import { flag, html } from "../lib/html.js";
import { field, options, problemBox } from "../lib/parts.js";
import { asProblem } from "../lib/problem.js";
import { regions } from "../lib/regions.js";
import { session } from "../lib/session.js";
import { View } from "../lib/view.js";

/**
 * @typedef {{
 *     name: string,
 *     location: string,
 *     busy: boolean,
 *     problem: Problem | null,
 *     wrong: string | null,
 * }} State
 */

/**
 * `<bucket-form>`: a new bucket. Fires `created` (bubbles) with the BucketView.
 * @extends {View<State>}
 */
export class BucketForm extends View {
    #regions = session.project === "local" ? ["local"] : regions;
    /** @type {State} */
    state = {
        name: `${session.project ?? "my"}-models`,
        location: this.#regions[0],
        busy: false,
        problem: null,
        wrong: null,
    };
    /** @type {Actions} */
    actions = {
        name: (input) => this.set({ name: input.value.trim(), wrong: null }),
        location: (input) => this.set({ location: input.value.trim() }),
        create: () => this.#create(),
    };

    async #create() {
        const { name, location, busy } = this.state;
        const wrong = bucketNameProblem(name);
        if (wrong || busy) return this.set({ wrong });
        this.set({ busy: true, problem: null });
        try {
            const bucket = await api.createBucket({ name, location });
            this.dispatchEvent(new CustomEvent("created", { bubbles: true, detail: bucket }));
        } catch (error) {
            this.set({ problem: asProblem(error) });
        }
        this.set({ busy: false });
    }

    template() {
        const { name, location, busy, problem, wrong } = this.state;
        return html`<form data-submit="create">
            ${
            field(
                "bucket-name",
                "Bucket name",
                html`
                    <input id="bucket-name" data-input="name" value="${name}"
                        autocomplete="off" spellcheck="false" aria-describedby="bucket-name-help"
                        aria-invalid="${String(Boolean(wrong))}" />
                `,
                wrong ? html`<span class="wrong">${wrong}</span>` : "Unique in all of Cloud Storage.",
            )
        }
            ${
            field(
                "bucket-region",
                "Region",
                html`<select id="bucket-region" data-change="location">
                ${options(this.#regions.map((region) => [region, region]), location)}</select>`,
                "Services load fastest from a bucket of their own region; the first seven have GPUs.",
            )
        }
            ${problemBox(problem)}
            <div class="row end"><button type="submit" class="outlined" ${flag("disabled", busy)}>
                ${busy ? "Creating…" : "Create bucket"}</button></div></form>`;
    }
}
