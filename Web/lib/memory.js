/** As many answers as are kept: more than the views of a visit ask for at a time. */
const most = 60;

/**
 * The last answers of this visit by request, for the time when the manager is away. In this page's memory only: nothing
 * of it is stored.
 */
export class Memory {
    /** @type {Map<string, {value: unknown, at: number}>} */
    #answers = new Map();

    /**
     * @param {string} request
     * @param {unknown} value
     * @param {number} [at] in milliseconds
     */
    keep(request, value, at = Date.now()) {
        this.#answers.delete(request);
        this.#answers.set(request, { value, at });
        for (const oldest of this.#answers.keys()) {
            if (this.#answers.size <= most) break;
            this.#answers.delete(oldest);
        }
    }

    /** @param {string} request */
    recall(request) {
        return this.#answers.get(request);
    }
}
