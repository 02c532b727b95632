import assert from "node:assert/strict";
import { test } from "node:test";
import { isAzureService } from "../../../src/ui/account/serviceHosts.ts";

void test("only Azure's own addresses get the person's token without asking", () => {
  for (const good of ["https://contoso.service.signalr.net", "https://Contoso.Service.SignalR.net:443/", "https://contoso.signalr.azure.cn", "https://contoso.signalr.azure.us/path"]) {
    assert.equal(isAzureService(new URL(good)), true, good);
  }
  const others = ["http://contoso.service.signalr.net", "https://service.signalr.net.evil.example", "https://evil.example/.service.signalr.net", "https://contoso.service.signalr.net@evil.example", "https://myservice-signalr.net", "https://service.signalr.net"];
  for (const other of others) assert.equal(isAzureService(new URL(other)), false, other);
});
