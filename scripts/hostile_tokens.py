"""Tokens that are false in one thing only. Most are truly signed, by the key that the manager trusts: what refuses them must
be its strict reading, not their signature. Elliptic curves and RSA in plain Python: a forger's tools, for tests alone.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import time

from hostile_tools import statuses

CURVES = {  # p, a, b, Gx, Gy, n
    "P-256": (
        0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF, -3, 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296, 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "secp256k1": (
        2**256 - 2**32 - 977, 0, 7, 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
        0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    ),
    "P-384": (
        2**384 - 2**128 - 2**96 + 2**32 - 1, -3, 0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    ),
}


def add(one, two, curve):
    p, a = curve[0], curve[1]
    if one is None or two is None:
        return one or two
    if one[0] == two[0]:
        if (one[1] + two[1]) % p == 0:
            return None
        slope = (3 * one[0] * one[0] + a) * pow(2 * one[1], -1, p) % p
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, p) % p
    x = (slope * slope - one[0] - two[0]) % p
    return x, (slope * (one[0] - x) - one[1]) % p


def times(number, point, curve):
    found = None
    while number:
        if number & 1:
            found = add(found, point, curve)
        point, number = add(point, point, curve), number >> 1
    return found


def ecdsa(message, secret, name="P-256"):
    """r and s; the nonce is a hash of key and message, so that a run can be repeated."""
    curve = CURVES[name]
    n = curve[5]
    nonce = int.from_bytes(hashlib.sha512(secret.to_bytes(66, "big") + message).digest(), "big") % (n - 1) + 1
    r = times(nonce, curve[3:5], curve)[0] % n
    z = int.from_bytes(hashlib.sha256(message).digest(), "big")
    return r, pow(nonce, -1, n) * (z + r * secret) % n


def der_integers(data):
    """Every INTEGER and the longest OCTET STRINGs' contents, nested ones too: enough to find a key in PKCS #8."""
    found, at = [], 0
    while at + 2 <= len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        content = data[at : at + length]
        at += length
        if tag == 0x02:
            found.append(int.from_bytes(content, "big"))
        elif tag == 0x04 and len(content) == 32:
            found.append(int.from_bytes(content, "big"))
        elif tag in (0x30, 0x04):
            found += der_integers(content)
    return found


def b64(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")).rstrip(b"=").decode()


def der(r, s):
    def number(value):
        data = value.to_bytes((value.bit_length() + 8) // 8, "big")
        return bytes([2, len(data)]) + data

    body = number(r) + number(s)
    return bytes([0x30, len(body)]) + body


class Signer:
    """The issuer's own key, taken from the simulator's state."""

    def __init__(self, pem, algorithm, key_id):
        self.algorithm, self.key_id, self.pem = algorithm, key_id, pem
        numbers = der_integers(base64.b64decode("".join(line for line in pem.splitlines() if "-" not in line)))
        if algorithm == "ES256":
            self.secret = next(number for number in numbers if number > 1 << 128)
            self.public = times(self.secret, CURVES["P-256"][3:5], CURVES["P-256"])
        else:
            self.modulus, self.exponent = sorted(number for number in numbers if number > 1 << 1024)[-1], None
            self.exponent = next(number for number in numbers if 1 << 1024 < number < self.modulus)

    def signature(self, message):
        if self.algorithm == "ES256":
            r, s = ecdsa(message, self.secret)
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        size = (self.modulus.bit_length() + 7) // 8
        info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
        padded = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
        return pow(int.from_bytes(padded, "big"), self.exponent, self.modulus).to_bytes(size, "big")

    def header(self, **changes):
        return {"alg": self.algorithm, "kid": self.key_id, "typ": "JWT", **changes}

    def token(self, header, claims, encoded=None):
        """Truly signed, whatever it says. `encoded` changes the two parts before they are signed."""
        parts = [b64(part if isinstance(part, (str, bytes)) else json.dumps(part)) for part in (header, claims)]
        message = ".".join(encoded(*parts) if encoded else parts)
        return f"{message}.{b64(self.signature(message.encode()))}"


def sloppy(part):
    """The same bytes in another spelling: bits that must be zero are set. Nothing for lengths that leave none over."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) | 1] if len(part) % 4 else None


def headers(signer, claims, canary):
    true = signer.header()
    without = lambda name: {key: value for key, value in true.items() if key != name}
    key = signer.key_id
    shapes = {
        **{f"alg {name}": signer.header(alg=name) for name in ("none", "None", "NONE", "nOnE", "HS256", "HS512", "PS256", "ES384", "ES512", "ES256K", "EdDSA", "es256", "rs256", "", " ES256", "ES256\0")},
        "alg of the other gate": signer.header(alg="RS256" if signer.algorithm == "ES256" else "ES256"),
        "alg missing": without("alg"), "alg null": signer.header(alg=None), "alg list": signer.header(alg=[signer.algorithm]), "alg number": signer.header(alg=1),
        "alg twice": json.dumps(true)[:-1] + ',"alg":"none"}', "alg twice, false one first": '{"alg":"none",' + json.dumps(true)[1:],
        "alg twice, one escaped": json.dumps(true)[:-1] + ',"\\u0061lg":"none"}', "kid twice": json.dumps(true)[:-1] + ',"kid":"x"}',
        "kid wrong": signer.header(kid="nobody's"), "kid missing": without("kid"), "kid empty": signer.header(kid=""), "kid number": signer.header(kid=1), "kid list": signer.header(kid=[key]),
        "kid path": signer.header(kid="../../../../dev/null"), "kid SQL": signer.header(kid=f"{key}' OR '1'='1"), "kid URL": signer.header(kid=f"http://127.0.0.1:{canary}/"),
        "kid long": signer.header(kid="k" * 500), "kid with space": signer.header(kid=key + " "), "kid in other case": signer.header(kid=key.upper()),
        "crit": signer.header(crit=["exp"]), "crit empty": signer.header(crit=[]), "b64 false": signer.header(b64=False, crit=["b64"]),
        "jku, unknown kid": signer.header(jku=f"http://127.0.0.1:{canary}/", kid="mine"), "x5u, unknown kid": signer.header(x5u=f"http://127.0.0.1:{canary}/", kid="mine"),
        "header a list": "[]", "header a text": '"ES256"', "header empty": "", "header two objects": json.dumps(true) * 2, "header with a comment": json.dumps(true) + "/**/",
        "header deep": json.dumps(true)[:-1] + ',"a":' + "[" * 2000 + "]" * 2000 + "}", "header not UTF-8": json.dumps(true).encode()[:-1] + b',"a":"\xff\xfe"}',
    }
    return {name: signer.token(header, claims) for name, header in shapes.items()}


def bodies(signer, claims):
    """Claims that are false, missing, or can be read in two ways."""
    text, now = json.dumps(claims), int(time.time())
    changed = lambda **changes: {**claims, **changes}
    without = lambda name: {key: value for key, value in claims.items() if key != name}
    shapes = {
        **{f"{name} missing": without(name) for name in ("iss", "aud", "exp", "iat", "email")},
        **{f"{name} null": changed(**{name: None}) for name in ("iss", "aud", "exp", "iat", "email")},
        **{f"{name} twice": text[:-1] + f',"{name}":{json.dumps(value)}}}' for name, value in claims.items()},
        **{f"{name} twice, one escaped": text[:-1] + f',"\\u{ord(name[0]):04x}{name[1:]}":{json.dumps(value)}}}' for name, value in claims.items()},
        "expired": changed(iat=now - 700, exp=now - 100), "expired for 31 s": changed(iat=now - 600, exp=now - 31), "of the future": changed(iat=now + 100, exp=now + 600),
        "not before": changed(nbf=now + 600), "lives for a day": changed(exp=now + 86400), "lives negatively": changed(iat=now + 20, exp=now - 20),
        "exp a text": changed(exp=str(claims["exp"])), "exp huge": text.replace(str(claims["exp"]), "1e308"), "exp beyond all numbers": text.replace(str(claims["exp"]), "1e999"),
        "exp negative": changed(exp=-claims["exp"]), "exp NaN": text.replace(str(claims["exp"]), "NaN"), "exp a list": changed(exp=[claims["exp"]]), "iat zero": changed(iat=0),
        "issuer with a slash": changed(iss=claims["iss"] + "/"), "issuer in capitals": changed(iss=claims["iss"].upper()), "issuer evil": changed(iss=claims["iss"].replace("google", "evil")), "issuer a list": changed(iss=[claims["iss"]]),
        "audience other": changed(aud="/projects/2/locations/us-central1/services/other"), "audience a prefix": changed(aud=claims["aud"][:-1]), "audience longer": changed(aud=claims["aud"] + "x"), "audience empty": changed(aud=""), "audience none of a list": changed(aud=["a", "b"]), "audience of capitals": changed(aud=claims["aud"].upper()),
        "e-mail a list": changed(email=["alice@example.com"]), "e-mail with a line": changed(email="alice@example.com\n"), "e-mail with a space": changed(email="alice@example.com "), "e-mail with NUL": changed(email="alice@example.com\0"), "e-mail empty": changed(email=""), "e-mail of other letters": changed(email="\u0430lice@example.com"), "e-mail not verified": changed(email_verified=False), "e-mail verified as text": changed(email_verified="true"), "e-mail without @": changed(email="alice"), "e-mail huge": changed(email="a" * 400 + "@example.com"),
        "deep list": text[:-1] + ',"a":' + "[" * 3000 + "]" * 3000 + "}", "deep object": text[:-1] + ',"a":' + '{"a":' * 1200 + "1" + "}" * 1200 + "}", "huge": text[:-1] + ',"a":"' + "x" * 20000 + '"}',
        "a list": "[]", "a number": "1", "null": "null", "empty": "", "not JSON": "alice@example.com", "two objects": text + text, "comma at the end": text[:-1] + ",}", "leading zero": text.replace(str(claims["iat"]), "0" + str(claims["iat"])),
        "lone surrogate": text[:-1] + ',"a":"\\ud800"}', "control character": text[:-1] + ',"a":"\n"}', "NUL behind": text + "\0", "byte order mark": "\ufeff" + text, "not UTF-8": text.encode()[:-1] + b',"a":"\xc3\x28"}', "overlong UTF-8": text.encode()[:-1] + b',"a":"\xc0\xaf"}', "single quotes": text.replace('"', "'"), "comment": text + "//", "hexadecimal": text[:-1] + ',"a":0x1}',
    }
    return {name: signer.token(signer.header(), body) for name, body in shapes.items()}


def spellings(signer, claims, good):
    """Other texts for the same bytes, signed as they are written."""
    head, body, signature = good.split(".")
    found = {
        "padding": good + "=", "two paddings": good + "==", "padded header": signer.token(signer.header(), claims, lambda h, c: (h + "=", c)), "padded claims": signer.token(signer.header(), claims, lambda h, c: (h, c + "=")),
        "space before claims": signer.token(signer.header(), claims, lambda h, c: (h, " " + c)), "line in claims": signer.token(signer.header(), claims, lambda h, c: (h, c[:9] + "\t" + c[9:])),
        "percent": good.replace(".", "%2E"), "a dot more": good + ".", "a dot before": "." + good, "four parts": good + ".AAAA", "five parts": good + ".AAAA.AAAA", "quoted": f'"{good}"', "Bearer twice": "Bearer " + good, "list of two": f"{good},{good}",
        "JSON serialization": json.dumps({"protected": head, "payload": body, "signature": signature}), "dots": "..", "one word": "alice@example.com", "no header": f".{body}.{signature}", "no claims": f"{head}..{signature}", "no signature": f"{head}.{body}.", "two parts": f"{head}.{body}", "swapped": f"{body}.{head}.{signature}",
        "standard alphabet": f"{head}.{body}.{signature.replace('-', '+').replace('_', '/')}" if re.search("[-_]", signature) else good + "+",
    }
    for number in range(3):
        # One of three lengths of claims leaves bits over.
        padded = json.dumps(claims) + " " * number
        if sloppy(b64(padded)):
            found[f"left-over bits in claims {number}"] = signer.token(signer.header(), padded, lambda h, c: (h, sloppy(c)))
        padded = json.dumps(signer.header()) + " " * number
        if sloppy(b64(padded)):
            found[f"left-over bits in header {number}"] = signer.token(padded, claims, lambda h, c: (sloppy(h), c))
    if sloppy(signature) and sloppy(signature) != signature:
        found["left-over bits in signature"] = f"{head}.{body}.{sloppy(signature)}"
    return found


def signatures(signer, claims, good, random):
    head, body, signature = good.split(".")
    message, raw = f"{head}.{body}".encode(), base64.urlsafe_b64decode(signature + "==")
    size = len(raw)
    found = {
        "zeros": bytes(size), "ones": b"\xff" * size, "a byte more": raw + b"\0", "a zero before": b"\0" + raw, "a byte less": raw[:-1], "twice": raw + raw, "backwards": raw[::-1], "halves swapped": raw[size // 2 :] + raw[: size // 2], "hash alone": hashlib.sha256(message).digest(),
    }
    if signer.algorithm == "ES256":
        n, half = CURVES["P-256"][5], (raw[:32], raw[32:])
        r, s = (int.from_bytes(part, "big") for part in half)
        found |= {"DER": der(r, s), "r zero": bytes(32) + half[1], "s zero": half[0] + bytes(32), "r the order": n.to_bytes(32, "big") + half[1], "s the order": half[0] + n.to_bytes(32, "big"), "48 and 48 bytes": r.to_bytes(48, "big") + s.to_bytes(48, "big")}
        for curve, length in (("P-384", 48), ("secp256k1", 32)):
            false = ecdsa(message, signer.secret, curve)
            found[f"{curve} as ES256"] = b"".join(number.to_bytes(length, "big") for number in false)
        other = ecdsa(message, signer.secret + 1)
        found["another key"] = b"".join(number.to_bytes(32, "big") for number in other)
    tokens = {name: f"{head}.{body}.{b64(data)}" for name, data in found.items()}
    public = json.dumps(signer.public) if signer.algorithm == "ES256" else str(signer.modulus)
    for name, secret in {"the private key's text": signer.pem, "the public numbers": public, "the key id": signer.key_id, "nothing": "", "the algorithm": signer.algorithm}.items():
        short = f"{b64(json.dumps(signer.header(alg='HS256')))}.{body}"
        tokens[f"HS256 keyed with {name}"] = f"{short}.{b64(hmac.new(secret.encode(), short.encode(), hashlib.sha256).digest())}"
    for algorithm in ("none", "None", "NONE"):
        short = b64(json.dumps({"alg": algorithm, "typ": "JWT", "kid": signer.key_id}))
        tokens[f"alg {algorithm}, empty signature"] = f"{short}.{body}."
    tokens["claims of another"] = f"{head}.{b64(json.dumps({**claims, 'email': 'root@example.com'}))}.{signature}"
    for cut in range(1, len(good), max(1, len(good) // 40)):
        tokens[f"cut at {cut}"] = good[:cut]
    for number in range(150):
        at = random.randrange(len(good))
        letter = random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ")
        if letter != good[at] and not (at == len(good) - 1 and letter in "= "):
            tokens[f"letter {number}"] = (good[:at] + letter + good[at + 1 :]).rstrip()
    return tokens


def tokens(target, tally, signer, claims, carried, canary, random, log):
    """Every false token at one gate; `carried` makes the header of a request that carries one."""
    good = signer.token(signer.header(), claims)
    answer = target.send("GET", "/api/identity", [carried(good)])
    tally.check("tokens", f"a true {signer.algorithm} token lets in", statuses(answer) == [200] and b"alice@example.com" in answer, answer)
    groups = {
        "token headers": headers(signer, claims, canary), "token claims": bodies(signer, claims), "token spellings": spellings(signer, claims, good),
        "token signatures": signatures(signer, claims, good, random),
    }
    for kind, forged in groups.items():
        for name, token in forged.items():
            answer = target.send("GET", "/api/identity", [carried(token)])
            refused = statuses(answer)[:1] in ([401], [400], [431])
            tally.check(kind, f"{signer.algorithm} {name}", refused and (len(token) < 40 or token.encode() not in answer), answer)
    with open(log, encoding="utf-8", errors="replace") as file:
        text = file.read()
    for kind, forged in groups.items():
        for name, token in forged.items():
            parts = [part for part in token.split(".") if len(part) > 40] or [token]
            tally.check("tokens in the log", f"{signer.algorithm} {name}", len(token) < 40 or not any(part in text for part in parts))


def issuer(state, document, member, true):
    """The issuer of a true token, and that token's claims; its key lies in the simulator's state."""
    with open(os.path.join(state, document), encoding="utf-8") as file:
        pem = json.load(file)[member]
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in true.split(".")[:2])
    return Signer(pem, header["alg"], header["kid"]), claims
