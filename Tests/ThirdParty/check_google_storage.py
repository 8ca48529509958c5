"""google-cloud-storage against the simulator's Cloud Storage.

usage: python check_google_storage.py --endpoints ENDPOINTS_JSON_FILE
Prints one `ok SENTENCE` per check; exits non-zero with the reason of the first failure.
"""

import argparse
import base64
import concurrent.futures
import hashlib
import io
import json
import os
import random
import sys
import tempfile
import time
import uuid


def ok(sentence):
    print(f"ok {sentence}", flush=True)


def expect(condition, reason):
    if not condition:
        print(f"not ok {reason}", file=sys.stderr)
        sys.exit(1)


def refused(exception, call, reason):
    try:
        call()
    except exception:
        return
    expect(False, reason)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--endpoints", required=True)
    with open(arguments.parse_args().endpoints, encoding="utf-8") as file:
        endpoints = json.load(file)
    os.environ["STORAGE_EMULATOR_HOST"] = endpoints["storage"]

    import google_crc32c
    from google.api_core import exceptions
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import storage
    from google.cloud.storage import transfer_manager

    def crc(data):
        return base64.b64encode(google_crc32c.Checksum(data).digest()).decode()

    random.seed(7)
    client = storage.Client(project="demo-project", credentials=AnonymousCredentials())
    name = f"check-{uuid.uuid4().hex[:12]}"

    bucket = client.bucket(name)
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.labels = {"managed-by": "llm-manager"}
    bucket = client.create_bucket(bucket, location="us-central1")
    expect(bucket.location == "US-CENTRAL1", f"location {bucket.location}")
    refused(exceptions.Conflict, lambda: client.create_bucket(name), "a second bucket of that name was created")
    expect(name in [b.name for b in client.list_buckets()], "the bucket is not listed")
    ok("a bucket is created once, in the region asked for, and listed")

    small = b"hello, bucket"
    blob = bucket.blob("dir/a b+c#d?e.txt")
    blob.metadata = {"sha256": hashlib.sha256(small).hexdigest()}
    blob.upload_from_string(small, content_type="text/plain", checksum="crc32c", if_generation_match=0)
    blob.reload()
    expect(blob.crc32c == crc(small) and blob.size == len(small), "size or crc32c differ")
    expect(blob.metadata["sha256"] == hashlib.sha256(small).hexdigest(), "metadata differ")
    expect(blob.md5_hash == base64.b64encode(hashlib.md5(small).digest()).decode(), "md5 differs")
    expect(blob.download_as_bytes() == small, "the bytes differ")
    ok("a multipart/related upload keeps bytes, hashes, metadata and an odd name")

    refused(
        exceptions.PreconditionFailed,
        lambda: bucket.blob(blob.name).upload_from_string(b"x", if_generation_match=0),
        "ifGenerationMatch=0 overwrote an object",
    )
    refused(
        exceptions.PreconditionFailed,
        lambda: blob.delete(if_generation_match=blob.generation + 1),
        "a delete with a wrong generation went through",
    )
    ok("preconditions on an existing object are 412")

    big = random.randbytes(5 * 1024 * 1024 + 12_345)
    chunked = bucket.blob("big.bin", chunk_size=1024 * 1024)
    chunked.upload_from_file(io.BytesIO(big), size=len(big), checksum="crc32c")
    chunked.reload()
    expect(chunked.crc32c == crc(big) and chunked.size == len(big), "chunked upload: size or crc32c differ")
    ok("a resumable upload in chunks of 1 MiB ends with the right crc32c")

    unknown = bucket.blob("unknown-size.bin", chunk_size=512 * 1024)
    with unknown.open("wb", chunk_size=512 * 1024) as sink:
        for start in range(0, len(big), 300_000):
            sink.write(big[start : start + 300_000])
    unknown.reload()
    expect(unknown.crc32c == crc(big), "upload of unknown size: crc32c differs")
    ok("a resumable upload of unknown size ends with the right crc32c")

    empty = bucket.blob("empty.bin", chunk_size=256 * 1024)
    empty.upload_from_file(io.BytesIO(b""), size=0)
    empty.reload()
    expect(empty.size == 0 and empty.crc32c == "AAAAAA==", "empty object")
    ok("an empty object has size 0 and crc32c AAAAAA==")

    part = chunked.download_as_bytes(start=1_000_000, end=1_999_999)
    expect(part == big[1_000_000:2_000_000], "the range differs")
    tail = chunked.download_as_bytes(start=len(big) - 10)
    expect(tail == big[-10:], "the tail differs")
    with tempfile.NamedTemporaryFile() as file:
        chunked.download_to_filename(file.name, checksum="crc32c")
        with open(file.name, "rb") as stored:
            expect(stored.read() == big, "the download differs")
    ok("ranges and whole downloads are the same bytes, checked by crc32c")

    for key in ["list/a", "list/b/1", "list/b/2", "list/c", "list/d/x/y"]:
        bucket.blob(key).upload_from_string(key)
    listing = client.list_blobs(name, prefix="list/", delimiter="/", page_size=2)
    names = [b.name for b in listing]
    expect(names == ["list/a", "list/c"], f"names {names}")
    expect(sorted(listing.prefixes) == ["list/b/", "list/d/"], f"prefixes {listing.prefixes}")
    flat = [b.name for b in client.list_blobs(name, prefix="list/", page_size=2)]
    expect(flat == ["list/a", "list/b/1", "list/b/2", "list/c", "list/d/x/y"], f"flat {flat}")
    globbed = [b.name for b in client.list_blobs(name, match_glob="list/*/?")]
    expect(globbed == ["list/b/1", "list/b/2"], f"glob {globbed}")
    between = [b.name for b in client.list_blobs(name, start_offset="list/b", end_offset="list/c")]
    expect(between == ["list/b/1", "list/b/2"], f"offsets {between}")
    ok("listings with prefix, delimiter, pages, glob and offsets are complete and in order")

    parts = []
    for index in range(4):
        piece = bucket.blob(f"parts/{index}")
        piece.upload_from_string(big[index * 100_000 : (index + 1) * 100_000])
        parts.append(piece)
    composed = bucket.blob("composed.bin")
    composed.compose(parts, if_generation_match=0)
    composed.reload()
    expect(composed.crc32c == crc(big[:400_000]), "composed crc32c differs")
    expect(composed.md5_hash is None and composed.component_count == 4, "a composite object with md5 or wrong count")
    expect(composed.download_as_bytes() == big[:400_000], "composed bytes differ")
    ok("compose joins in order; crc32c is that of the whole, md5 is absent")

    other = client.create_bucket(f"{name}-eu", location="EU")
    heavy = bucket.blob("heavy.bin")
    heavy.metadata = {"origin": "hub"}
    heavy_bytes = random.randbytes(9 * 1024 * 1024 + 3)
    heavy.upload_from_string(heavy_bytes)
    copy = other.blob("copy.bin")
    steps = []
    token, rewritten, total = copy.rewrite(heavy, if_generation_match=0)
    while token is not None:
        steps.append(rewritten)
        expect(other.get_blob("copy.bin") is None, "an unfinished rewrite shows an object")
        token, rewritten, total = copy.rewrite(heavy, token=token, if_generation_match=0)
    expect(len(steps) > 1 and steps == sorted(set(steps)), f"the rewrite went by {steps}")
    expect(rewritten == total == len(heavy_bytes) and copy.crc32c == heavy.crc32c, "the rewrite differs")
    expect(copy.download_as_bytes(checksum="crc32c") == heavy_bytes, "the rewritten bytes differ")
    copy.reload()
    expect(copy.metadata == {"origin": "hub"}, f"the rewrite has the metadata {copy.metadata}")
    ok("rewrite across locations takes several calls and keeps size, crc32c and metadata")

    near = bucket.blob("near.bin")
    token, rewritten, total = near.rewrite(heavy)
    expect(token is None and rewritten == total, "a rewrite within a location takes more than one call")
    refused(
        exceptions.PreconditionFailed,
        lambda: copy.rewrite(chunked, if_generation_match=0),
        "a rewrite onto an object went through with ifGenerationMatch=0",
    )
    refused(
        exceptions.NotFound,
        lambda: other.blob("x").rewrite(bucket.blob("heavy.bin", generation=1)),
        "a rewrite of a generation that never was went through",
    )
    token, _, _ = other.blob("first.bin").rewrite(heavy)
    refused(
        exceptions.BadRequest,
        lambda: other.blob("second.bin").rewrite(heavy, token=token),
        "a token of one rewrite was taken by another",
    )
    copied = bucket.copy_blob(heavy, other, "by-copy.bin")
    expect(copied.crc32c == heavy.crc32c, "copyTo differs")
    ok("rewrites keep preconditions, source generations and tokens apart; copyTo copies in one call")

    blob.metadata = {"state": "patched"}
    before = blob.metageneration
    blob.patch(if_metageneration_match=before)
    expect(blob.metadata == {"state": "patched"} or blob.metadata["state"] == "patched", "patch lost")
    expect(blob.metageneration == before + 1, "metageneration did not move")
    refused(
        exceptions.PreconditionFailed,
        lambda: blob.patch(if_metageneration_match=before),
        "a stale metageneration went through",
    )
    ok("a patch under ifMetagenerationMatch counts up and refuses a stale one")

    data = random.randbytes(17 * 1024 * 1024 + 5)
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        multi = bucket.blob("xml multipart/with space.bin")
        multi.metadata = {"made-by": "transfer-manager"}
        transfer_manager.upload_chunks_concurrently(
            file.name, multi, chunk_size=6 * 1024 * 1024, max_workers=3, worker_type=transfer_manager.THREAD
        )
    multi.reload()
    expect(multi.size == len(data) and multi.crc32c == crc(data), "XML multipart: size or crc32c differ")
    expect(multi.md5_hash is None, "an XML multipart object with md5")
    expect(multi.metadata == {"made-by": "transfer-manager"}, f"XML multipart: metadata {multi.metadata}")
    ok("transfer_manager's concurrent XML multipart upload has the right crc32c and no md5")

    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "got")
        transfer_manager.download_chunks_concurrently(
            multi, target, chunk_size=4 * 1024 * 1024, worker_type=transfer_manager.THREAD
        )
        with open(target, "rb") as stored:
            expect(stored.read() == data, "concurrent download differs")
    ok("transfer_manager's concurrent ranged download gives identical bytes")

    generations = []
    for value in range(3):
        one = bucket.blob("generations")
        one.upload_from_string(str(value))
        generations.append(one.generation)
        time.sleep(0.05)
    expect(generations == sorted(set(generations)), "generations do not increase")

    def race(value):
        try:
            bucket.blob("generations").upload_from_string(value, if_generation_match=generations[-1], retry=None)
            return True
        except exceptions.PreconditionFailed:
            return False

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        winners = sum(pool.map(race, ["a", "b", "c", "d"]))
    expect(winners == 1, f"{winners} writers won a race for one generation")
    ok("of four writers with the same ifGenerationMatch one wins")

    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append({"role": "roles/storage.objectViewer", "members": {"user:dev@example.com"}})
    bucket.set_iam_policy(policy)
    roles = [b["role"] for b in bucket.get_iam_policy().bindings]
    expect("roles/storage.objectViewer" in roles, f"roles {roles}")
    granted = bucket.test_iam_permissions(["storage.objects.get", "storage.objects.create"])
    expect(granted == ["storage.objects.get", "storage.objects.create"], f"granted {granted}")
    ok("the policy of a bucket is read, changed under its etag, and tested")

    refused(exceptions.NotFound, lambda: bucket.blob("no such").reload(), "a missing object was found")
    refused(exceptions.NotFound, lambda: bucket.blob("no such").download_as_bytes(), "a missing object was read")
    refused(exceptions.NotFound, lambda: client.get_bucket("no-such-bucket-anywhere"), "a missing bucket was found")
    refused(exceptions.Conflict, bucket.delete, "a bucket with objects was deleted")
    for doomed in [bucket, other]:
        for item in client.list_blobs(doomed.name):
            item.delete(if_generation_match=item.generation)
        doomed.delete()
    refused(exceptions.NotFound, lambda: client.get_bucket(name), "the bucket is still there")
    ok("missing things are 404, a full bucket is 409, an empty one can be deleted")


if __name__ == "__main__":
    main()
