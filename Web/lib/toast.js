/** @typedef {{text: string, tone: string, link?: string, linkText?: string}} Toast */

/** @type {Source<{toast: CustomEvent<Toast>}>} */
export const toasts = new EventTarget();

/**
 * Tells an outcome. `tone` is ok or error; an error stays until it is closed.
 * @param {string} text
 * @param {Partial<Omit<Toast, "text">>} [how]
 */
export function toast(text, { tone = "ok", link, linkText } = {}) {
    toasts.dispatchEvent(new CustomEvent("toast", { detail: { text, tone, link, linkText } }));
}
