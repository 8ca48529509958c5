/** An error as the API words it (RFC 9457 with a stable `code` and a `fix`), also for what never reached the API. */
export class ApiError extends Error {
    /**
     * @param {Problem} problem
     * @param {unknown} [cause]
     */
    constructor(problem, cause) {
        super(problem.detail || problem.title, { cause });
        this.name = "ApiError";
        this.problem = problem;
    }
}

/**
 * What an answer that is not 2xx says; `text` is its body as received.
 * @param {number} status
 * @param {string | null} contentType
 * @param {string} text
 * @returns {Problem}
 */
export function problemFrom(status, contentType, text) {
    if (/\bjson\b/.test(contentType ?? "")) {
        try {
            const body = JSON.parse(text);
            if (body && typeof body.code === "string") return { raw: text, ...body };
        } catch {
            // Falls through: a broken body is told as one.
        }
    }
    return {
        code: "unexpected-answer",
        title: `The manager answered ${status}`,
        detail: text ? text.slice(0, 300) : "The answer has no body.",
        fix: status >= 500 ? "Try again; the manager's log says more." : null,
        status,
        retryable: status >= 500,
        raw: text,
    };
}

/** @returns {Problem} */
export function unreachable() {
    return {
        code: "connection-lost",
        title: "No connection to the manager",
        detail: "The request did not reach the manager, or its answer did not arrive.",
        fix: "Check that it runs. This page tries again by itself.",
        status: 0,
        retryable: true,
    };
}

/**
 * Any thrown value as a problem to show.
 * @param {unknown} error
 * @returns {Problem}
 */
export function asProblem(error) {
    if (error instanceof ApiError) return error.problem;
    return {
        code: "console-error",
        title: "The console failed",
        detail: String(error instanceof Error ? error.message : error),
        fix: "Reload the page; if it stays, report it with the text above.",
        status: 0,
        retryable: false,
    };
}

/**
 * Whether a call ended because nobody waits for it any more.
 * @param {unknown} error
 */
export const isAbort = (error) => error instanceof Error && error.name === "AbortError";

/**
 * What came of a call that may fail beside others: its answer, or its problem.
 * @template Answer
 * @param {Promise<Answer>} call
 * @returns {Promise<{value: Answer | null, problem: Problem | null}>}
 */
export async function outcome(call) {
    try {
        return { value: await call, problem: null };
    } catch (error) {
        return { value: null, problem: asProblem(error) };
    }
}
