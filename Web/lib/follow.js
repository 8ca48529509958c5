import { send } from "./api.js";
import { connection } from "./connection.js";
import { asProblem } from "./problem.js";
import { backoff, EventParser, readEvents } from "./sse.js";

/**
 * Follows a stream of snapshots until `isLast(event)` or until the returned function is called. A broken connection is
 * taken up again with `Last-Event-ID`; an answer that is an error other than 5xx ends it through `onProblem`.
 * @param {string} path
 * @param {object} how
 * @param {Query} [how.query]
 * @param {(event: StreamEvent) => void} how.onEvent
 * @param {(problem: Problem) => void} [how.onProblem]
 * @param {(event: StreamEvent) => boolean} [how.isLast]
 */
export function follow(path, { query, onEvent, onProblem, isLast = () => false }) {
    const abort = new AbortController();
    let lastId = "";
    let isOver = false;
    let failures = 0;

    const attempt = async () => {
        /** @type {Record<string, string>} */
        const headers = { Accept: "text/event-stream" };
        if (lastId) headers["Last-Event-ID"] = lastId;
        const response = await send("GET", path, { query, headers, signal: abort.signal });
        await readEvents(response, new EventParser(lastId), (event) => {
            lastId = event.id;
            failures = 0;
            onEvent(event);
            isOver ||= isLast(event);
        });
    };

    const run = async () => {
        while (!isOver && !abort.signal.aborted) {
            try {
                await attempt();
            } catch (error) {
                if (abort.signal.aborted) return;
                const problem = asProblem(error);
                if (problem.status >= 400 && problem.status < 500) return onProblem?.(problem);
                if (problem.status === 0) connection.lost();
            }
            failures += 1;
            if (!isOver) await pause(backoff(failures), abort.signal);
        }
    };

    run();
    return () => abort.abort();
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
    return new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
}
