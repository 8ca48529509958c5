/**
 * Server-Sent Events over fetch (WHATWG HTML §9.2.6). Unlike EventSource it can send a body, shows a refused
 * request's problem, and resumes with the last id it saw even after the connection was refused for a while.
 */
export class EventParser {
    #rest = "";
    #event = { type: "", data: /** @type {string[]} */ ([]) };

    /** @param {string} lastId goes on from an earlier connection */
    constructor(lastId = "") {
        this.lastId = lastId;
    }

    /**
     * Takes text in any chunks; gives the events that are complete.
     * @param {string} text
     */
    feed(text) {
        const events = [];
        const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
        this.#rest = lines.pop() ?? "";
        for (const line of lines) {
            if (line !== "") this.#field(line);
            else if (this.#event.data.length > 0) events.push(this.#take());
            else this.#event.type = "";
        }
        return events;
    }

    /** @param {string} line */
    #field(line) {
        if (line.startsWith(":")) return;
        const colon = line.indexOf(":");
        const name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (name === "data") this.#event.data.push(value);
        if (name === "event") this.#event.type = value;
        if (name === "id" && !value.includes("\0")) this.lastId = value;
    }

    #take() {
        const { type, data } = this.#event;
        this.#event = { type: "", data: [] };
        return { type: type || "message", data: data.join("\n"), id: this.lastId };
    }
}

/**
 * Reads one answer's events until it ends.
 * @param {Response} response
 * @param {EventParser} parser
 * @param {(event: StreamEvent) => void} onEvent
 */
export async function readEvents(response, parser, onEvent) {
    if (!response.body) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        for (const event of parser.feed(value)) onEvent(event);
    }
}

/**
 * The wait before attempt `failures`: 0.5 s doubling to 10 s.
 * @param {number} failures
 */
export function backoff(failures) {
    return Math.min(10_000, 500 * 2 ** Math.max(0, failures - 1));
}
