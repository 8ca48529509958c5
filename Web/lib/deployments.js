import { send } from "./api.js";
import { asProblem } from "./problem.js";
import { address, paths } from "./router.js";
import { session } from "./session.js";
import { EventParser, readEvents } from "./sse.js";

/**
 * A deploy that this tab started: what was asked for, every event so far, and how it ended.
 * @typedef {object} Deployment
 * @property {API.DeployRequest | API.UpdateRequest} request
 * @property {API.DeployEventView[]} events
 * @property {boolean} isRunning
 * @property {Problem | null} problem
 * @property {Problem} [lostAt] the connection ended before the deploy did
 */

/**
 * The deploys that this tab started, with every event so far. A reload forgets them; the service itself knows its
 * state, so its page goes on from there.
 */
class Deployments extends EventTarget {
    /** @type {Map<string, Deployment>} */
    #known = new Map();

    /** @param {ServiceName} service */
    of(service) {
        return this.#known.get(paths.service(service));
    }

    /**
     * Resolves with the first event, once the manager has accepted; throws when it refuses.
     * @param {API.DeployRequest} request
     * @param {ServiceName} service
     */
    async start(request, service) {
        const response = await send("POST", address("/api/services/deploy", { project: session.project }), {
            body: request,
            headers: { Accept: "text/event-stream" },
        });
        /** @type {Deployment} */
        const entry = { request, events: [], isRunning: true, problem: null };
        this.#known.set(paths.service(service), entry);
        this.#run(entry, response);
    }

    /**
     * @param {Deployment} entry
     * @param {Response} response
     */
    async #run(entry, response) {
        try {
            if (response.headers.get("content-type")?.includes("event-stream")) {
                await readEvents(response, new EventParser(), (event) => this.#take(entry, event));
            }
        } catch (error) {
            entry.lostAt = asProblem(error);
        }
        entry.isRunning = false;
        this.dispatchEvent(new Event("change"));
    }

    /**
     * A step, or the problem that ended the stream.
     * @param {Deployment} entry
     * @param {StreamEvent} event
     */
    #take(entry, { type, data }) {
        const value = JSON.parse(data);
        if (type === "problem") entry.problem = value;
        if (type === "deploy") entry.events.push(value);
        if (value.problem) entry.problem = value.problem;
        this.dispatchEvent(new Event("change"));
    }
}

export const deployments = new Deployments();
