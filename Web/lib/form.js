/**
 * What a user typed, turned into what the API takes. Pure.
 * @typedef {{key: string, value: string}} Pair
 * @typedef {{key: string, name: string, version: string}} SecretRow
 */

/**
 * Rows [{key, value}] → {key: value}; rows without a name are left out; undefined when nothing is left.
 * @param {Pair[]} rows
 * @returns {Record<string, string> | undefined}
 */
export function environmentFrom(rows) {
    const named = rows.filter((row) => row.key.trim() !== "").map((row) => [row.key.trim(), row.value]);
    return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/**
 * Rows of text → the arguments that say something; undefined when there are none.
 * @param {string[]} rows
 */
export function argumentsFrom(rows) {
    const given = rows.map((row) => row.trim()).filter((row) => row !== "");
    return given.length > 0 ? given : undefined;
}

/**
 * A command line as it is typed → its words: blanks divide, quotes keep together, a backslash keeps the next character.
 * A line that begins with # says nothing.
 * @param {string} text
 */
export function wordsFrom(text) {
    const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
    const words = lines.join("\n").match(/(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?)+/g) ?? [];
    return words.map((word) =>
        word.replace(
            /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"?|'([^']*)'?/g,
            (_, escaped, double, single) => escaped ?? double?.replace(/\\([\s\S])/g, "$1") ?? single,
        )
    );
}

/**
 * Words → a text that `wordsFrom` reads back, a line for each flag.
 * @param {string[]} words
 */
export function textFrom(words) {
    const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`));
    return quoted.join(" ").replace(/ (?=--)/g, "\n");
}

/**
 * Rows [{key, name, version}] → {key: {name, version}}; undefined when none is whole.
 * @param {SecretRow[]} rows
 * @returns {Record<string, {name: string, version: string}> | undefined}
 */
export function secretsFrom(rows) {
    const whole = rows.filter((row) => row.key.trim() !== "" && row.name.trim() !== "");
    const pairs = whole.map((
        row,
    ) => [row.key.trim(), { name: row.name.trim(), version: row.version.trim() || "latest" }]);
    return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}

/**
 * "8" → 8; "" → undefined.
 * @param {Maybe<string | number>} text
 */
export function wholeNumber(text) {
    const trimmed = String(text ?? "").trim();
    return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * GiB as typed → bytes.
 * @param {Maybe<string | number>} text
 */
export function gibibytes(text) {
    const trimmed = String(text ?? "").trim();
    const value = Number(trimmed);
    return trimmed !== "" && Number.isFinite(value) && value > 0 ? Math.round(value * 2 ** 30) : undefined;
}

/** @type {Record<string, string>} */
const prefixes = { huggingface: "hf:", ollama: "ollama:", gs: "gs://", dir: "dir:" };

/**
 * Source and identifier → a model reference; a pasted address or prefix is understood.
 * @param {string} source
 * @param {string} identifier
 */
export function reference(source, identifier) {
    const typed = identifier.trim();
    if (typed === "") return "";
    if (source === "dir") return prefixes.dir + typed.replace(/^dir:/, "");
    const bare = typed
        .replace(/^https?:\/\/(huggingface\.co|hf\.co|ollama\.com\/library|ollama\.com)\//, "")
        .replace(/^https:\/\/(console\.cloud\.google\.com\/storage\/browser|storage\.googleapis\.com)\//, "")
        .replace(/^(gs:\/\/|hf:|ollama:)/, "")
        .replace(/\/+$/, "");
    return bare === "" ? "" : prefixes[source] + bare;
}

/**
 * A bucket name by Cloud Storage's rules, said in one sentence; null when it is one.
 * @param {string} name
 */
export function bucketNameProblem(name) {
    if (name.length < 3 || name.length > 63) return "3 to 63 characters.";
    if (!/^[a-z0-9][a-z0-9._-]*[a-z0-9]$/.test(name)) {
        return "Lowercase letters, digits, hyphens, dots and underscores; a letter or digit first and last.";
    }
    return name.startsWith("goog") ? "A name cannot begin with “goog”." : null;
}

/**
 * Whether every word of the filter occurs in one of the texts.
 * @param {string} filter
 * @param {string[]} texts
 */
export function matches(filter, texts) {
    const haystack = texts.join(" ").toLowerCase();
    return filter.toLowerCase().split(/\s+/).every((word) => haystack.includes(word));
}
