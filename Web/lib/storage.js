/** Words and sums of the storage check. Pure. */
/** @type {Record<string, string>} */
const findings = {
    "catalog-lost": "Lost catalog",
    "catalog-damaged": "Damaged catalog",
    "manifest-damaged": "Damaged manifest",
    "entry-without-objects": "Files missing",
    "entry-without-manifest": "No manifest",
    "manifest-without-entry": "Not listed",
    "objects-without-entry": "Files of an unknown model",
    "entry-outdated": "Listed wrongly",
    "stuck-download": "Stuck import",
    "not-adopted": "Not adopted yet",
    "orphaned-upload": "Orphaned upload",
    "stale-import": "Remains of an import",
    "import-unreadable": "Unreadable import",
};

/** @type {Record<string, string>} */
const garbage = {
    "superseded-revision": "Superseded revision",
    "failed-model": "Failed model",
    "unreferenced-blobs": "Unreferenced blobs",
    "leftover-files": "Leftover files",
    "orphaned-upload": "Orphaned upload",
    "stale-import": "Remains of an import",
    "kept-aside": "Damaged documents put aside",
    "private-key": "Private key",
};

/** @param {string} kind */
export const findingWord = (kind) => findings[kind] ?? kind;
/** @param {string} kind */
export const garbageWord = (kind) => garbage[kind] ?? kind;

/**
 * A state of `states.js`: what there is to do about a finding, or what has come of it.
 * @param {Pick<API.FsckFindingView, "outcome" | "repair">} finding
 */
export function findingState({ outcome, repair }) {
    if (outcome) return outcome;
    return repair ? "repairable" : "manual";
}

/**
 * Size and monthly cost of what was chosen; no cost when none is known.
 * @param {Pick<API.GarbageView, "size" | "monthlyCost">[]} items
 */
export function sumOf(items) {
    const size = items.reduce((sum, item) => sum + item.size, 0);
    const costs = items.flatMap(({ monthlyCost }) => monthlyCost ? [monthlyCost] : []);
    if (costs.length === 0) return { size, cost: null };
    const amount = costs.reduce((sum, cost) => sum + cost.amount, 0);
    return { size, cost: `${amount.toFixed(2)} ${costs[0].currency}` };
}
