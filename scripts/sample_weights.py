"""Small, valid model files with random weights: a Llama checkpoint in safetensors, and the same as GGUF.

What make_sample_models.py lays out. The same call gives the same bytes.
"""

import json
import os
import pathlib
import random
import struct

# ---------------------------------------------------------------------------------------------------- files


def write(path: pathlib.Path, content: bytes) -> None:
    """Writes a file unless it holds these bytes already, so that times (and cached digests) stay as they are."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def write_json(path: pathlib.Path, value: object) -> None:
    write(path, (json.dumps(value, indent=2) + "\n").encode())


def noise(name: str, size: int) -> bytes:
    """Bytes that no compression shortens, the same for the same name."""
    return random.Random(name).randbytes(size)


# ------------------------------------------------------------------------------------------------ safetensors

LLAMA = {"hidden": 64, "layers": 2, "heads": 4, "kv_heads": 2, "intermediate": 128, "vocabulary": 512, "context": 2048}


def llama_tensors() -> list[tuple[str, list[int]]]:
    hidden, inner, vocabulary = LLAMA["hidden"], LLAMA["intermediate"], LLAMA["vocabulary"]
    kv = hidden // LLAMA["heads"] * LLAMA["kv_heads"]
    tensors = [("model.embed_tokens.weight", [vocabulary, hidden])]
    for layer in range(LLAMA["layers"]):
        prefix = f"model.layers.{layer}."
        tensors += [
            (prefix + "input_layernorm.weight", [hidden]),
            (prefix + "mlp.down_proj.weight", [hidden, inner]),
            (prefix + "mlp.gate_proj.weight", [inner, hidden]),
            (prefix + "mlp.up_proj.weight", [inner, hidden]),
            (prefix + "post_attention_layernorm.weight", [hidden]),
            (prefix + "self_attn.k_proj.weight", [kv, hidden]),
            (prefix + "self_attn.o_proj.weight", [hidden, hidden]),
            (prefix + "self_attn.q_proj.weight", [hidden, hidden]),
            (prefix + "self_attn.v_proj.weight", [kv, hidden]),
        ]
    return tensors + [("model.norm.weight", [hidden]), ("lm_head.weight", [vocabulary, hidden])]


def elements(shape: list[int]) -> int:
    count = 1
    for side in shape:
        count *= side
    return count


def safetensors_head(tensors: list[tuple[str, list[int]]], dtype: str = "BF16") -> tuple[bytes, int]:
    """The length, the JSON header padded to 8 bytes, and the size of the data that follows it (2 bytes an element)."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in tensors:
        end = offset + elements(shape) * 2
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text, offset


def bfloat16_noise(name: str, size: int) -> bytes:
    """Small finite bfloat16 numbers: exponents of about 2^-7, random sign and mantissa."""
    raw = bytearray(noise(name, size))
    for index in range(1, size, 2):
        raw[index] = (raw[index] & 0x80) | 0x3C
    return bytes(raw)


def llama_files(directory: pathlib.Path, name: str) -> int:
    """A small, valid Llama checkpoint in two shards; returns its parameter count."""
    tensors = llama_tensors()
    half = len(tensors) // 2
    weight_map: dict[str, str] = {}
    total = 0
    for number, shard in enumerate((tensors[:half], tensors[half:]), start=1):
        file = f"model-{number:05}-of-00002.safetensors"
        head, size = safetensors_head(shard)
        write(directory / file, head + bfloat16_noise(f"{name}/{file}", size))
        weight_map |= {tensor: file for tensor, _ in shard}
        total += size
    write_json(
        directory / "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": weight_map}
    )
    llama_companions(directory, total)
    return total // 2


def llama_config(layers: int, hidden: int, vocabulary: int, intermediate: int) -> dict[str, object]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": hidden,
        "initializer_range": 0.02,
        "intermediate_size": intermediate,
        "max_position_embeddings": LLAMA["context"],
        "model_type": "llama",
        "num_attention_heads": LLAMA["heads"],
        "num_hidden_layers": layers,
        "num_key_value_heads": LLAMA["kv_heads"],
        "rms_norm_eps": 1e-05,
        "rope_theta": 10000.0,
        "tie_word_embeddings": False,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.57.1",
        "use_cache": True,
        "vocab_size": vocabulary,
    }


def vocabulary_list() -> list[str]:
    letters = [chr(code) for code in range(33, 127)]
    pairs = [first + second for first in "etaoinsrhldcu" for second in "etaoinsrhldcumfpgwybvk"]
    words = ["<unk>", "<s>", "</s>", "\u2581"] + letters + pairs
    words += [f"<extra_{index}>" for index in range(LLAMA["vocabulary"] - len(words))]
    return words[: LLAMA["vocabulary"]]


CHAT_TEMPLATE = (
    "{% for message in messages %}<s>{{ message['role'] }}: {{ message['content'] }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant: {% endif %}\n"
)


def llama_companions(directory: pathlib.Path, total: int) -> None:
    words = vocabulary_list()
    special = [
        {"id": index, "content": words[index], "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False, "special": True}
        for index in range(3)
    ]
    write_json(directory / "config.json", llama_config(
        LLAMA["layers"], LLAMA["hidden"], LLAMA["vocabulary"], LLAMA["intermediate"]))
    write_json(directory / "generation_config.json",
               {"bos_token_id": 1, "eos_token_id": 2, "do_sample": True, "temperature": 0.7,
                "transformers_version": "4.57.1"})
    write_json(directory / "tokenizer.json", {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "post_processor": None,
        "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None,
                  "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": False, "ignore_merges": False,
                  "vocab": {word: index for index, word in enumerate(words)},
                  "merges": [[word[0], word[1]] for word in words if len(word) == 2]},
    })
    write_json(directory / "tokenizer_config.json",
               {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>",
                "unk_token": "<unk>", "model_max_length": LLAMA["context"]})
    write(directory / "chat_template.jinja", CHAT_TEMPLATE.encode())
    write(directory / ".gitattributes", b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n")
    write(directory / "README.md", (
        "---\nlicense: apache-2.0\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n\n"
        f"# A tiny Llama\n\nRandom weights, {total} bytes of them: it exists to be imported, not to be clever.\n").encode())


# ----------------------------------------------------------------------------------------------------- GGUF

GGUF_UINT32, GGUF_INT32, GGUF_FLOAT32, GGUF_STRING, GGUF_ARRAY = 4, 5, 6, 8, 9
GGML_F32, GGML_F16 = 0, 1
GGUF_ALIGNMENT = 32


def gguf_string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf_value(kind: int, value: object) -> bytes:
    formats = {GGUF_UINT32: "<I", GGUF_INT32: "<i", GGUF_FLOAT32: "<f"}
    return gguf_string(str(value)) if kind == GGUF_STRING else struct.pack(formats[kind], value)


def gguf_pair(key: str, kind: int, value: object) -> bytes:
    return gguf_string(key) + struct.pack("<I", kind) + gguf_value(kind, value)


def gguf_list(key: str, kind: int, values: list) -> bytes:
    head = gguf_string(key) + struct.pack("<IIQ", GGUF_ARRAY, kind, len(values))
    return head + b"".join(gguf_value(kind, value) for value in values)


def gguf_tensors(hidden: int, inner: int, vocabulary: int, layers: int, kv: int) -> list[tuple[str, list[int], int]]:
    tensors = [("token_embd.weight", [hidden, vocabulary], GGML_F16)]
    for layer in range(layers):
        prefix = f"blk.{layer}."
        tensors += [
            (prefix + "attn_norm.weight", [hidden], GGML_F32),
            (prefix + "attn_q.weight", [hidden, hidden], GGML_F16),
            (prefix + "attn_k.weight", [hidden, kv], GGML_F16),
            (prefix + "attn_v.weight", [hidden, kv], GGML_F16),
            (prefix + "attn_output.weight", [hidden, hidden], GGML_F16),
            (prefix + "ffn_norm.weight", [hidden], GGML_F32),
            (prefix + "ffn_gate.weight", [hidden, inner], GGML_F16),
            (prefix + "ffn_up.weight", [hidden, inner], GGML_F16),
            (prefix + "ffn_down.weight", [inner, hidden], GGML_F16),
        ]
    return tensors + [("output_norm.weight", [hidden], GGML_F32), ("output.weight", [hidden, vocabulary], GGML_F16)]


def gguf_data(name: str, count: int, kind: int) -> bytes:
    if kind == GGML_F32:
        return struct.pack(f"<{count}f", *([1.0] * count))
    raw = bytearray(noise(name, count * 2))
    for index in range(1, len(raw), 2):
        raw[index] = (raw[index] & 0x83) | 0x20  # half floats of about 2^-7
    return bytes(raw)


def gguf() -> bytes:
    hidden, inner, layers, heads, kv_heads = 128, 352, 3, 4, 2
    words = vocabulary_list()
    kv = hidden // heads * kv_heads
    pairs = [
        gguf_pair("general.architecture", GGUF_STRING, "llama"),
        gguf_pair("general.name", GGUF_STRING, "tiny-llama"),
        gguf_pair("general.file_type", GGUF_UINT32, 1),
        gguf_pair("general.alignment", GGUF_UINT32, GGUF_ALIGNMENT),
        gguf_pair("general.quantization_version", GGUF_UINT32, 2),
        gguf_pair("llama.context_length", GGUF_UINT32, LLAMA["context"]),
        gguf_pair("llama.embedding_length", GGUF_UINT32, hidden),
        gguf_pair("llama.block_count", GGUF_UINT32, layers),
        gguf_pair("llama.feed_forward_length", GGUF_UINT32, inner),
        gguf_pair("llama.attention.head_count", GGUF_UINT32, heads),
        gguf_pair("llama.attention.head_count_kv", GGUF_UINT32, kv_heads),
        gguf_pair("llama.attention.layer_norm_rms_epsilon", GGUF_FLOAT32, 1e-5),
        gguf_pair("llama.rope.dimension_count", GGUF_UINT32, hidden // heads),
        gguf_pair("llama.vocab_size", GGUF_UINT32, len(words)),
        gguf_pair("tokenizer.ggml.model", GGUF_STRING, "llama"),
        gguf_list("tokenizer.ggml.tokens", GGUF_STRING, words),
        gguf_list("tokenizer.ggml.scores", GGUF_FLOAT32, [float(-index) for index in range(len(words))]),
        gguf_list("tokenizer.ggml.token_type", GGUF_INT32, [2, 3, 3] + [1] * (len(words) - 3)),
        gguf_pair("tokenizer.ggml.bos_token_id", GGUF_UINT32, 1),
        gguf_pair("tokenizer.ggml.eos_token_id", GGUF_UINT32, 2),
        gguf_pair("tokenizer.ggml.unknown_token_id", GGUF_UINT32, 0),
    ]
    infos, data = b"", b""
    tensors = gguf_tensors(hidden, inner, len(words), layers, kv)
    for name, shape, kind in tensors:
        infos += gguf_string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, len(data))
        data += gguf_data(name, elements(shape), kind)
        data += b"\0" * (-len(data) % GGUF_ALIGNMENT)
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs)) + b"".join(pairs) + infos
    return head + b"\0" * (-len(head) % GGUF_ALIGNMENT) + data
