/** How the host names of SignalR Services end in Azure's clouds (apim-facts 7). */
const suffixes = [".service.signalr.net", ".signalr.azure.cn", ".signalr.azure.us"];

/** Whether only Azure can be behind a URL: https, and a name that Azure itself gives to SignalR Services. */
export function isAzureService({ protocol, hostname }: URL): boolean {
  return protocol === "https:" && suffixes.some((suffix) => hostname.endsWith(suffix));
}
