"""all-MiniLM-L6-v2 by hand: word pieces, six layers, the mean of the last one. Needs numpy.

An independent reckoning to hold an engine's embeddings against: it shares no code with any engine.
"""

import json
import math
import pathlib
import unicodedata

import numpy

from engine_models import safetensors


class MiniLM:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "config.json").read_text())
        self.tensors = safetensors(folder / "model.safetensors")
        words = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
        self.ids = {word: index for index, word in enumerate(words)}

    def tokens(self, text):
        """Lowercase, accents off, punctuation apart; then the longest known piece from the left."""
        plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        spaced = "".join(f" {c} " if unicodedata.category(c)[0] in "PS" else c for c in plain)
        found = [self.ids["[CLS]"]]
        for word in spaced.split():
            found += self.pieces(word)
        return found + [self.ids["[SEP]"]]

    def pieces(self, word):
        begin, found = 0, []
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = ("##" if begin else "") + word[begin:end]
                if piece in self.ids:
                    found.append(self.ids[piece])
                    begin = end
                    break
            else:
                return [self.ids["[UNK]"]]
        return found

    def dense(self, name, value):
        return value @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def norm(self, name, value):
        centred = value - value.mean(-1, keepdims=True)
        scaled = centred / numpy.sqrt((centred ** 2).mean(-1, keepdims=True) + self.config["layer_norm_eps"])
        return scaled * self.tensors[name + ".weight"] + self.tensors[name + ".bias"]

    def layer(self, name, value):
        heads = self.config["num_attention_heads"]
        size = value.shape[-1] // heads
        query, key, content = (
            self.dense(f"{name}.attention.self.{part}", value).reshape(-1, heads, size).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(size)
        weights = numpy.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = (weights @ content).transpose(1, 0, 2).reshape(value.shape)
        value = self.norm(f"{name}.attention.output.LayerNorm", value + self.dense(f"{name}.attention.output.dense", mixed))
        inner = self.dense(f"{name}.intermediate.dense", value)
        erf = numpy.vectorize(math.erf)
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        return self.norm(f"{name}.output.LayerNorm", value + self.dense(f"{name}.output.dense", inner))

    def embed(self, text):
        tokens = self.tokens(text)
        value = (
            self.tensors["embeddings.word_embeddings.weight"][tokens]
            + self.tensors["embeddings.position_embeddings.weight"][:len(tokens)]
            + self.tensors["embeddings.token_type_embeddings.weight"][0]
        )
        value = self.norm("embeddings.LayerNorm", value)
        for layer in range(self.config["num_hidden_layers"]):
            value = self.layer(f"encoder.layer.{layer}", value)
        mean = value.mean(0)
        return mean / numpy.linalg.norm(mean)
