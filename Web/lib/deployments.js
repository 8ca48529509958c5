import { send } from "./api.js";
import { asProblem } from "./problem.js";
import { address, paths } from "./router.js";
import { session } from "./session.js";
import { EventParser, readEvents } from "./sse.js";

/**
 * A deploy that this tab started: what was asked for, every event so far, and how it ended.
 * @typedef {object} Deployment
 * @property {API.DeployRequest | API.UpdateRequest} request
 * @property {boolean} isUpdate
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
     * Resolves once the manager has accepted; throws when it refuses.
     * @param {API.DeployRequest} request
     * @param {ServiceName} service
     */
    start(request, service) {
        return this.#send("/api/services/deploy", { request, isUpdate: false }, service);
    }

    /**
     * A change of a service that exists, rolled out and followed like a deploy.
     * @param {API.UpdateRequest} request
     * @param {ServiceName} service
     */
    change(request, service) {
        return this.#send(`${serviceApi(service)}/update`, { request, isUpdate: true }, service);
    }

    /**
     * Asks for the same once more, of the service as it is by now; throws when the manager refuses.
     * @param {ServiceName} service
     */
    async retry(service) {
        const before = this.of(service);
        if (!before) return;
        const { basedOn: _outdated, ...request } = before.request;
        if (before.isUpdate) await this.change(request, service);
        else await this.start(/** @type {API.DeployRequest} */ (request), service);
    }

    /**
     * @param {string} path
     * @param {Pick<Deployment, "request" | "isUpdate">} what
     * @param {ServiceName} service
     */
    async #send(path, { request, isUpdate }, service) {
        const response = await send("POST", address(path, { project: session.project }), {
            body: request,
            headers: { Accept: "text/event-stream" },
        });
        /** @type {Deployment} */
        const entry = { request, isUpdate, events: [], isRunning: true, problem: null };
        this.#known.set(paths.service(service), entry);
        this.dispatchEvent(new Event("change"));
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

/** @param {ServiceName} service */
const serviceApi = ({ region, name }) => `/api/services/${encodeURIComponent(region)}/${encodeURIComponent(name)}`;

export const deployments = new Deployments();
