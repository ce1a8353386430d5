// An authenticator app: the code of a secret at a moment (RFC 6238).
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function codeOf(secret, moment = Date.now()) {
  const bits = [...secret.replaceAll(/\s/g, "")].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = bits.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / 30_000)));
  const digest = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const number = (digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, "0");
}
