/** What Cloud Run offers, in GiB of memory. */
const GPUS = [["L4", 22], ["RTX PRO 6000", 94]];

/**
 * A hint from the number of parameters alone, at 16 bits each; Check reads the real headers.
 * @param {Maybe<number>} parameters
 */
export function sizeHint(parameters) {
    if (!parameters) return null;
    const size = parameters * 2;
    // A fifth is left for the engine and the context.
    const gpu = GPUS.find(([, gibibytes]) => size < Number(gibibytes) * 0.8 * 2 ** 30);
    return { size, gpu: gpu ? String(gpu[0]) : null };
}
