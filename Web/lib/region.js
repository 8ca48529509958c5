/** The region whose network and quota the General tab looks at; for this visit only. `null` is the manager's default. */
class ChosenRegion extends EventTarget {
    /** @type {string | null} */
    #value = null;

    get value() {
        return this.#value;
    }

    /** @param {string | null} value */
    choose(value) {
        if (value === this.#value) return;
        this.#value = value;
        this.dispatchEvent(new Event("change"));
    }
}

export const region = new ChosenRegion();
