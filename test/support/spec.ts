import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LiveValidator } from "oav/dist/lib/liveValidation/liveValidator.js";

/** Where the official OpenAPI files may be; see SOURCE.md there. */
export const specFolder = fileURLToPath(new URL("../../../shared/azure-specs/", import.meta.url));

/** The reason for a test's skip where the files are absent; false where they are there. */
export const specsMissing: string | false = existsSync(specFolder) ? false : "the official specs are not at ../shared/azure-specs";

/** One HTTP exchange with Resource Manager. Header names are lower-case; bodies are parsed JSON. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

export interface SpecValidator {
  /** What the official OpenAPI says against the exchange; empty where nothing. An operation it does not know is a violation too. */
  violations(exchange: Exchange): Promise<string[]>;
}

function object(value: unknown): { [name: string]: unknown } | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

/** oav writes a bare "error" to the console for each of its own oddities while it loads; it does not touch what is found. */
async function withoutNoise(work: () => Promise<void>): Promise<void> {
  const { error } = console;
  console.error = () => undefined;
  try {
    await work();
  } finally {
    console.error = error;
  }
}

/** The official API Management 2022-08-01 and SignalR specs as a live validator. 2024-05-01 is checked as 2022-08-01, which is the newest there. */
export async function specValidator(): Promise<SpecValidator> {
  const validator = new LiveValidator(
    {
      directory: `${specFolder}specification`,
      swaggerPathsPattern: ["**/resource-manager/**/*.json"],
      git: { shouldClone: false },
      loadValidatorInBackground: false,
      loadValidatorInInitialize: true,
    },
    () => undefined,
  );
  await withoutNoise(() => validator.initialize());
  return {
    violations: async (exchange) => {
      const { pathname, search } = new URL(exchange.url);
      const url = `${pathname}${search.replace("api-version=2024-05-01", "api-version=2022-08-01")}`;
      // Deleting an API became long-running with 2024-05-01, which the older file does not know.
      const accepted = exchange.method === "DELETE" && exchange.status === 202 && search.includes("api-version=2024-05-01");
      const body = object(exchange.requestBody);
      const answer = object(exchange.responseBody);
      const result = await validator.validateLiveRequestResponse({
        liveRequest: { url, method: exchange.method, headers: { ...exchange.requestHeaders }, ...(body === undefined ? {} : { body }) },
        liveResponse: {
          statusCode: accepted ? "200" : String(exchange.status),
          headers: { ...exchange.responseHeaders },
          ...(answer === undefined ? {} : { body: answer }),
        },
      });
      return (["requestValidationResult", "responseValidationResult"] as const).flatMap((part) => {
        const { errors, runtimeException } = result[part];
        return [
          ...(runtimeException === undefined ? [] : [`${part}: ${runtimeException.code} ${runtimeException.message}`]),
          ...errors.map(({ code, message, pathsInPayload }) => `${part}: ${code} ${message} at ${pathsInPayload.join(", ")}`),
        ];
      });
    },
  };
}
