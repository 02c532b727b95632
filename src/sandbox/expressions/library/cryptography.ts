import { createHash, createHmac, randomBytes } from "node:crypto";
import { Instance } from "../instance.ts";
import { nullArgument } from "../run/thrown.ts";
import { define } from "../types/define.ts";
import type { Handler } from "../types/member.ts";

const namespace = "System.Security.Cryptography";

/** A hash algorithm, with a key where it takes one. */
class HashValue extends Instance {
  readonly typeName: string;
  readonly key: Uint8Array | undefined;

  constructor(typeName: string, key?: Uint8Array) {
    super();
    this.typeName = typeName;
    this.key = key;
  }

  compute(bytes: Uint8Array | null): Uint8Array {
    if (bytes === null) throw nullArgument("buffer");
    const algorithm = this.typeName.replace("HMAC", "").replace("Managed", "").toLowerCase();
    const hash = this.key === undefined ? createHash(algorithm) : createHmac(algorithm, this.key);
    return new Uint8Array(hash.update(bytes).digest());
  }
}

define("HashAlgorithm", {
  namespace,
  members: {
    "ComputeHash(byte[] buffer): byte[]": (self: HashValue, bytes: Uint8Array | null) => self.compute(bytes),
    "Dispose(): void": () => null,
  },
});
define("KeyedHashAlgorithm", { namespace, is: ["HashAlgorithm"], members: { "Key: byte[]": (self: HashValue) => self.key ?? null } });
define("HMAC", { namespace, is: ["KeyedHashAlgorithm"] });

for (const algorithm of ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"]) {
  const create: Readonly<Record<string, Handler>> = { [`static Create(): ${algorithm}`]: () => new HashValue(algorithm) };
  define(algorithm, { namespace, is: ["HashAlgorithm"], members: create });
  if (algorithm !== "MD5") define(`${algorithm}Managed`, { namespace, is: [algorithm], members: { "new()": () => new HashValue(`${algorithm}Managed`) } });
  const name = `HMAC${algorithm}`;
  const block = algorithm === "SHA384" || algorithm === "SHA512" ? 128 : 64;
  define(name, {
    namespace,
    is: ["HMAC"],
    members: {
      "new(byte[] key)": (key: Uint8Array | null) => {
        if (key === null) throw nullArgument("key");
        return new HashValue(name, key);
      },
      "new()": () => new HashValue(name, new Uint8Array(randomBytes(block))),
    },
  });
}
