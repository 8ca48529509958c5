import { connection } from "./connection.js";
import { ApiError, problemFrom, unreachable } from "./problem.js";
import { address } from "./router.js";
import { session } from "./session.js";
import { EventParser, readEvents } from "./sse.js";

/** A request as `fetch` wants it. Throws `ApiError` for every answer that is not 2xx and for no answer. */
export async function send(method, path, { query, body, headers, signal } = {}) {
    const options = { method, headers: { Accept: "application/json", ...headers }, signal, cache: "no-store" };
    if (body !== undefined) {
        options.body = JSON.stringify(body);
        options.headers["Content-Type"] = "application/json";
    }
    let response;
    try {
        response = await fetch(address(path, query), options);
    } catch (error) {
        if (error.name === "AbortError") throw error;
        connection.lost();
        throw new ApiError(unreachable(), error);
    }
    connection.restored();
    if (response.ok) return response;
    const problem = problemFrom(response.status, response.headers.get("content-type"), await response.text());
    throw new ApiError(problem);
}

async function json(method, path, options) {
    const response = await send(method, path, options);
    const text = await response.text();
    return text ? JSON.parse(text) : null;
}

/** A call about the chosen project. */
function call(method, path, { query, ...rest } = {}) {
    return json(method, path, { query: { project: session.project, ...query }, ...rest });
}

const part = encodeURIComponent;
const service = (region, name, what) => `/api/services/${part(region)}/${part(name)}/${what}`;

/** One function per operation of /api/openapi.json. */
export const api = {
    identity: () => json("GET", "/api/identity"),
    machine: () => json("GET", "/api/local/machine"),
    endOrphans: (orphans) => json("POST", "/api/local/orphans/end", { body: { orphans } }),
    projects: (query, pageToken, signal) => json("GET", "/api/projects", { query: { query, pageToken }, signal }),
    project: (id) => json("GET", `/api/projects/${part(id)}`),
    fixCheck: (id, check) => json("POST", `/api/projects/${part(id)}/checks/${part(check)}/fix`),
    quota: (id) => json("GET", `/api/projects/${part(id)}/quota`),
    network: (id, region) => json("GET", `/api/projects/${part(id)}/network`, { query: { region } }),
    chooseNetwork: (id, region, body) => json("PUT", `/api/projects/${part(id)}/network`, { query: { region }, body }),

    audit: (pageToken) => json("GET", "/api/audit", { query: { pageToken } }),

    buckets: () => call("GET", "/api/models/buckets"),
    createBucket: (body) => call("POST", "/api/models/buckets", { body }),
    models: (bucket) => call("GET", "/api/models", { query: { bucket } }),
    searchModels: (query, signal) =>
        call("GET", "/api/models/search", { query: { query, source: "huggingface" }, signal }),
    model: (identity) => call("GET", "/api/models/detail", { query: identity }),
    deleteModel: (identity) => call("DELETE", "/api/models/detail", { query: identity }),
    checkStorage: (bucket) => call("GET", "/api/models/fsck", { query: { bucket } }),
    repairStorage: (bucket) => call("POST", "/api/models/fsck", { query: { bucket } }),
    adoptModels: (bucket) => call("POST", "/api/models/adopt", { query: { bucket } }),
    garbage: (bucket) => call("GET", "/api/models/gc", { query: { bucket } }),
    collectGarbage: (items) => call("POST", "/api/models/gc", { body: { items } }),

    modelUpdates: (fresh) => call("GET", "/api/models/updates", { query: { fresh: fresh ? "true" : undefined } }),

    preflight: (body, signal) => call("POST", "/api/models/import/preflight", { body, signal }),
    startImport: (body) => call("POST", "/api/models/import/start", { body }),
    imports: () => call("GET", "/api/models/imports"),
    import: (id, bucket) => call("GET", `/api/models/imports/${part(id)}`, { query: { bucket } }),
    importFiles: (id, bucket, pageToken) =>
        call("GET", `/api/models/imports/${part(id)}/files`, { query: { bucket, pageToken } }),
    cancelImport: (id, bucket) => call("DELETE", `/api/models/imports/${part(id)}`, { query: { bucket } }),
    resumeImport: (id, bucket, body) =>
        call("POST", `/api/models/imports/${part(id)}/resume`, { query: { bucket }, body }),

    plan: (body, signal) => call("POST", "/api/services/plan", { body, signal }),
    alternatives: (body, signal) => call("POST", "/api/services/alternatives", { body, signal }),
    services: () => call("GET", "/api/services/list"),
    service: (region, name) => call("GET", `/api/services/${part(region)}/${part(name)}`),
    costs: () => call("GET", "/api/services/costs"),
    idleRule: () => call("GET", "/api/services/idle-rule"),
    setIdleRule: (body) => call("PUT", "/api/services/idle-rule", { body }),
    removeIdleRule: () => call("DELETE", "/api/services/idle-rule"),
    planUpdate: (region, name, body) => call("POST", `/api/services/${part(region)}/${part(name)}/plan`, { body }),
    revisions: (region, name) => call("GET", `/api/services/${part(region)}/${part(name)}/revisions`),
    rollback: (region, name, revision) =>
        call("POST", `/api/services/${part(region)}/${part(name)}/rollback`, { body: { revision } }),
    setTraffic: (region, name, shares) =>
        call("PUT", `/api/services/${part(region)}/${part(name)}/traffic`, { body: { shares } }),
    stopService: (region, name) => call("POST", `/api/services/${part(region)}/${part(name)}/stop`),
    startService: (region, name) => call("POST", `/api/services/${part(region)}/${part(name)}/start`),
    deletion: (region, name) => call("GET", `/api/services/${part(region)}/${part(name)}/deletion`),
    starts: (region, name) => call("GET", `/api/services/${part(region)}/${part(name)}/starts`),
    logs: (region, name, query) => call("GET", service(region, name, "logs"), { query }),
    downloadLogs: async (region, name, query) =>
        (await send("GET", service(region, name, "logs"), {
            query,
            headers: { Accept: "application/x-ndjson" },
        })).blob(),
    metrics: (region, name, range) => call("GET", service(region, name, "metrics"), { query: { range } }),
    serviceEvents: (region, name) => call("GET", service(region, name, "events")),
    resource: (region, name) => call("GET", service(region, name, "resource")),
    calling: (region, name) => call("GET", service(region, name, "calling")),
    permissions: (region, name) => call("GET", service(region, name, "permissions")),
    changePermissions: (region, name, body) => call("POST", service(region, name, "permissions"), { body }),
    key: (region, name) => call("GET", service(region, name, "key")),
    /** Calls `onStep` with each step of making (POST) or removing (DELETE) the engine's key; throws what went wrong. */
    changeKey: async (method, region, name, onStep) => {
        const options = { query: { project: session.project }, headers: { Accept: "text/event-stream" } };
        await readEvents(
            await send(method, service(region, name, "key"), options),
            new EventParser(),
            ({ type, data }) => {
                if (type === "problem") throw new ApiError(JSON.parse(data));
                onStep(JSON.parse(data));
            },
        );
    },
    deleteService: (region, name) => call("DELETE", "/api/services/delete", { query: { region, name } }),
};
