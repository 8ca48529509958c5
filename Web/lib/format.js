/** Numbers and times as the console shows them. Pure; `now` can be given for tests. */

const units = ["B", "kB", "MB", "GB", "TB", "PB"];

/**
 * Decimal units with one decimal, as the hubs say: 90868376 → "90.9 MB".
 * @param {Maybe<number>} count
 */
export function bytes(count) {
    if (count === null || count === undefined) return "unknown";
    let value = Number(count);
    let unit = 0;
    while (Math.abs(value) >= 999.95 && unit < units.length - 1) {
        value /= 1000;
        unit += 1;
    }
    return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/**
 * Memory as Cloud Run says it: 34359738368 → "32 GiB"; below one GiB in MiB.
 * @param {Maybe<number>} count
 */
export function memory(count) {
    if (count === null || count === undefined) return "unknown";
    const unit = Number(count) > 0 && Number(count) < 2 ** 30 ? "MiB" : "GiB";
    const value = Number(count) / 2 ** (unit === "MiB" ? 20 : 30);
    return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}

/** @param {Maybe<number>} bytesPerSecond */
export function rate(bytesPerSecond) {
    return `${bytes(Math.round(bytesPerSecond ?? 0))}/s`;
}

/**
 * 75 → "1 min 15 s"; 7260 → "2 h 1 min".
 * @param {Maybe<number>} seconds
 */
export function duration(seconds) {
    if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "unknown";
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return `${whole} s`;
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return whole % 60 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
    return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
}

/**
 * "just now", "5 min ago", "3 h ago", "2 days ago", then the date; ahead of now "in 50 min".
 * @param {Maybe<string>} iso
 */
export function relative(iso, now = Date.now()) {
    const time = Date.parse(iso ?? "");
    if (Number.isNaN(time)) return "never";
    const seconds = Math.round((now - time) / 1000);
    if (seconds <= -45) return `in ${duration(Math.round(-seconds / 60) * 60)}`;
    if (seconds < 45) return "just now";
    if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
    if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
    const days = Math.round(seconds / 86400);
    if (days < 30) return days === 1 ? "1 day ago" : `${days} days ago`;
    return new Date(time).toISOString().slice(0, 10);
}

/**
 * The absolute time for a tooltip: "2026-11-02 14:03:09 UTC".
 * @param {Maybe<string>} iso
 */
export function absolute(iso) {
    const time = Date.parse(iso ?? "");
    return Number.isNaN(time) ? "" : `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/**
 * @param {number} done
 * @param {number} total
 */
export function percent(done, total) {
    return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
}

/**
 * Money as the API words it, with a period: ({text: "$0.67"}, "hour") → "$0.67 per hour".
 * @param {Maybe<Pick<API.MoneyView, "text">>} value
 * @param {string} [period]
 */
export function money(value, period) {
    if (!value) return "unknown";
    return period ? `${value.text} per ${period}` : value.text;
}

/**
 * 15728640 → "15.7 M", 8030261248 → "8.0 B": parameters and downloads.
 * @param {Maybe<number>} number
 */
export function count(number) {
    if (number === null || number === undefined) return "unknown";
    if (number >= 1e9) return `${(number / 1e9).toFixed(1)} B`;
    if (number >= 1e6) return `${(number / 1e6).toFixed(1)} M`;
    return Number(number).toLocaleString("en-US");
}

/**
 * The first twelve digits of a pin or digest.
 * @param {Maybe<string>} pin
 */
export function short(pin) {
    return String(pin ?? "").replace(/^(sha256|git-sha1):/, "").slice(0, 12);
}
