#!/usr/bin/env python3
"""Lays out small models that real engines can run, for scripts/test_engines.py. Needs scripts/requirements-llama.txt.

    engine_models.py DIR MINILM

    DIR/huggingface/example-org/tiny-gguf     a random Llama, as GGUF, with a whole tokenizer
    DIR/huggingface/example-org/engine-llama  a random Llama, as safetensors, of a shape that vLLM takes
    DIR/huggingface/example-org/minilm-gguf   the real all-MiniLM-L6-v2 (its files are in MINILM), as GGUF
"""

import json
import pathlib
import sys

import gguf
import numpy

import sample_weights

TINY = {"hidden": 64, "layers": 2, "heads": 4, "inner": 128, "context": 2048}


def description(path, **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"license": "apache-2.0", "tags": ["gguf"], **more}, indent=2) + "\n")


def tiny_llama(target):
    """Every byte is a token, so that any text can be read and written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(str(target), "llama")
    words = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL] + [gguf.TokenType.BYTE] * 256
    words += ["\u2581"] + [chr(code) for code in range(33, 127)]
    kinds += [gguf.TokenType.NORMAL] * (len(words) - len(kinds))
    hidden, inner, heads = TINY["hidden"], TINY["inner"], TINY["heads"]
    writer.add_name("tiny")
    writer.add_context_length(TINY["context"])
    writer.add_embedding_length(hidden)
    writer.add_block_count(TINY["layers"])
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_rope_dimension_count(hidden // heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(words))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(words)
    writer.add_token_scores([-float(index) for index in range(len(words))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    random = numpy.random.default_rng(7)

    def tensor(name, *shape):
        writer.add_tensor(name, (random.standard_normal(shape) * 0.05).astype(numpy.float32))

    tensor("token_embd.weight", len(words), hidden)
    for layer in range(TINY["layers"]):
        for name, shape in {
            "attn_q": (hidden, hidden), "attn_k": (hidden, hidden), "attn_v": (hidden, hidden),
            "attn_output": (hidden, hidden), "ffn_gate": (inner, hidden), "ffn_up": (inner, hidden),
            "ffn_down": (hidden, inner),
        }.items():
            tensor(f"blk.{layer}.{name}.weight", *shape)
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", numpy.ones(hidden, numpy.float32))
    writer.add_tensor("output_norm.weight", numpy.ones(hidden, numpy.float32))
    tensor("output.weight", len(words), hidden)
    finish(writer)


def finish(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def safetensors(path):
    """The tensors of a file of 32-bit floats, by name."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    head = json.loads(data[8:8 + length])
    kinds = {"F32": numpy.float32, "F16": numpy.float16, "I64": numpy.int64}
    found = {}
    for name, entry in head.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = numpy.frombuffer(data, kinds[entry["dtype"]], offset=8 + length + begin,
                               count=(end - begin) // numpy.dtype(kinds[entry["dtype"]]).itemsize)
        found[name] = raw.reshape(entry["shape"])
    return found


BERT = {
    "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm",
}


def mini_lm(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    config = json.loads((source / "config.json").read_text())
    tensors = safetensors(source / "model.safetensors")
    words = (source / "vocab.txt").read_text(encoding="utf-8").split("\n")[:config["vocab_size"]]
    writer = gguf.GGUFWriter(str(target), "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_tokenizer_model("bert")
    writer.add_token_type_count(2)
    # llama.cpp keeps word pieces without ##, and marks the beginnings of words instead.
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    writer.add_token_list([
        word if word in special or word.startswith("[unused") else word[2:] if word.startswith("##") else "\u2581" + word
        for word in words
    ])
    writer.add_token_types([
        gguf.TokenType.CONTROL if word in special else gguf.TokenType.UNUSED if word.startswith("[unused")
        else gguf.TokenType.NORMAL for word in words
    ])
    for name, word in (("bos", "[CLS]"), ("eos", "[SEP]"), ("unk", "[UNK]"), ("sep", "[SEP]"), ("pad", "[PAD]"),
                       ("mask", "[MASK]")):
        getattr(writer, f"add_{name}_token_id")(words.index(word))
    plain = {
        "embeddings.word_embeddings.weight": "token_embd.weight",
        "embeddings.position_embeddings.weight": "position_embd.weight",
        "embeddings.token_type_embeddings.weight": "token_types.weight",
        "embeddings.LayerNorm.weight": "token_embd_norm.weight", "embeddings.LayerNorm.bias": "token_embd_norm.bias",
    }
    for name, ours in plain.items():
        writer.add_tensor(ours, tensors[name].astype(numpy.float32))
    for layer in range(config["num_hidden_layers"]):
        for name, ours in BERT.items():
            for part in ("weight", "bias"):
                value = tensors[f"encoder.layer.{layer}.{name}.{part}"].astype(numpy.float32)
                writer.add_tensor(f"blk.{layer}.{ours}.{part}", value)
    finish(writer)


def main():
    hub, source = pathlib.Path(sys.argv[1]) / "huggingface" / "example-org", pathlib.Path(sys.argv[2])
    tiny_llama(hub / "tiny-gguf" / "tiny-f32.gguf")
    description(hub / "tiny-gguf.json", pipeline_tag="text-generation")
    # Heads of 64, the least that vLLM's kernels for processors take.
    sample_weights.LLAMA.update(hidden=256, heads=4, kv_heads=2, intermediate=512)
    count = sample_weights.llama_files(hub / "engine-llama", "engine-llama")
    description(hub / "engine-llama.json", pipeline_tag="text-generation", library_name="transformers",
                config={"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
                safetensors={"parameters": {"BF16": count}, "total": count})
    mini_lm(source, hub / "minilm-gguf" / "all-minilm-l6-v2-f32.gguf")
    description(hub / "minilm-gguf.json", pipeline_tag="sentence-similarity")


if __name__ == "__main__":
    main()
