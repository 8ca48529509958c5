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
 * Two command lines: the flags, with their values, that only one of them has. A line for each.
 * @param {string} older
 * @param {string} newer
 */
export function changedFlags(older, newer) {
    const [before, after] = [piecesOf(older), piecesOf(newer)];
    const only = (/** @type {string[]} */ pieces, /** @type {string[]} */ others) =>
        pieces.filter((piece) => !others.includes(piece)).join("\n");
    return { old: only(before, after), new: only(after, before) };
}

/** @param {string} text */
const piecesOf = (text) => text.split(/ (?=--)/).map((piece) => piece.trim()).filter(Boolean);

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
