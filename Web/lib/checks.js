/** The checklist of a project as the page shows it: groups, order, what can be mended at once. Pure. */

/**
 * Groups in the order of a person's work; what the API adds later comes last.
 * @type {[key: string, title: string][]}
 */
const groups = [
    ["billing", "Billing"],
    ["apis", "Google APIs"],
    ["permissions", "Manager permissions"],
    ["service-account", "Service identity"],
    ["networking", "Networking"],
    ["quota", "GPU quota"],
];

const urgency = ["missing", "unknown", "warning", "ok"];
/** @param {string} state */
const rank = (state) => {
    const place = urgency.indexOf(state);
    return place < 0 ? 1 : place;
};

/**
 * One more line: it takes the place of the line with its id.
 * @param {API.CheckView[]} checks
 * @param {API.CheckView} check
 */
export function merged(checks, check) {
    const place = checks.findIndex((known) => known.id === check.id);
    return place < 0 ? [...checks, check] : checks.with(place, check);
}

/**
 * [{key, title, open: lines that want attention (the worst first), fine: lines in order}], empty groups left out.
 * @param {API.CheckView[]} checks
 */
export function grouped(checks) {
    const known = new Map(groups);
    /** @type {string[]} */
    const others = [...new Set(checks.map((check) => check.group))].filter((group) => !known.has(group));
    const all = [...groups, ...others.map((group) => [group, group])];
    return all
        .map(([key, title]) => {
            const lines = checks.filter((check) => check.group === key);
            return {
                key,
                title,
                open: lines
                    .filter((check) => check.state !== "ok")
                    .sort((left, right) => rank(left.state) - rank(right.state)),
                fine: lines.filter((check) => check.state === "ok"),
            };
        })
        .filter((group) => group.open.length + group.fine.length > 0);
}

/**
 * "38 of 42 in order, 1 missing": what is not fine is always named.
 * @param {Pick<API.CheckView, "state">[]} checks
 */
export function summary(checks) {
    /** @param {string} state */
    const count = (state) => checks.filter((check) => check.state === state).length;
    /** @type {[number, string][]} */
    const all = [
        [count("missing"), "missing"],
        [count("warning"), "to look at"],
        [count("unknown"), "unknown"],
    ];
    const words = all.filter(([number]) => number > 0);
    return [`${count("ok")} of ${checks.length} in order`, ...words.map(([number, word]) => `${number} ${word}`)].join(
        ", ",
    );
}

/**
 * The APIs that one button could enable.
 * @param {API.CheckView[]} checks
 */
export const disabledAPIs = (checks) =>
    checks.filter((check) => check.id.startsWith("api.") && check.fix && check.state !== "ok");

/**
 * Whether a role may have a fix done.
 * @param {Maybe<Pick<API.CheckViewFix, "role">>} fix
 * @param {Maybe<string>} role
 */
export function mayFix(fix, role) {
    const order = ["viewer", "operator", "admin"];
    return fix ? order.indexOf(role ?? "") >= order.indexOf(fix.role) : false;
}

/**
 * A quota amount: {left: 2, limit: 3} → "2 of 3"; what is not known is "?", never 0.
 * @param {Maybe<API.QuotaAmountView>} amount
 * @param {(value: number) => string} [text]
 */
export function amountText(amount, text = String) {
    if (!amount) return "—";
    if (amount.unlimited) return "unlimited";
    if (amount.limit === 0) return "none";
    const shown = (/** @type {Maybe<number>} */ value) => value === null || value === undefined ? "?" : text(value);
    return `${shown(amount.left)} of ${shown(amount.limit)}`;
}

/**
 * The rows of a quota table by region: [{region, rows}], those with something left first within the API's order.
 * @param {API.QuotaRowView[]} rows
 */
export function regionsOf(rows) {
    const order = [...new Set(rows.map((row) => row.region))];
    return order.map((region) => ({ region, rows: rows.filter((row) => row.region === region) }));
}

/**
 * How many instances of the largest shape fit: {count, shape}; count is null when it cannot be known.
 * @param {Pick<API.QuotaRowView, "fits">} row
 */
export function bestFit(row) {
    const fit = row.fits.at(-1);
    if (!fit) return null;
    return {
        count: fit.withoutZonalRedundancy ?? null,
        cpu: fit.cpu,
        memory: fit.memory,
        boundBy: fit.boundBy ?? null,
    };
}
