/** Tells an outcome. `tone` is ok or error; an error stays until it is closed. */
export const toasts = new EventTarget();

export function toast(text, { tone = "ok", link, linkText } = {}) {
    toasts.dispatchEvent(new CustomEvent("toast", { detail: { text, tone, link, linkText } }));
}
