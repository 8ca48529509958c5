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
