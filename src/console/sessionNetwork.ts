import type { ConnectOptions, TlsOptions } from "../signalr/connection.ts";
import { readCertificates } from "./certificateFiles.ts";
import type { ConnectChoices } from "./connectChoices.ts";
import type { ConsolePlatform } from "./platform.ts";

/** How servers are reached and whom they and we prove to be. */
export type Network = Pick<ConnectOptions, "proxy" | "tls">;

/**
 * As the editor is set up, with what the person chose for the session.
 * @throws Problem and Cancelled as `readCertificates`
 */
export async function sessionNetwork({ certificates, insecure }: ConnectChoices, editor: Network, passphrase: ConsolePlatform["passphrase"]): Promise<Network> {
  const own = certificates === undefined ? {} : await readCertificates(certificates, passphrase);
  const ca = [editor.tls?.ca, own.ca].filter((text) => text !== undefined).join("\n");
  const tls: TlsOptions = { ...editor.tls, ...own, ...(ca !== "" && { ca }), ...(insecure && { rejectUnauthorized: false }) };
  return { ...(editor.proxy !== undefined && { proxy: editor.proxy }), ...(Object.keys(tls).length > 0 && { tls }) };
}
