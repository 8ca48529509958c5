import { follow } from "./follow.js";
import { session } from "./session.js";

/**
 * One stream of events per browser tab: `import` (an ImportView), `services` (a ServiceList) and
 * `problem` (what keeps the manager from looking) in `event.detail`.
 */
class Live extends EventTarget {
    /** @type {(() => void) | null} */
    #stop = null;

    start() {
        session.addEventListener("project", () => this.#restart());
        this.#restart();
    }

    #restart() {
        this.#stop?.();
        this.#stop = null;
        if (!session.project) return;
        this.#stop = follow("/api/events", {
            query: { project: session.project, topics: "imports,services" },
            onEvent: ({ type, data }) => this.dispatchEvent(new CustomEvent(type, { detail: JSON.parse(data) })),
            onProblem: () => {},
        });
    }
}

/** @type {Live & Source<LiveEvents>} */
export const live = new Live();
