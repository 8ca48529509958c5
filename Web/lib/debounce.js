/** Calls `work` once nothing came for `milliseconds`; an earlier call that still runs gets its signal aborted. */
export function debounced(milliseconds, work) {
    let timer = null;
    let abort = null;
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
