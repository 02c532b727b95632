import * as signalR from "@microsoft/signalr";

/** What the official client logs about its transports, read back into what crossed. */
export class OfficialWire implements signalR.ILogger {
  /** Whole messages in hex, in the order in which they were handed over or received. */
  readonly sent: string[] = [];
  readonly received: string[] = [];

  log(_level: signalR.LogLevel, message: string): void {
    const found = /transport\) (sending data|data received)\. (String|Binary) data of length \d+\. Content: '([\s\S]*)'\.$/.exec(message);
    if (found !== null) {
      const [, what, kind, content = ""] = found;
      const hex = kind === "String" ? Buffer.from(content).toString("hex") : content.replaceAll(/0x|\s/g, "");
      (what === "sending data" ? this.sent : this.received).push(hex);
    }
  }
}

export const OFFICIAL_TRANSPORT = {
  webSockets: signalR.HttpTransportType.WebSockets,
  serverSentEvents: signalR.HttpTransportType.ServerSentEvents,
  longPolling: signalR.HttpTransportType.LongPolling,
} as const;
