import { money } from "./format.js";

/** "12.30 USD this month, 1.42 USD an hour now; 2 unknown". What is not known is never shown as nothing.
 * @param {API.CostReportView} report
 */
export function totalText({ monthToDate, perHourNow, unknown, services }) {
    if (services.length === 0) return "no services";
    if (unknown === services.length) return "unknown";
    const now = perHourNow ? `, ${perHourNow.text} an hour now` : "";
    return `${money(monthToDate)} this month${now}${unknown > 0 ? `; ${unknown} of ${services.length} unknown` : ""}`;
}

/**
 * A service's month in a few words.
 * @param {Maybe<API.ServiceCostView>} row
 */
export function costText(row) {
    if (!row?.monthToDate) return "unknown";
    return `${row.basis === "estimated" ? "at least " : ""}${row.monthToDate.text} this month`;
}

/**
 * The same for a narrow column: the month, and what an hour costs now where something runs.
 * @param {Maybe<API.ServiceCostView>} row
 */
export function costCells(row) {
    const month = row?.monthToDate ? `${row.basis === "estimated" ? "≥ " : ""}${row.monthToDate.text}` : "unknown";
    if (!row?.perHourNow) return { month, rate: row?.monthToDate ? "rate unknown" : "" };
    return { month, rate: row.perHourNow.amount > 0 ? `${row.perHourNow.text}/h now` : "nothing runs" };
}

/**
 * When a service was last used, as far as that is known.
 * @param {Pick<API.ServiceCostView, "unusedDays" | "lastRequestDay">} row
 */
export function idleText({ unusedDays, lastRequestDay }) {
    if (unusedDays === null || unusedDays === undefined) return "unknown";
    if (unusedDays === 0) return lastRequestDay ? "within a day" : "not yet";
    const days = unusedDays === 1 ? "a day" : `${unusedDays} days`;
    return lastRequestDay ? `${days} ago` : `not for ${days} or more`;
}

/**
 * What tokens cost, and at which rate: one that was measured, of one request at a time.
 * @param {Pick<API.ServiceCostView, "perMillionTokens" | "tokensPerSecond">} row
 */
export function tokensText({ perMillionTokens, tokensPerSecond }) {
    if (!perMillionTokens || !tokensPerSecond) return "unknown: no rate was measured";
    const rate = tokensPerSecond < 100
        ? tokensPerSecond.toFixed(1)
        : Math.round(tokensPerSecond).toLocaleString("en-US");
    return `${perMillionTokens.text} at most (measured: ${rate} a second, one request at a time)`;
}
