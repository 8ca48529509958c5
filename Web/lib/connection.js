/**
 * Whether the manager answers. `lost` starts to knock every two seconds; `change` tells both turns, and that what is
 * shown is older than it was said to be.
 */
class Connection extends EventTarget {
    isOnline = true;
    /** From when the oldest thing is that is shown while the manager is away, in milliseconds. */
    since = Date.now();
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #timer;

    lost() {
        if (!this.isOnline) return;
        this.isOnline = false;
        this.dispatchEvent(new Event("change"));
        this.#timer = setInterval(() => this.#knock(), 2000);
    }

    restored() {
        this.since = Date.now();
        if (this.isOnline) return;
        this.isOnline = true;
        clearInterval(this.#timer);
        this.dispatchEvent(new Event("change"));
    }

    /**
     * An earlier answer is shown in place of one that did not come.
     * @param {number} at
     */
    recalled(at) {
        if (at >= this.since) return;
        this.since = at;
        this.dispatchEvent(new Event("change"));
    }

    async #knock() {
        try {
            const response = await fetch("/health", { cache: "no-store" });
            if (response.status < 500) this.restored();
        } catch {
            // Still away; the next knock tells.
        }
    }
}

export const connection = new Connection();
