/**
 * The arithmetic of a line chart. Pure: figures in, coordinates and words out.
 * @typedef {{at: number, value: number}} Point
 * @typedef {{name: string, points: Point[]}} Series
 * @typedef {{at: number, values: (number | null)[]}} Row
 */

/**
 * Three to six round numbers from 0 up to at least `largest`.
 * @param {number} largest
 */
export function ticks(largest) {
    if (!(largest > 0)) return [0, 1];
    const rough = largest / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
    const count = Math.ceil(largest / step - 1e-9);
    return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/**
 * Five moments between two, in milliseconds, as the axis below shows them.
 * @param {number} from
 * @param {number} to
 */
export function moments(from, to, count = 5) {
    return Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1));
}

/**
 * "14:05" within a day, "2 Nov 14:05" beyond, in UTC.
 * @param {number} milliseconds
 * @param {number} span
 */
export function clock(milliseconds, span) {
    const text = new Date(milliseconds).toISOString();
    const time = text.slice(11, 16);
    if (span <= 86_400_000) return time;
    const month = new Date(milliseconds).toLocaleString("en-GB", { month: "short", timeZone: "UTC" });
    return `${Number(text.slice(8, 10))} ${month} ${time}`;
}

/**
 * 0.256 share → "26 %"; 1234 ms → "1.23 s"; 0.5 1/s → "0.5/s". What was not measured is "—".
 * @param {Maybe<number>} value
 * @param {string} unit
 */
export function figure(value, unit) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "—";
    if (unit === "share") return `${round(value * 100)} %`;
    if (unit === "ms") return Math.abs(value) >= 1000 ? `${round(value / 1000)} s` : `${round(value)} ms`;
    if (unit === "1/s") return `${round(value)}/s`;
    return round(value).toLocaleString("en-US");
}

/** @param {number} value */
function round(value) {
    return Number(Math.abs(value) >= 100 ? value.toFixed(0) : Number(value).toPrecision(3));
}

/**
 * The runs of points that lie side by side: where a point is missing the line breaks, because a time without a
 * point was not measured and is not zero. `step` in milliseconds.
 * @param {Point[]} points
 * @param {number} step
 */
export function runs(points, step) {
    /** @type {Point[][]} */
    const found = [];
    let last = -Infinity;
    for (const { at, value } of points) {
        if (at - last > step * 1.5) found.push([]);
        found[found.length - 1].push({ at, value });
        last = at;
    }
    return found;
}

/**
 * Every moment at which a line has a point, in order.
 * @param {Series[]} series
 * @returns {Row[]}
 */
export function rows(series) {
    /** @type {Map<number, (number | null)[]>} */
    const byTime = new Map();
    series.forEach(({ points }, index) => {
        for (const { at, value } of points) {
            const values = byTime.get(at) ?? series.map(() => null);
            values[index] = value;
            byTime.set(at, values);
        }
    });
    return [...byTime].sort(([left], [right]) => left - right).map(([at, values]) => ({ at, values }));
}

/**
 * The place in `rows` whose time is nearest; -1 when there are none.
 * @param {Row[]} all
 * @param {number} at
 */
export function nearest(all, at) {
    let best = -1;
    all.forEach((row, index) => {
        if (best < 0 || Math.abs(row.at - at) < Math.abs(all[best].at - at)) best = index;
    });
    return best;
}

/**
 * What the API sends, with times as numbers.
 * @param {Pick<API.MetricChart, "series">} chart
 * @returns {Series[]}
 */
export function readSeries(chart) {
    return chart.series.map(({ name, points }) => ({
        name,
        points: points.map(({ at, value }) => ({ at: Date.parse(at), value })).filter(({ at }) => !Number.isNaN(at)),
    }));
}
