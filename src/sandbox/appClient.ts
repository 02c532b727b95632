import { askApp } from "./appRequest.ts";

/**
 * Gives the sandbox's app server the connection string it hands clients on by.
 * @param armToken the token of the sandbox line
 * @throws Problem when the app server is not there or does not take the string; Cancelled when `signal` stopped it
 */
export async function giveConnectionString(appServerUrl: string, armToken: string, connectionString: string, signal?: AbortSignal): Promise<void> {
  await askApp({ appServerUrl, armToken }, { method: "PUT", path: "/.sandbox/connection-string", body: connectionString, signal });
}
