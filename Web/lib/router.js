/** The console's addresses. Pure: a path in, a route out; unknown paths lead to "missing". */
/** @type {[pattern: string, view: string, title: string][]} */
const routes = [
    ["/", "general", "General"],
    ["/general", "general", "General"],
    ["/models", "models", "Models"],
    ["/models/import", "import-new", "Import model"],
    ["/models/detail", "model", "Model"],
    ["/imports/:id", "import-progress", "Import"],
    ["/services", "services", "Services"],
    ["/services/deploy", "deploy", "Deploy"],
    ["/audit", "audit", "Audit log"],
    ["/services/:region/:name", "service", "Service"],
    ["/services/:region/:name/edit", "update", "Edit service"],
    ["/services/:region/:name/:tab", "service", "Service"],
];

/** @type {Record<string, string>} */
const tabs = {
    general: "general",
    models: "models",
    "import-new": "models",
    model: "models",
    "import-progress": "models",
    services: "services",
    deploy: "services",
    service: "services",
    update: "services",
    audit: "audit",
};

/**
 * match("/imports/a1?bucket=b") → {view: "import-progress", params: {id: "a1"}, query: {bucket: "b"}, tab, title, path}
 * @param {string} address
 * @returns {Route}
 */
export function match(address) {
    const [path, search = ""] = address.split("?", 2);
    const clean = path.replace(/\/+$/, "") || "/";
    const query = Object.fromEntries(new URLSearchParams(search));
    for (const [pattern, view, title] of routes) {
        const params = matchPath(pattern, clean);
        if (params) return { view, title, params, query, tab: tabs[view], path: clean };
    }
    return { view: "missing", title: "Not found", params: {}, query, tab: null, path: clean };
}

/**
 * @param {string} pattern
 * @param {string} path
 */
function matchPath(pattern, path) {
    const wanted = pattern.split("/");
    const given = path.split("/");
    if (wanted.length !== given.length) return null;
    /** @type {Record<string, string>} */
    const params = {};
    for (const [index, part] of wanted.entries()) {
        if (!part.startsWith(":")) {
            if (part !== given[index]) return null;
            continue;
        }
        const value = decoded(given[index]);
        if (!value) return null;
        params[part.slice(1)] = value;
    }
    return params;
}

/** @param {string} text */
function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return null;
    }
}

/**
 * address("/models/detail", {bucket, id}) with everything encoded; what is undefined, null or empty is left out.
 * @param {string} path
 * @param {Query} [query]
 */
export function address(path, query = {}) {
    const given = Object.entries(query)
        .filter(([, value]) => value !== undefined && value !== null && value !== "")
        .map(([name, value]) => [name, String(value)]);
    const search = new URLSearchParams(given).toString();
    return search ? `${path}?${search}` : path;
}

export const paths = {
    /** @param {Query} [query] */
    importNew: (query) => address("/models/import", query),
    /** @param {string} id @param {string} bucket */
    import: (id, bucket) => address(`/imports/${encodeURIComponent(id)}`, { bucket }),
    /** @param {ModelPlace} identity */
    model: ({ bucket, source, id, pin }) => address("/models/detail", { bucket, source, id, pin }),
    /** @param {ModelPlace} identity */
    deploy: ({ bucket, source, id, pin }) => address("/services/deploy", { bucket, source, id, pin }),
    /** @param {ServiceName & {tab?: string}} service */
    service: ({ region, name, tab }) =>
        `/services/${encodeURIComponent(region)}/${encodeURIComponent(name)}${
            tab ? `/${encodeURIComponent(tab)}` : ""
        }`,
};
