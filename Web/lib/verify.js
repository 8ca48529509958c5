import { send } from "./api.js";
import { ApiError } from "./problem.js";
import { session } from "./session.js";
import { EventParser, readEvents } from "./sse.js";

/**
 * How far a verification is.
 * @typedef {{files: number, filesDone: number, filesBad: number, totalBytes: number, doneBytes: number}} Verifying
 */

/**
 * Verifies a model and tells how far it is; the verification ends when `signal` is aborted. Gives the VerifyView;
 * throws `ApiError` when it cannot be done.
 * @param {import("./api.js").ModelQuery} identity
 * @param {{onProgress: (progress: Verifying) => void, signal: AbortSignal}} how
 * @returns {Promise<API.VerifyView>}
 */
export async function verifyModel(identity, { onProgress, signal }) {
    const headers = { Accept: "text/event-stream" };
    const query = { project: session.project, ...identity };
    const response = await send("POST", "/api/models/verify", { query, headers, signal });
    /** @type {{result?: API.VerifyView, problem?: Problem}} */
    const end = {};
    await readEvents(response, new EventParser(), ({ type, data }) => {
        if (type === "progress") onProgress(JSON.parse(data));
        if (type === "verified") end.result = JSON.parse(data);
        if (type === "problem") end.problem = JSON.parse(data);
    });
    if (end.problem) throw new ApiError(end.problem);
    if (!end.result) {
        throw new ApiError({
            code: "unavailable",
            title: "The verification broke off",
            status: 0,
            detail: "The connection ended before the last file.",
            fix: "Verify again.",
            retryable: true,
        });
    }
    return end.result;
}
