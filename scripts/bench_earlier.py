"""The earlier manager's way, for bench_import.py: the whole model to disk, then each file to the bucket.

Runs in the virtual environment of requirements-bench.txt. The hub and the bucket come from HF_ENDPOINT and
STORAGE_EMULATOR_HOST, as these libraries read them.
"""

import os
import sys

from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
from huggingface_hub import snapshot_download


def main():
    repository, bucket_name, folder = sys.argv[1:4]
    home = snapshot_download(repository, local_dir=os.path.join(folder, "model"), allow_patterns="*.safetensors")
    client = storage.Client(project="bench", credentials=AnonymousCredentials())
    bucket = client.bucket(bucket_name)
    for name in sorted(os.listdir(home)):
        path = os.path.join(home, name)
        if os.path.isfile(path):
            bucket.blob(f"{repository}/{name}").upload_from_filename(path, checksum="crc32c", timeout=300)


main()
