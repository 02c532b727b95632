import * as v from "valibot";
import * as vscode from "vscode";
import { reportMarkdown } from "../../doctor/report.ts";
import { Problem } from "../../signalr/problem.ts";
import { redactUrl } from "../../signalr/redact.ts";
import { examinePatient } from "../doctor/runDoctor.ts";
import { hubPatient, integrationPatient } from "../doctor/subjects.ts";
import type { Patient } from "../doctor/subjects.ts";
import { everyIntegration } from "../pickIntegration.ts";
import type { Services } from "../services.ts";
import { readInput } from "./input.ts";
import type { ToolWork } from "./tools.ts";

const schema = v.strictObject({
  integration: v.optional(v.string()),
  instance: v.optional(v.string()),
  url: v.optional(v.pipe(v.string(), v.url(), v.check((text) => /^(?:https?|wss?):$/.test(new URL(text).protocol), "must be an http, https, ws or wss URL"))),
});

/** Runs the doctor; it reads the control plane and connects as a client does, so that the person is asked first. */
export function runDoctorTool(services: Services): ToolWork {
  return {
    running: (input) => vscode.l10n.t("Running the doctor on {0}", said(input)),
    confirm: (input) => ({
      title: vscode.l10n.t("Run the doctor"),
      message: vscode.l10n.t("It asks the control plane, and connects as a client does to {0}: at the app, through the gateway and straight to the service. It changes nothing.", said(input)),
    }),
    run: async (input, signal) => reportMarkdown(await examinePatient(await patientOf(services, input), signal)),
  };
}

function same(wanted: string | undefined, name: string): boolean {
  return wanted === undefined || wanted.toLowerCase() === name.toLowerCase();
}

function said(input: unknown): string {
  const read = v.safeParse(schema, input);
  const { integration, url } = read.success ? read.output : {};
  return url === undefined ? (integration ?? vscode.l10n.t("the integration")) : redactUrl(url);
}

async function patientOf(services: Services, input: unknown): Promise<Patient> {
  const { integration, instance, url } = readInput(schema, input);
  if (url !== undefined) return hubPatient(url.replace(/^ws/, "http"));
  const all = await everyIntegration(services);
  const found = all.filter((node) => same(integration, node.integration.name) && same(instance, node.instance.name));
  const [only, second] = found;
  if (only !== undefined && second === undefined) return integrationPatient(services, only);
  const names = (only === undefined ? all : found).map((node) => `${node.integration.name} on ${node.instance.name}`);
  throw new Problem({
    code: "toolInputInvalid",
    message: only === undefined ? `There is no such integration. There are: ${names.join(", ") || "none"}.` : `Several integrations fit; name integration and instance. There are: ${names.join(", ")}.`,
  });
}
