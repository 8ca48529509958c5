/** Where Cloud Run offers GPUs, first; then other common places for a bucket. */
export const regions = [
    "us-central1",
    "us-east4",
    "us-west1",
    "europe-west1",
    "europe-west4",
    "asia-southeast1",
    "asia-south1",
    "us-east1",
    "europe-north1",
    "asia-northeast1",
];

/** @type {[string, string][]} */
export const accelerators = [
    ["nvidia-l4", "NVIDIA L4 · 24 GB"],
    ["nvidia-rtx-pro-6000", "NVIDIA RTX PRO 6000 · 96 GB"],
    ["cpu", "No GPU"],
];

/** @type {Record<string, string>} */
const shortNames = { "nvidia-l4": "L4", "nvidia-rtx-pro-6000": "RTX PRO 6000", cpu: "No GPU" };

/**
 * A card in few letters, for a table; one that is not known keeps its own name.
 * @param {string} accelerator
 */
export const acceleratorName = (accelerator) => shortNames[accelerator] ?? accelerator;
