/** Whether the manager answers. `lost` starts to knock every two seconds; `change` tells both turns. */
class Connection extends EventTarget {
    isOnline = true;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    #timer;

    lost() {
        if (!this.isOnline) return;
        this.isOnline = false;
        this.dispatchEvent(new Event("change"));
        this.#timer = setInterval(() => this.#knock(), 2000);
    }

    restored() {
        if (this.isOnline) return;
        this.isOnline = true;
        clearInterval(this.#timer);
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
