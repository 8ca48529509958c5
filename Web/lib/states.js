/** Every state the API knows: icon, word and tone (ok, warning, error, busy, idle). Pure. */
/** @type {Record<string, Record<string, [icon: string, word: string, tone: string]>>} */
const tones = {
    import: {
        planned: ["clock", "Planned", "busy"],
        transferring: ["sync", "Importing", "busy"],
        publishing: ["sync", "Publishing", "busy"],
        completed: ["check", "Completed", "ok"],
        interrupted: ["pause", "Interrupted", "warning"],
        failed: ["error", "Failed", "error"],
        cancelled: ["stop", "Cancelled", "idle"],
    },
    file: {
        waiting: ["clock", "Waiting", "idle"],
        transferring: ["sync", "Importing", "busy"],
        verifying: ["sync", "Verifying", "busy"],
        verified: ["check", "Verified", "ok"],
        skipped: ["check", "Already there", "ok"],
        failed: ["error", "Failed", "error"],
    },
    model: {
        downloading: ["sync", "Importing", "busy"],
        stale: ["warning", "Never finished", "warning"],
        completed: ["check", "Completed", "ok"],
        failed: ["error", "Failed", "error"],
    },
    finding: {
        repairable: ["warning", "Can be repaired", "warning"],
        manual: ["error", "Needs a person", "error"],
        repaired: ["check", "Repaired", "ok"],
        left: ["warning", "Left", "warning"],
    },
    service: {
        pending: ["clock", "Pending", "busy"],
        creating: ["sync", "Creating", "busy"],
        pulling: ["sync", "Pulling image", "busy"],
        starting: ["sync", "Starting", "busy"],
        loading: ["sync", "Loading model", "busy"],
        ready: ["check", "Ready", "ok"],
        unproven: ["warning", "Unproven", "warning"],
        degraded: ["warning", "Degraded", "warning"],
        stopped: ["stop", "Stopped", "idle"],
        failed: ["error", "Failed", "error"],
        deleting: ["sync", "Deleting", "busy"],
    },
    revision: {
        starting: ["sync", "Starting", "busy"],
        ready: ["check", "Serving", "ok"],
        retired: ["clock", "No traffic", "idle"],
        failed: ["error", "Failed", "error"],
    },
    check: {
        ok: ["check", "OK", "ok"],
        warning: ["warning", "Attention", "warning"],
        missing: ["error", "Missing", "error"],
        unknown: ["help", "Unknown", "idle"],
    },
};

/**
 * @param {string} kind
 * @param {Maybe<string>} state
 */
export function describe(kind, state) {
    const [icon, word, tone] = tones[kind]?.[state ?? ""] ?? ["help", state ?? "Unknown", "idle"];
    return { icon, word, tone };
}

/** Nothing more will happen by itself. */
/** @param {string} state */
export const isSettledImport = (state) => ["completed", "interrupted", "failed", "cancelled"].includes(state);
/** @param {string} state */
export const isSettledService = (state) => ["ready", "unproven", "degraded", "stopped", "failed"].includes(state);

/** The steps of a deploy in order, and how far `state` is. */
export const deploySteps = ["creating", "pulling", "starting", "loading", "ready"];
