/**
 * Who works on what: identity, the chosen project, the theme. Only the project's id and the theme are remembered by
 * the browser; nothing secret ever is.
 */
class Session extends EventTarget {
    /** @type {API.IdentityView | null} */
    identity = null;
    /** @type {Problem | null} */
    identityProblem = null;
    #project = read("llm-manager.project");
    /** @type {API.ProjectView | null} */
    projectView = null;
    /**
     * The project before this machine was chosen.
     * @type {string | null}
     */
    lastProject = null;

    get project() {
        return this.#project;
    }

    /**
     * `view` is what the API said about the project, when it is known already.
     * @param {string} id
     * @param {API.ProjectView | null} [view]
     */
    choose(id, view = null) {
        if (this.#project && this.#project !== "local") this.lastProject = this.#project;
        this.#project = id;
        this.projectView = view;
        write("llm-manager.project", id);
        this.dispatchEvent(new Event("project"));
    }

    /** @param {API.ProjectView} view */
    describe(view) {
        this.projectView = view;
        this.dispatchEvent(new Event("described"));
    }

    /**
     * @param {API.IdentityView | null} identity
     * @param {Problem | null} [problem]
     */
    identify(identity, problem = null) {
        this.identity = identity;
        this.identityProblem = problem;
        this.dispatchEvent(new Event("identity"));
    }

    get projectName() {
        if (this.#project === "local") return "This machine";
        return this.projectView?.name || this.#project;
    }

    /** False for a viewer, and until it is known who is there: buttons that change something are left out. */
    get canWork() {
        return this.identity ? this.identity.role !== "viewer" : this.identityProblem !== null;
    }

    /** True for an admin: what only admins may see is offered to them alone. */
    get canAdminister() {
        return this.identity?.role === "admin";
    }

    // Theme

    get theme() {
        return read("llm-manager.theme") ?? "system";
    }

    set theme(value) {
        write("llm-manager.theme", value === "system" ? null : value);
        this.applyTheme();
        this.dispatchEvent(new Event("theme"));
    }

    applyTheme() {
        document.documentElement.dataset.theme = this.theme;
    }
}

/** @param {string} key */
function read(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

/**
 * @param {string} key
 * @param {string | null} value
 */
function write(key, value) {
    try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
    } catch {
        // A browser that keeps nothing still works for this visit.
    }
}

export const session = new Session();
