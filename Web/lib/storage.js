/** Words and sums of the storage check. Pure. */
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

export const findingWord = (kind) => findings[kind] ?? kind;
export const garbageWord = (kind) => garbage[kind] ?? kind;

/** A state of `states.js`: what there is to do about a finding, or what has come of it. */
export function findingState({ outcome, repair }) {
    if (outcome) return outcome;
    return repair ? "repairable" : "manual";
}

/** Size and monthly cost of what was chosen; no cost when none is known. */
export function sumOf(items) {
    const size = items.reduce((sum, item) => sum + item.size, 0);
    const priced = items.filter((item) => item.monthlyCost);
    if (priced.length === 0) return { size, cost: null };
    const amount = priced.reduce((sum, item) => sum + item.monthlyCost.amount, 0);
    return { size, cost: `${amount.toFixed(2)} ${priced[0].monthlyCost.currency}` };
}
