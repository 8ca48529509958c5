import { debounced } from "../lib/debounce.js";
import { textFrom, wordsFrom } from "../lib/form.js";
import { View } from "../lib/view.js";

/** @typedef {import("./deploy-fields.js").Form} Form */
/** @typedef {"environment" | "secrets" | "arguments"} List */

const emptyRows = {
    environment: () => ({ key: "", value: "" }),
    secrets: () => ({ key: "", name: "", version: "" }),
    arguments: () => "",
};

/**
 * The base of the views that hold the deploy form: what was typed, rows that come and go, arguments as rows or as text.
 * Every change asks for a new plan a moment later.
 * @template {object} State
 * @extends {View<State>}
 */
export class FormView extends View {
    /** @type {Form} */
    form = { environment: [], secrets: [], arguments: [], isText: false, text: "" };
    #replan = debounced(400, (/** @type {AbortSignal} */ signal) => this.plan(signal));
    /** @type {Actions} */
    formActions = {
        field: (input) => this.changed({ [input.name]: isTick(input) ? input.checked : input.value }),
        text: (input) => this.changed({ text: input.value, arguments: wordsFrom(input.value) }),
        toggleText: () => this.#toggleText(),
        addRow: (button) => this.#addRow(/** @type {List} */ (button.dataset.list)),
        removeRow: (button) => this.#removeRow(/** @type {List} */ (button.dataset.list), Number(button.dataset.index)),
        row: (input) =>
            this.#rowChanged(
                /** @type {List} */ (input.dataset.list),
                Number(input.dataset.index),
                input.name,
                input.value,
            ),
    };

    started() {
        this.cleanup(() => this.#replan.cancel());
    }

    /**
     * Asks for the plan of what the form says now.
     * @param {AbortSignal} [_signal]
     * @returns {Promise<void>}
     */
    async plan(_signal) {}

    /**
     * Takes what was typed, and plans it a moment later.
     * @param {Partial<Form>} changes
     */
    changed(changes) {
        Object.assign(this.form, changes);
        this.#replan();
    }

    // Rows

    #toggleText() {
        const { isText } = this.form;
        Object.assign(this.form, { isText: !isText, text: isText ? "" : textFrom(this.form.arguments) });
        this.update();
    }

    /** @param {List} list */
    #addRow(list) {
        Object.assign(this.form, { [list]: [...this.form[list], emptyRows[list]()] });
        this.render();
        const added = this.form[list].length - 1;
        this.find("input", `input[data-list="${list}"][data-index="${added}"]`).focus();
    }

    /**
     * @param {List} list
     * @param {number} index
     */
    #removeRow(list, index) {
        this.form[list].splice(index, 1);
        this.changed({});
    }

    /**
     * @param {List} list
     * @param {number} index
     * @param {string} name
     * @param {string} value
     */
    #rowChanged(list, index, name, value) {
        if (list === "arguments") this.form[list][index] = value;
        else Object.assign(this.form[list][index], { [name]: value });
        this.changed({});
    }
}

/** @param {HTMLElement} input */
const isTick = (input) => input instanceof HTMLInputElement && input.type === "checkbox";
