import { flag, html } from "../lib/html.js";
import { field, options } from "../lib/parts.js";

/**
 * Where an import may run: asked only where there is a choice.
 * @param {API.PreflightView} preflight
 * @param {{ executor: string, keepToken: boolean }} given1
 * @param {boolean} takesToken
 */
export function PlaceChoice(preflight, { executor, keepToken }, takesToken) {
    if (!preflight.executors?.includes("job")) return null;
    const chosen = preflight.executor === "job" ? `a Cloud Run job of ${tasks(preflight.tasks)}` : "this manager";
    const choices = [
        ["auto", `Automatic: ${chosen}`],
        ["process", "In this manager"],
        ["job", "As a Cloud Run job"],
    ];
    const help = "A job shares the files between tasks, and goes on when this manager stops.";
    return html`${
        field(
            "import-executor",
            "Where it runs",
            html`
                <select id="import-executor" data-change="executor"
                    aria-describedby="import-executor-help">${options(choices, executor)}</select>
            `,
            help,
        )
    }
        ${
        takesToken && html`<label class="check-line"><input type="checkbox" data-change="keepToken"
            ${flag("checked", keepToken)} />
            Keep the token in Secret Manager until the import has ended, so that it can be resumed without you</label>`
    }`;
}

/**
 * What the choice adds to the request that starts the import.
 * @param {{ executor: string, keepToken: boolean }} place
 * @returns {Pick<API.ImportRequest, "executor" | "keepToken">}
 */
export function placeRequest({ executor, keepToken }) {
    return { ...(executor !== "auto" && { executor }), ...(keepToken && { keepToken }) };
}

/** @param {number} count */
function tasks(count) {
    return count === 1 ? "one task" : `${count} tasks`;
}
