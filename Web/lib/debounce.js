/**
 * Calls `work` once nothing came for `milliseconds`; an earlier call that still runs gets its signal aborted.
 * @template {unknown[]} Values
 * @param {number} milliseconds
 * @param {(signal: AbortSignal, ...values: Values) => unknown} work
 */
export function debounced(milliseconds, work) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {AbortController | null} */
    let abort = null;
    /** @param {Values} values */
    const later = (...values) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
            abort?.abort();
            abort = new AbortController();
            work(abort.signal, ...values);
        }, milliseconds);
    };
    later.cancel = () => {
        clearTimeout(timer);
        abort?.abort();
    };
    return later;
}
