/**
 * What `newer` has different from `older` (both name → value), by name: [{field, old, new}]. Pure.
 * @param {Maybe<Record<string, string>>} older
 * @param {Maybe<Record<string, string>>} newer
 */
export function differences(older, newer) {
    const names = [...new Set([...Object.keys(older ?? {}), ...Object.keys(newer ?? {})])].sort();
    return names.filter((name) => older?.[name] !== newer?.[name])
        .map((name) => ({ field: name, old: older?.[name] ?? null, new: newer?.[name] ?? null }));
}

/**
 * How long each phase of a deploy took, in seconds, by state; the one that goes on has none. Pure.
 * @param {Pick<API.DeployEventView, "at" | "state">[]} events
 */
export function phaseSeconds(events) {
    /** @type {Record<string, number>} */
    const seconds = {};
    for (const [index, event] of events.entries()) {
        const next = events[index + 1];
        if (!next) break;
        const took = (Date.parse(next.at) - Date.parse(event.at)) / 1000;
        if (Number.isFinite(took)) seconds[event.state] = (seconds[event.state] ?? 0) + Math.max(0, took);
    }
    return seconds;
}
