import { readFileSync } from "node:fs";
import { testCertificate } from "../../support/tlsRelay.ts";

/** A certificate for 127.0.0.1 that is its own authority. */
export const tlsFiles = { cert: readFileSync(testCertificate.cert, "utf8"), key: readFileSync(testCertificate.key, "utf8") };
