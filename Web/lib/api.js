import { connection } from "./connection.js";
import { Memory } from "./memory.js";
import { ApiError, problemFrom, unreachable } from "./problem.js";
import { address } from "./router.js";
import { session } from "./session.js";
import { EventParser, readEvents } from "./sse.js";

/** @typedef {API.Operations["GET /api/models/detail"]["query"]} ModelQuery */
/**
 * Which lines; a severity that is empty is none.
 * @typedef {Omit<API.Operations["GET /api/services/{region}/{name}/logs"]["query"], "severity">
 *     & {severity?: string}} LogQuery
 */
/** @typedef {NonNullable<API.Operations["GET /api/services/{region}/{name}/metrics"]["query"]["range"]>} MetricRange */

/**
 * A request as `fetch` wants it. Throws `ApiError` for every answer that is not 2xx and for no answer.
 * @param {string} method
 * @param {string} path
 * @param {{query?: Query, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [options]
 */
export async function send(method, path, { query, body, headers, signal } = {}) {
    /** @type {Record<string, string>} */
    const fields = { Accept: "application/json", ...headers };
    if (body !== undefined) fields["Content-Type"] = "application/json";
    let response;
    try {
        response = await fetch(address(path, query), {
            method,
            headers: fields,
            signal,
            cache: "no-store",
            body: body === undefined ? undefined : JSON.stringify(body),
        });
    } catch (error) {
        if (error instanceof Error && error.name === "AbortError") throw error;
        connection.lost();
        throw new ApiError(unreachable(), error);
    }
    connection.restored();
    if (response.ok) return response;
    const problem = problemFrom(response.status, response.headers.get("content-type"), await response.text());
    throw new ApiError(problem);
}

/**
 * What an operation of /api/openapi.json takes; path, query, body and answer are checked against that document.
 * @template {keyof API.Operations} Operation
 * @typedef {{
 *     path?: API.Operations[Operation]["path"],
 *     query?: API.Operations[Operation]["query"] & { project?: string | null },
 *     body?: API.Operations[Operation]["body"],
 *     headers?: Record<string, string>,
 *     signal?: AbortSignal,
 * }} Given
 */

/**
 * @template {keyof API.Operations} Operation
 * @param {Operation} operation
 * @param {Given<Operation>} [given]
 */
function request(operation, { path, query, ...rest } = {}) {
    const [method, pattern] = operation.split(" ", 2);
    /** @type {Record<string, string>} */
    const parts = { ...path };
    const place = pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parts[name]));
    return send(method, place, { query: { ...query }, ...rest });
}

const memory = new Memory();

/**
 * The answer; the last one, marked as old, when the manager is away and the question changes nothing.
 * @template {keyof API.Operations} Operation
 * @param {Operation} operation
 * @param {Given<Operation>} [given]
 * @returns {Promise<API.Operations[Operation]["answer"]>}
 */
async function json(operation, given) {
    if (!operation.startsWith("GET ")) return decoded(await request(operation, given));
    const key = JSON.stringify([operation, given?.path, given?.query]);
    try {
        const value = await decoded(await request(operation, given));
        memory.keep(key, value);
        return value;
    } catch (error) {
        const known = error instanceof ApiError && error.problem.code === "connection-lost" && memory.recall(key);
        if (!known) throw error;
        connection.recalled(known.at);
        return /** @type {API.Operations[Operation]["answer"]} */ (known.value);
    }
}

/** @param {Response} response */
async function decoded(response) {
    const text = await response.text();
    return text ? JSON.parse(text) : null;
}

/**
 * A call about the chosen project.
 * @template {keyof API.Operations} Operation
 * @param {Operation} operation
 * @param {Given<Operation>} [given]
 */
function call(operation, given = {}) {
    return json(operation, { ...given, query: { ...given.query, project: session.project } });
}

/** @typedef {Extract<keyof API.Operations, `${string} /api/services/{region}/{name}${string}`>} ServiceOperation */

/**
 * A call about one service of the chosen project.
 * @template {ServiceOperation} Operation
 * @param {Operation} operation
 */
function onService(operation) {
    /**
     * @param {string} region
     * @param {string} name
     * @param {API.Operations[Operation]["body"]} [body]
     */
    const ask = (region, name, body) => call(operation, { path: { region, name }, body });
    return ask;
}

/**
 * @param {LogQuery} query
 * @returns {API.Operations["GET /api/services/{region}/{name}/logs"]["query"]}
 */
const lines = (query) => /** @type {API.Operations["GET /api/services/{region}/{name}/logs"]["query"]} */ (query);

/** One function per operation of /api/openapi.json. */
export const api = {
    identity: () => json("GET /api/identity"),
    machine: () => json("GET /api/local/machine"),
    /** @param {API.OrphanView[]} orphans */
    endOrphans: (orphans) => json("POST /api/local/orphans/end", { body: { orphans } }),
    /**
     * @param {string} query
     * @param {Maybe<string>} [pageToken]
     * @param {AbortSignal} [signal]
     */
    projects: (query, pageToken, signal) => json("GET /api/projects", { query: { query, pageToken }, signal }),
    /** @param {string} id */
    project: (id) => json("GET /api/projects/{id}", { path: { id } }),
    /** @param {string} id @param {string} check */
    fixCheck: (id, check) => json("POST /api/projects/{id}/checks/{check}/fix", { path: { id, check } }),
    /** @param {string} id */
    quota: (id) => json("GET /api/projects/{id}/quota", { path: { id } }),
    /** @param {string} id @param {Maybe<string>} region */
    network: (id, region) => json("GET /api/projects/{id}/network", { path: { id }, query: { region } }),
    /** @param {string} id @param {Maybe<string>} region @param {API.ChooseNetwork} body */
    chooseNetwork: (id, region, body) =>
        json("PUT /api/projects/{id}/network", { path: { id }, query: { region }, body }),

    /** @param {Maybe<string>} [pageToken] */
    audit: (pageToken) => json("GET /api/audit", { query: { pageToken } }),

    buckets: () => call("GET /api/models/buckets"),
    /** @param {API.CreateBucket} body */
    createBucket: (body) => call("POST /api/models/buckets", { body }),
    /** @param {string} [bucket] */
    models: (bucket) => call("GET /api/models", { query: { bucket } }),
    /** @param {string} query @param {AbortSignal} [signal] */
    searchModels: (query, signal) =>
        call("GET /api/models/search", { query: { query, source: "huggingface" }, signal }),
    /** @param {ModelQuery} query */
    model: (query) => call("GET /api/models/detail", { query }),
    /** @param {ModelQuery} query */
    deleteModel: (query) => call("DELETE /api/models/detail", { query }),
    /** @param {string} [bucket] */
    checkStorage: (bucket) => call("GET /api/models/fsck", { query: { bucket } }),
    /** @param {string} [bucket] */
    repairStorage: (bucket) => call("POST /api/models/fsck", { query: { bucket } }),
    /** @param {string} [bucket] */
    adoptModels: (bucket) => call("POST /api/models/adopt", { query: { bucket } }),
    /** @param {string} [bucket] */
    garbage: (bucket) => call("GET /api/models/gc", { query: { bucket } }),
    /** @param {string[]} items */
    collectGarbage: (items) => call("POST /api/models/gc", { body: { items } }),

    /** @param {boolean} [fresh] */
    modelUpdates: (fresh) => call("GET /api/models/updates", { query: { fresh: fresh || undefined } }),

    /** @param {API.ImportRequest} body @param {AbortSignal} [signal] */
    preflight: (body, signal) => call("POST /api/models/import/preflight", { body, signal }),
    /** @param {API.ImportRequest} body */
    startImport: (body) => call("POST /api/models/import/start", { body }),
    imports: () => call("GET /api/models/imports"),
    /** @param {string} id @param {Maybe<string>} bucket */
    import: (id, bucket) => call("GET /api/models/imports/{id}", { path: { id }, query: { bucket } }),
    /** @param {string} id @param {Maybe<string>} bucket @param {Maybe<string>} [pageToken] */
    importFiles: (id, bucket, pageToken) =>
        call("GET /api/models/imports/{id}/files", { path: { id }, query: { bucket, pageToken } }),
    /** @param {string} id @param {Maybe<string>} bucket */
    cancelImport: (id, bucket) => call("DELETE /api/models/imports/{id}", { path: { id }, query: { bucket } }),
    /** @param {string} id @param {Maybe<string>} bucket @param {API.ResumeRequest} body */
    resumeImport: (id, bucket, body) =>
        call("POST /api/models/imports/{id}/resume", { path: { id }, query: { bucket }, body }),

    /** @param {API.DeployRequest} body @param {AbortSignal} [signal] */
    plan: (body, signal) => call("POST /api/services/plan", { body, signal }),
    /** @param {API.DeployRequest} body @param {AbortSignal} [signal] */
    alternatives: (body, signal) => call("POST /api/services/alternatives", { body, signal }),
    services: () => call("GET /api/services/list"),
    costs: () => call("GET /api/services/costs"),
    idleRule: () => call("GET /api/services/idle-rule"),
    /** @param {API.IdleRuleRequest} body */
    setIdleRule: (body) => call("PUT /api/services/idle-rule", { body }),
    removeIdleRule: () => call("DELETE /api/services/idle-rule"),
    service: onService("GET /api/services/{region}/{name}"),
    planUpdate: onService("POST /api/services/{region}/{name}/plan"),
    revisions: onService("GET /api/services/{region}/{name}/revisions"),
    /** @param {string} region @param {string} name @param {string} revision */
    rollback: (region, name, revision) =>
        onService("POST /api/services/{region}/{name}/rollback")(region, name, { revision }),
    /** @param {string} region @param {string} name @param {API.TrafficRequest["shares"]} shares */
    setTraffic: (region, name, shares) =>
        onService("PUT /api/services/{region}/{name}/traffic")(region, name, { shares }),
    stopService: onService("POST /api/services/{region}/{name}/stop"),
    startService: onService("POST /api/services/{region}/{name}/start"),
    deletion: onService("GET /api/services/{region}/{name}/deletion"),
    starts: onService("GET /api/services/{region}/{name}/starts"),
    /** @param {string} region @param {string} name @param {LogQuery} query */
    logs: (region, name, query) =>
        call("GET /api/services/{region}/{name}/logs", { path: { region, name }, query: lines(query) }),
    /** @param {string} region @param {string} name @param {LogQuery} query */
    downloadLogs: async (region, name, query) => {
        const answer = await request("GET /api/services/{region}/{name}/logs", {
            path: { region, name },
            query: { ...lines(query), project: session.project },
            headers: { Accept: "application/x-ndjson" },
        });
        return answer.blob();
    },
    /** @param {string} region @param {string} name @param {MetricRange} range */
    metrics: (region, name, range) =>
        call("GET /api/services/{region}/{name}/metrics", { path: { region, name }, query: { range } }),
    serviceEvents: onService("GET /api/services/{region}/{name}/events"),
    /** @param {string} region @param {string} name @param {string} to */
    planMove: (region, name, to) =>
        call("GET /api/services/{region}/{name}/move", { path: { region, name }, query: { to } }),
    resource: onService("GET /api/services/{region}/{name}/resource"),
    calling: onService("GET /api/services/{region}/{name}/calling"),
    permissions: onService("GET /api/services/{region}/{name}/permissions"),
    changePermissions: onService("POST /api/services/{region}/{name}/permissions"),
    key: onService("GET /api/services/{region}/{name}/key"),
    /**
     * Calls `onStep` with each step of making (POST) or removing (DELETE) the engine's key; throws what went wrong.
     * @param {"POST" | "DELETE"} method
     * @param {string} region
     * @param {string} name
     * @param {(step: KeyStep) => void} onStep
     */
    changeKey: async (method, region, name, onStep) => {
        const answer = await request(`${method} /api/services/{region}/{name}/key`, {
            path: { region, name },
            query: { project: session.project },
            headers: { Accept: "text/event-stream" },
        });
        await readEvents(answer, new EventParser(), ({ type, data }) => {
            if (type === "problem") throw new ApiError(JSON.parse(data));
            onStep(JSON.parse(data));
        });
    },
    /** @param {string} region @param {string} name */
    deleteService: (region, name) => call("DELETE /api/services/delete", { query: { region, name } }),
};
